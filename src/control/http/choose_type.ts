import { parseMediaType } from "./media_type.ts";

/**
 * The type to answer with, by RFC 9110: the offered type whose most specific range has the greatest quality; of equals the first offered.
 *
 * @param accept The header; absent: whatever there is.
 * @param offered Types in the order of preference.
 * @returns Undefined when none may be given.
 */
export function chooseType(accept: string | null | undefined, offered: readonly string[]): string | undefined {
  if (accept === null || accept === undefined || accept.trim() === "") return offered[0];
  const ranges = accept.slice(0, MOST_LENGTH).split(",").flatMap(rangeOf);
  let best: string | undefined;
  let bestQuality = 0;
  for (const type of offered) {
    const quality = qualityOf(type, ranges);
    if (quality > bestQuality) [best, bestQuality] = [type, quality];
  }
  return best;
}

const MOST_LENGTH = 8192;

interface Range {
  readonly name: string;
  readonly quality: number;
}

function rangeOf(text: string): Range[] {
  const media = parseMediaType(text);
  if (media === undefined) return [];
  const quality = Number(media.parameters.get("q") ?? 1);
  return [{ name: media.name, quality: quality >= 0 && quality <= 1 ? quality : 0 }];
}

function qualityOf(type: string, ranges: readonly Range[]): number {
  for (const name of [type, `${type.split("/")[0]}/*`, "*/*"]) {
    const range = ranges.find((candidate) => candidate.name === name);
    if (range !== undefined) return range.quality;
  }
  return 0;
}
