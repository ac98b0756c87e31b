import { AppError } from "../../core/mod.ts";

/** A place in a list as callers see it: opaque, so that nobody builds on what it is made of. */
export function encodeCursor(place: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(place))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @throws AppError `query_invalid` for what {@link encodeCursor} never gave. */
export function decodeCursor(cursor: string): string {
  try {
    const bytes = Uint8Array.from(atob(cursor.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError("query_invalid", "The cursor is none that a page before gave as next", { cause });
  }
}
