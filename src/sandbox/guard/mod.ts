/**
 * The guard: reads the user's script and the files it imports, takes out types, checks every file against a table of rules and makes the files
 * that a sandbox may import. It runs nothing, and it is one layer of several: what hides from a look at the syntax (`x["con" + "structor"]`)
 * meets the sandbox.
 *
 * ```ts
 * const prepared = await prepareProgram({ kind: "file", path: "/p/a.ts" }, { folder: "/p", level: "strict", helpers, nameOf, files });
 * if ("program" in prepared) await writeAll(prepared.program.files);
 * ```
 *
 * @module
 */
export type { GuardFiles, OpenedFile } from "./guard_files.ts";
export { GUARD_LIMITS } from "./limits.ts";
export { prepareProgram, type PrepareProgramOptions } from "./prepare_program.ts";
export type { Prepared, Program, ProgramPlace } from "./program.ts";
export type { Level } from "./rules.ts";
export type { SyntaxNode } from "./syntax_node.ts";
export { syntaxOf } from "./syntax_of.ts";
