import type { Piece } from "../tree.ts";

const ESCAPE = /\\(?:[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U([0-9a-fA-F]{8})|[0-3][0-7]{2}|[^])/g;

/**
 * The runs of a string literal that was read without a mistake: one for each character written as an escape, one for each text between.
 *
 * @param start Where the literal begins, its prefix `r` included.
 * @returns Undefined for the usual literal, whose text stands as it is behind its quote.
 */
export function stringPieces(source: string, start: number, end: number, decodedLength: number): readonly Piece[] | undefined {
  if (end - start === decodedLength + 2) return undefined;
  const isRaw = source[start]?.toLowerCase() === "r";
  const from = isRaw ? start + 2 : start + 1;
  const body = source.slice(from, end - 1);
  if (body === "") return [];
  if (isRaw) return [{ at: 0, start: from, length: body.length }];
  const pieces: Piece[] = [];
  let at = 0;
  let done = 0;
  const add = (offset: number, length: number): void => {
    if (length > 0) pieces.push({ at, start: from + offset, length });
    at += length;
  };
  for (const match of body.matchAll(ESCAPE)) {
    add(done, match.index - done);
    add(match.index, match[1] !== undefined && Number.parseInt(match[1], 16) > 0xffff ? 2 : 1);
    done = match.index + match[0].length;
  }
  add(done, body.length - done);
  return pieces;
}
