import type { ScriptSource } from "../../core/mod.ts";
import { prepareProgram, type PrepareProgramOptions } from "./prepare_program.ts";
import type { Prepared, Program } from "./program.ts";
import { type TestingFiles, testingFiles } from "./testing_files.ts";

/** A diagnostic as tests write it: `file:line:column code`, lines and columns from 1. */
export type Told = string;

/** Prepares the script `/p/<entry>` of files in memory; `entry` with a line break or without an ending is an inline text. */
export async function prepare(
  entry: string | ScriptSource,
  files: TestingFiles = {},
  options: Partial<PrepareProgramOptions> = {},
): Promise<Prepared> {
  const source: ScriptSource = typeof entry === "string" ? { kind: "file", path: `/p/${entry}` } : entry;
  return await prepareProgram(source, {
    folder: "/p",
    level: "strict",
    helpers: "export const helpers = 1;\n",
    nameOf: (path) => path.replace(/^\/p\//, ""),
    files: testingFiles({ "/p/.keep": "", ...files }),
    ...options,
  });
}

/** The program; fails with the diagnostics when there is none. */
export async function programOf(...args: Parameters<typeof prepare>): Promise<Program> {
  const prepared = await prepare(...args);
  if ("program" in prepared) return prepared.program;
  throw new Error(`refused: ${told(prepared).join("; ")} (${prepared.diagnostics[0]?.message})`);
}

/** What a text of JavaScript (`kind: "js"`) or TypeScript is told as the only file `a.js` or `a.ts`. */
export async function toldOf(text: string, kind: "js" | "ts" = "js", options: Partial<PrepareProgramOptions> = {}): Promise<Told[]> {
  return told(await prepare(`a.${kind}`, { [`/p/a.${kind}`]: text }, options));
}

/** All diagnostics, short. */
export function told(prepared: Prepared): Told[] {
  if ("program" in prepared) return [];
  return prepared.diagnostics.map(({ file, code, span }) => {
    const lines = (prepared.sources.get(file) ?? "").slice(0, span.start).split(/\r\n|\n|\r/);
    return `${file}:${lines.length}:${(lines.at(-1) ?? "").length + 1} ${code}`;
  });
}
