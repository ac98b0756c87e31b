/**
 * `executor.d.ts`: the types of the module "executor" and of the `Deno` that scripts have, for editors.
 *
 * ```ts
 * await Deno.writeTextFile("executor.d.ts", executorTypes());
 * ```
 *
 * @module
 */
import { documentTypes } from "../../../dsl/schema/mod.ts";
import { DENO_TYPES } from "./deno_types.ts";
import { SCRIPT_TYPES } from "./script_types.ts";

/** The text of `executor.d.ts`. */
export function executorTypes(): string {
  return `// Written by \`executor init\`: what editors know of scripts and of pipelines that are modules. Delete it and run \`executor init\` to renew it.
/// <reference lib="esnext" />
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

declare module "executor" {
${SCRIPT_TYPES}
${documentTypes()}
}

${DENO_TYPES}`;
}
