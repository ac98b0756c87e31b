import { createGuardedFiles, createGuardedNet, createGuardFiles, createProcesses } from "../../../src/platform/mod.ts";
import { createScripts, type OwnedScripts } from "../../../src/sandbox/mod.ts";
import type { ScriptCall, ScriptEnd } from "../../../src/core/mod.ts";
import { fromFileUrl } from "../../../tools/paths.ts";
import { type AttackScript, type Outcome, PATIENCE_MS, timeOf } from "./attack.ts";
import type { PreparedPlaces } from "./places.ts";
import { VICTIM } from "./victim.ts";

/** Which program the sandboxes are made of. */
export type Program = "sources" | "binary";

/** More than this is a flood, and only counted. */
const KEPT_BYTES = 1024 * 1024;
const HEARTBEAT = `export default async ({ log, signal }) => {
  while (!signal.aborted) { log.info("beat"); await new Promise((resolve) => setTimeout(resolve, 25)); }
};`;

/** Sandboxes of one program, with or without the guard's rules, and a harmless script that runs beside whatever is tried. */
export class Arena implements AsyncDisposable {
  readonly #processes = createProcesses();
  readonly #scripts: OwnedScripts;
  readonly #sibling = new AbortController();
  readonly #siblingEnd: Promise<ScriptEnd>;
  #beats = 0;
  readonly #firstBeat = Promise.withResolvers<void>();

  constructor(program: Program, { skipRules }: { readonly skipRules: boolean }) {
    this.#scripts = createScripts({
      processes: this.#processes,
      guardFiles: createGuardFiles(),
      files: createGuardedFiles(),
      net: createGuardedNet(),
      argv: sandboxCommand(program),
      env: sandboxEnvironment(program),
      ...(skipRules ? { skipRules } : {}),
    });
    this.#siblingEnd = this.#scripts.run(call("/", { kind: "inline", text: HEARTBEAT, name: "sibling" }, {
      revision: "sibling",
      signal: this.#sibling.signal,
      output: () => {
        this.#beats++;
        this.#firstBeat.resolve();
      },
    }));
  }

  /** How often the sibling has been heard. */
  get beats(): number {
    return this.#beats;
  }

  /** Resolves once the sibling has been heard. */
  get ready(): Promise<void> {
    return this.#firstBeat.promise;
  }

  /**
   * Runs an attack and then its victim, as two tasks of one pipeline.
   *
   * @param lane Attacks of one lane come one after another and share a sandbox, as long as none of them spoils it.
   */
  async run(script: AttackScript, places: PreparedPlaces, lane: number): Promise<Outcome> {
    places.write(script);
    const began = performance.now();
    const first = await this.task(script, places, "main.js", lane);
    const elapsedMs = performance.now() - began;
    Deno.writeTextFileSync(`${places.folder}/victim.js`, script.victim ?? VICTIM);
    const { limits: _limits, ...others } = script;
    const next = await this.task({ ...others, timeMs: PATIENCE_MS }, places, "victim.js", lane);
    // Some of what is left behind shows only in the one after it.
    if (script.victim !== undefined && next.end.status === "returned") {
      const third = await this.task({ ...others, timeMs: PATIENCE_MS }, places, "victim.js", lane);
      if (third.end.status !== "returned") return { ...outcomeOf(first, next, elapsedMs), victim: third.end };
    }
    return outcomeOf(first, next, elapsedMs);
  }

  /** Runs one script of a folder that nothing was prepared in. */
  async taskIn(folder: string, path: string, timeMs: number): Promise<ScriptEnd> {
    return await this.#scripts.run(call(folder, { kind: "file", path }, {
      revision: "r",
      signal: AbortSignal.timeout(timeMs),
      output() {},
    }));
  }

  /** Ends the sibling and all sandboxes. @returns How the sibling ended. */
  async end(): Promise<ScriptEnd> {
    this.#sibling.abort("over");
    return await this.#siblingEnd;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    this.#scripts[Symbol.dispose]();
    this.#processes[Symbol.dispose]();
  }

  /** Runs one script. */
  async task(
    script: AttackScript,
    { folder, secret }: PreparedPlaces,
    name: string,
    lane: number,
  ) {
    const { limits = {}, permissions } = script;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort("time"), timeOf(script));
    const decoder = new TextDecoder();
    let output = "";
    let bytes = 0;
    const end = await this.#scripts.run(call(folder, { kind: "file", path: `${folder}/${name}` }, {
      revision: `lane ${lane}`,
      signal: stop.signal,
      limits,
      env: { CANARY: secret, PATH: Deno.env.get("PATH") ?? "" },
      ...(permissions === undefined ? {} : { permissions }),
      output(_stream, piece) {
        bytes += piece.length;
        if (bytes <= KEPT_BYTES) output += decoder.decode(piece);
      },
    }));
    clearTimeout(timer);
    return { end, output, bytes };
  }
}

type Ended = Awaited<ReturnType<Arena["task"]>>;

function outcomeOf(first: Ended, next: Ended, elapsedMs: number): Outcome {
  return { end: first.end, output: first.output, outputBytes: first.bytes, elapsedMs, victim: next.end, victimOutput: next.output };
}

function call(
  folder: string,
  source: ScriptCall["source"],
  others: Pick<ScriptCall, "revision" | "signal" | "output"> & Partial<ScriptCall>,
): ScriptCall {
  return { source, folder, task: "task", run: "run", limits: {}, input: "null", argument: {}, env: {}, cwd: folder, ...others };
}

/** The command of a sandbox, as `executor run` starts it. */
export function sandboxCommand(program: Program): string[] {
  if (program === "binary") return [Deno.env.get("EXECUTOR_BINARY") ?? "", "sandbox-child"];
  const entry = fromFileUrl(new URL("../../../src/live/sandbox_child.ts", import.meta.url));
  const flags = ["--allow-all", "--no-prompt", "--unstable-worker-options", "--v8-flags=--disallow-code-generation-from-strings"];
  return [Deno.execPath(), "run", "--quiet", ...flags, entry];
}

function sandboxEnvironment(program: Program): Record<string, string> {
  const passed = program === "binary" ? [] : ["HOME", "DENO_DIR"];
  const values = passed.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return { NO_COLOR: "1", ...Object.fromEntries(values) };
}
