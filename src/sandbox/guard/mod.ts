import type { ScriptSource } from "../../core/mod.ts";
import type { Diagnostic } from "../../core/mod.ts";
export interface ProgramPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
export interface Program {
  readonly entry: string;
  readonly files: ReadonlyMap<string, string>;
  readonly hash: string;
  locate(path: string, line: number, column: number): ProgramPlace | undefined;
}
export type Prepared = { readonly program: Program } | {
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
};
// deno-lint-ignore no-explicit-any
export interface GuardFiles {
  realPath(path: string): any;
  readFile(path: string, max: number): any;
  list(folder: string): any;
}
// deno-lint-ignore no-explicit-any
export async function prepareProgram(source: ScriptSource, options: any): Promise<Prepared> {
  const text = source.kind === "inline" ? source.text : new TextDecoder().decode((await options.files.readFile(source.path, 1e7)).bytes);
  const name = source.kind === "inline" ? source.name : options.nameOf(source.path);
  const hash = Array.from(
    new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))),
    (b) => b.toString(16).padStart(2, "0"),
  ).join("");
  return {
    program: { entry: "main.js", files: new Map([["main.js", text]]), hash, locate: (_p, line, column) => ({ file: name, line, column }) },
  };
}
