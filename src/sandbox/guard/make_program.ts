import { createHash } from "node:crypto";
import type { Program } from "./program.ts";
import type { Rewritten } from "./rewrite_specifiers.ts";
import type { Level } from "./rules.ts";

/** A file that is ready to be part of a program. */
export interface ReadyFile {
  /** What diagnostics call it. */
  readonly name: string;
  /** The user's text. */
  readonly original: string;
  /** The program's. */
  readonly text: string;
  readonly locate?: Rewritten["locate"];
}

/** Puts a program together. */
export function makeProgram(
  level: Level,
  entry: string,
  ready: ReadonlyMap<string, ReadyFile>,
  helpers: { path: string; text: string },
): Program {
  const files = new Map<string, string>([[helpers.path, helpers.text]]);
  for (const [path, { text }] of ready) files.set(path, text);
  const hash = createHash("sha256").update(`${level}\n${entry}\n`);
  for (const [path, text] of [...files].sort(([a], [b]) => a < b ? -1 : 1)) hash.update(`${path}\n${text.length}\n`).update(text);
  return {
    entry,
    files,
    hash: hash.digest("hex"),
    sources: new Map(Array.from(ready.values(), ({ name, original }) => [name, original])),
    locate(path, line, column) {
      const file = ready.get(path);
      const place = file?.locate?.({ line, column }, file.original);
      return file === undefined || place === undefined ? undefined : { file: file.name, ...place };
    },
  };
}
