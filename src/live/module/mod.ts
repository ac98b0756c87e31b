/**
 * Pipelines that are JavaScript or TypeScript modules: evaluated in a sandbox that may do nothing, and read as documents whose parts stand
 * where the module says them.
 *
 * ```ts
 * using modules = new ModuleReader(Deno.env.toObject(), (path) => path);
 * const { root, diagnostics } = await modules.read("/p/pipeline.ts", { env: {} });
 * ```
 *
 * Limits: places are found in the module's own file only; what was computed stands at the expression it came from.
 *
 * @module
 */
export { ModuleReader } from "./module_reader.ts";
export type { ReadModule } from "./read_module.ts";
export type { GivenToModule } from "./settle_declared.ts";
