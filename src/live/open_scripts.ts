import type { Ceiling, Processes } from "../core/mod.ts";
import { createGuardedFiles, createGuardedNet, createGuardFiles, openAuditFile } from "../platform/mod.ts";
import { createScripts, type OwnedScripts, type SandboxLevel } from "../sandbox/mod.ts";

/** Variables that a sandbox's process gets: how it tells times and texts. From the sources the runtime looks up its cache besides. */
const PASSED_ON = ["TZ", "LANG", "LC_ALL", "LC_TIME", "LC_NUMERIC", ...(Deno.build.standalone ? [] : ["HOME", "DENO_DIR"])];

/** The operator's word on scripts. */
export interface SandboxOptions {
  /** Default `strict`. */
  readonly level?: SandboxLevel;
  /** The most that any document can grant; absent: what it says. */
  readonly ceiling?: Ceiling;
  /** The file that takes decisions down; absent: none does. */
  readonly audit?: string;
}

/** Makes the port of scripts real: sandboxes are processes of this very program. */
export function openScripts(processes: Processes, env: Readonly<Record<string, string>>, options: SandboxOptions = {}): OwnedScripts {
  const passed = PASSED_ON.flatMap((name) => env[name] === undefined ? [] : [[name, env[name]] as const]);
  const audit = options.audit === undefined ? undefined : openAuditFile(options.audit);
  const scripts = createScripts({
    processes,
    level: options.level ?? "strict",
    guardFiles: createGuardFiles(),
    argv: sandboxCommand(),
    env: { ...Object.fromEntries(passed), NO_COLOR: "1" },
    files: createGuardedFiles(),
    net: createGuardedNet(),
    audit,
    ceiling: options.ceiling,
  });
  return {
    ...scripts,
    [Symbol.dispose]() {
      scripts[Symbol.dispose]();
      audit?.[Symbol.dispose]();
    },
  };
}

function sandboxCommand(): string[] {
  if (Deno.build.standalone) return [Deno.execPath(), "sandbox-child"];
  const entry = new URL("./sandbox_child.ts", import.meta.url).pathname;
  const flags = ["--allow-all", "--no-prompt", "--unstable-worker-options", "--v8-flags=--disallow-code-generation-from-strings"];
  return [Deno.execPath(), "run", "--quiet", ...flags, entry];
}
