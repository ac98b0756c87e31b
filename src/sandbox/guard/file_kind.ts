/** What the guard makes of a file, by its ending. */
export type FileKind = "javascript" | "typescript" | "json";

const KINDS: Readonly<Record<string, FileKind>> = {
  ".js": "javascript",
  ".mjs": "javascript",
  ".ts": "typescript",
  ".mts": "typescript",
  ".json": "json",
};

/** Endings of files that scripts import. */
export const ENDINGS: readonly string[] = Object.keys(KINDS);

/** The kind of a file; undefined for one that scripts do not import. */
export function fileKind(path: string): FileKind | undefined {
  return KINDS[endingOf(path)];
}

/** From the last dot of the name; empty without one. */
export function endingOf(path: string): string {
  return /\.[^./\\]*$/.exec(path)?.[0] ?? "";
}
