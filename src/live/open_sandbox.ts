import { fileURLToPath } from "node:url";
import type { Ceiling, Processes, SandboxGauges, Scripts } from "../core/mod.ts";
import { createGuardedFiles, createGuardedNet, createGuardFiles, createProcesses, openAuditFile } from "../platform/mod.ts";
import type { OpenedModule, OpenedSource, OpenModuleOptions, OwnedScripts, SandboxLevel } from "../sandbox/mod.ts";

/** The operator's word on scripts. */
export interface SandboxOptions {
  /** Default `strict`. */
  readonly level?: SandboxLevel;
  /** The most that any document can grant; absent: what it says. */
  readonly ceiling?: Ceiling;
  /** The file that takes decisions down; absent: none does. */
  readonly audit?: string;
}

/** Where the children and scripts of a run live. Disposing it ends all of them. */
export interface Sandbox extends Disposable {
  readonly level: SandboxLevel;
  readonly processes: Processes;
  readonly scripts: Scripts;
  /** Starts a sandbox for the first script to come; resolves once it is starting, and never rejects. */
  warm(): Promise<void>;
  /** How many sandboxes there are. */
  counts(): SandboxGauges;
  /** Reads and checks a module that is a pipeline. */
  openModule(path: string, options: OpenModuleOptions): Promise<OpenedModule>;
  /** Reads and checks a script that is a source. */
  openSource(path: string, options: OpenModuleOptions): Promise<OpenedSource>;
}

/** Variables that a sandbox's process gets: how it tells times and texts. From the sources the runtime looks up its cache besides. */
const PASSED_ON = ["TZ", "LANG", "LC_ALL", "LC_TIME", "LC_NUMERIC", ...(Deno.build.standalone ? [] : ["HOME", "DENO_DIR"])];

/**
 * Makes the ports of children and scripts real: sandboxes are processes of this very program. What scripts need is loaded with the first
 * one, and nothing is started before it.
 *
 * @throws AppError `audit_unwritable`.
 */
export function openSandbox(env: Readonly<Record<string, string>>, options: SandboxOptions = {}): Sandbox {
  const { level = "strict", ceiling } = options;
  const audit = options.audit === undefined ? undefined : openAuditFile(options.audit);
  const processes = createProcesses();
  let loading: Promise<OwnedScripts> | undefined;
  let loaded: OwnedScripts | undefined;
  let hasEnded = false;
  const load = () => loading ??= open();
  return {
    level,
    processes,
    scripts: { run: async (call) => await (await load()).run(call) },
    // What is wrong shows again when it is used.
    counts: () => loaded?.counts() ?? { alive: 0, busy: 0 },
    warm: () => load().then((scripts) => hasEnded ? undefined : scripts.warm(), () => {}),
    openModule: async (path, how) => await (await load()).openModule(path, how),
    openSource: async (path, how) => await (await load()).openSource(path, how),
    [Symbol.dispose]() {
      hasEnded = true;
      loaded?.[Symbol.dispose]();
      processes[Symbol.dispose]();
      audit?.[Symbol.dispose]();
    },
  };

  async function open(): Promise<OwnedScripts> {
    const { createScripts } = await import("../sandbox/mod.ts");
    const passed = PASSED_ON.flatMap((name) => env[name] === undefined ? [] : [[name, env[name]] as const]);
    return loaded = createScripts({
      processes,
      level,
      audit,
      ceiling,
      guardFiles: createGuardFiles(),
      files: createGuardedFiles(),
      net: createGuardedNet(),
      argv: sandboxCommand(),
      env: { ...Object.fromEntries(passed), NO_COLOR: "1" },
    });
  }
}

function sandboxCommand(): string[] {
  if (Deno.build.standalone) return [Deno.execPath(), "sandbox-child"];
  const entry = fileURLToPath(new URL("./sandbox_child.ts", import.meta.url));
  const flags = ["--allow-all", "--no-prompt", "--unstable-worker-options", "--v8-flags=--disallow-code-generation-from-strings"];
  return [Deno.execPath(), "run", "--quiet", ...flags, entry];
}
