/**
 * Scripts of users where they can do no more than they were granted: the guard that reads them before they run, the host they run in, the
 * broker that does for them what they may do, and the pool of processes.
 *
 * ```ts
 * using scripts = createScripts({ processes, guardFiles, argv: [Deno.execPath(), "sandbox-child"], env: {}, files });
 * const end = await scripts.run(call);
 * ```
 *
 * Limits: memory and processor time are watched on Linux only; a script in another process can still measure time and use its share of the
 * machine. See docs/security.md.
 *
 * @module
 */
export { type CheckedScript, checkScript, type CheckScriptOptions, type ScriptProblem } from "./check_script.ts";
export type { SyntaxNode } from "./guard/mod.ts";
export type {
  DocumentModule,
  EvaluatedModule,
  ModulePart,
  ModuleSettings,
  OpenedModule,
  OpenModuleOptions,
  ToldModule,
} from "./open_module.ts";
export {
  createScripts,
  type CreateScriptsOptions,
  type OpenedSource,
  type OwnedScripts,
  type SandboxLevel,
  type SourceCall,
  type SourceProgram,
} from "./create_scripts.ts";
