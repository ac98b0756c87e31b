import {
  AppError,
  type Diagnostic,
  type JsonObject,
  type SandboxGauges,
  type ScriptCall,
  type ScriptEmitter,
  type ScriptEnd,
  type Scripts,
} from "../core/mod.ts";
import { Pool } from "./box/pool.ts";
import { ProcessBox } from "./box/process_box.ts";
import { runInBox } from "./box/run_in_box.ts";
import { WorkerBox } from "./box/worker_box.ts";
import { type BrokerWorld, openSession } from "./broker/open_session.ts";
import { checkOutputs } from "./check_outputs.ts";
import { type ExplainedError, explainError } from "./explain_error.ts";
import { pathWithin } from "./guard/guard_paths.ts";
import type { GuardFiles, Prepared, Program } from "./guard/mod.ts";
import { HELPERS } from "./helpers.ts";
import type { OpenedModule, OpenModuleOptions } from "./open_module.ts";
import { PrivateFolder } from "./private_folder.ts";

/** What sandboxes are made of. */
export interface CreateScriptsOptions extends BrokerWorld {
  /** `strict` (the default): a process for each sandbox. `trusted`: a worker within this one, see {@linkcode WorkerBox}. */
  readonly level?: SandboxLevel;
  readonly guardFiles: GuardFiles;
  /** Program and arguments of a sandbox; the private folder is added. */
  readonly argv: readonly string[];
  /** The whole environment of a sandbox. */
  readonly env: Readonly<Record<string, string>>;
  /** Leaves out the guard's rules, so that tests meet the wall behind them; nothing that users reach asks for it. */
  readonly skipRules?: true;
}

/** `Scripts` with an end: disposing ends every sandbox and removes what they were given. */
export interface OwnedScripts extends Scripts, Disposable {
  /** Starts a sandbox for the first script to come. */
  warm(): void;
  /** How many sandboxes there are. */
  counts(): SandboxGauges;
  /**
   * Reads and checks a module whose default export is a document; nothing of it runs before {@link DocumentModule.evaluate}.
   *
   * @param path Absolute.
   */
  openModule(path: string, options: OpenModuleOptions): Promise<OpenedModule>;
  /**
   * Reads and checks a script that is a source. What it runs later is what was read now.
   *
   * @param path Absolute.
   */
  openSource(path: string, options: OpenModuleOptions): Promise<OpenedSource>;
}

/** A source that was read and checked with all that it imports. */
export interface SourceProgram {
  /** SHA-256 in hex over all its files: the same code has the same hash. */
  readonly hash: string;
  /** Runs it until it ends or is stopped. @throws AppError `sandbox_unavailable`. */
  run(call: SourceCall): Promise<ScriptEnd>;
}

/** One life of a source. */
export type SourceCall = Omit<ScriptCall, "source" | "input" | "folder" | "emitter"> & { readonly emitter: ScriptEmitter };

/** A source, or what is wrong with its text or that of a file it imports. */
export type OpenedSource = { readonly source: SourceProgram } | { readonly diagnostics: readonly Diagnostic[] };

/** What is different when a program is a module that is a document. */
export interface ModuleTask {
  readonly header: { readonly settings?: JsonObject };
  /** Told of what it threw. */
  failed(error: ExplainedError): void;
}

/** Where scripts run. */
export type SandboxLevel = "strict" | "trusted";

/** Longest `input`, in bytes. */
const LONGEST_INPUT = 64 * 1024 * 1024;
/** Programs that are kept, so that a script is read once for all runs of a revision; those of revisions long gone make room. */
const MOST_PROGRAMS = 1000;
const NOTHING = new Uint8Array(0);

/** Runs scripts in sandboxes of their own processes. Nothing is started before the first script, or {@link OwnedScripts.warm}. */
export function createScripts(options: CreateScriptsOptions): OwnedScripts {
  const { level = "strict" } = options;
  let folder: PrivateFolder | undefined;
  const openFolder = () => folder ??= makeFolder();
  const pool = new Pool(() => {
    const { path } = openFolder();
    if (level === "trusted") return Promise.resolve(new WorkerBox(path));
    return ProcessBox.start(options.processes, { argv: [...options.argv, path], cwd: path, env: options.env });
  });
  const programs = new Map<string, Promise<Prepared>>();
  const guarding = {
    level,
    helpers: HELPERS,
    files: options.guardFiles,
    ...(options.skipRules === undefined ? {} : { skipRules: options.skipRules }),
  };

  return {
    warm: () => pool.warm(),
    counts: () => pool.counts,
    async run(call: ScriptCall): Promise<ScriptEnd> {
      const prepared = await prepare(call);
      if (!("program" in prepared)) return invalid(prepared);
      const input = readInput(call);
      if (input === undefined) {
        return { status: "failed", code: "script_input", message: `Its input is larger than ${LONGEST_INPUT / 1_048_576} MiB` };
      }
      return asDeclared(await runProgram(call, prepared.program, input), prepared.program);
    },
    async openModule(path, moduleOptions) {
      const { openModule } = await import("./open_module.ts");
      return await openModule(path, moduleOptions, {
        files: options.guardFiles,
        run: (call, program, module) => runProgram(call, program, NOTHING, module),
      });
    },
    async openSource(path, { folder, nameOf }) {
      const source = { kind: "file", path } as const;
      const { prepareProgram } = await import("./guard/mod.ts");
      const prepared = await prepareProgram(source, { ...guarding, folder, nameOf, declaresNothing: true });
      if (!("program" in prepared)) return { diagnostics: prepared.diagnostics };
      const { program } = prepared;
      return {
        source: { hash: program.hash, run: (call) => runProgram({ ...call, source, folder, input: "null" }, program, NOTHING) },
      };
    },
    [Symbol.dispose]() {
      pool.close();
      folder?.[Symbol.dispose]();
    },
  };

  function prepare(call: ScriptCall): Promise<Prepared> {
    const { source } = call;
    const key = JSON.stringify([call.revision, call.folder, source.kind, source.kind === "file" ? source.path : source.text]);
    let prepared = programs.get(key);
    if (prepared === undefined) {
      const [oldest] = programs.size < MOST_PROGRAMS ? [] : programs.keys();
      if (oldest !== undefined) programs.delete(oldest);
      prepared = import("./guard/mod.ts").then(({ prepareProgram }) =>
        prepareProgram(source, { ...guarding, folder: call.folder, nameOf: (path: string) => pathWithin(call.folder, path) ?? path })
      );
      programs.set(key, prepared);
    }
    return prepared;
  }

  async function runProgram(call: ScriptCall, program: Program, input: Uint8Array, module?: ModuleTask): Promise<ScriptEnd> {
    const box = await pool.take(JSON.stringify([call.revision, call.permissions ?? "none"]));
    let isReusable = false;
    try {
      using loan = openFolder().lend(program);
      const { end, ...outcome } = await runInBox(box, {
        call,
        open: (fail) => openSession(call, options, fail),
        entry: loan.entry,
        input,
        ...(module === undefined ? {} : { module: module.header }),
        explain(failure) {
          const explained = explainError(failure, program, loan.base);
          module?.failed(explained);
          return explained;
        },
      });
      isReusable = outcome.isReusable;
      return end;
    } finally {
      pool.give(box, isReusable);
    }
  }
}

function makeFolder(): PrivateFolder {
  try {
    return new PrivateFolder();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("sandbox_unavailable", `No private folder for scripts can be made: ${why}`, { cause });
  }
}

/** What it returned fails a script that declares otherwise. */
function asDeclared(end: ScriptEnd, { outputs }: Program): ScriptEnd {
  const message = end.status !== "returned" || outputs === undefined ? undefined : checkOutputs(end.outputs, outputs);
  return message === undefined ? end : { status: "failed", code: "script_return", message };
}

/** A script that changed since it was checked. */
function invalid({ diagnostics }: Extract<Prepared, { readonly diagnostics: unknown }>): ScriptEnd {
  const first = diagnostics.find(({ severity }) => severity === "error") ?? diagnostics[0];
  if (first === undefined) return { status: "failed", code: "script_unreadable", message: "The script cannot be read" };
  return { status: "failed", code: first.code, message: `${first.file}: ${first.message}` };
}

/** The input's bytes; undefined when there are too many. */
function readInput({ input }: ScriptCall): Uint8Array | undefined {
  if (input === "null") return NOTHING;
  if (input instanceof Uint8Array) return input.length > LONGEST_INPUT ? undefined : input;
  return Deno.statSync(input.path).size > LONGEST_INPUT ? undefined : Deno.readFileSync(input.path);
}
