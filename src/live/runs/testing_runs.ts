import type { DaemonEvent, JsonObject, ModuleId, Pipeline, RunSettings, Settings, Task } from "../../core/mod.ts";
import { createProcesses, openState, type State } from "../../platform/mod.ts";
import { openSandbox } from "../open_sandbox.ts";
import type { LoadedRevision } from "./loaded_revision.ts";
import { RunService } from "./run_service.ts";

/** A service on a state folder, with pipelines that a test gives it. */
export interface TestRuns extends AsyncDisposable {
  readonly dir: string;
  readonly state: State;
  readonly service: RunService;
  readonly events: DaemonEvent[];
  readonly warnings: string[];
  readonly settings: { -readonly [K in keyof RunSettings]: RunSettings[K] };
  /** Serves a revision of a pipeline as the active one. */
  serve(name: string, pipeline: Omit<Pipeline, "name">, revision?: number, included?: ReadonlyMap<string, Pipeline>): void;
  /** Takes a pipeline away; `broken` leaves the module there, without anything that can run. */
  drop(name: string, how?: "gone" | "broken"): void;
  start(name: string, params?: JsonObject): Promise<string>;
  /** Resolves with the run's status once it has ended or is interrupted. */
  end(run: string): Promise<string>;
  /** Resolves once the run's feed has an event that fits. */
  sees(run: string, fits: (event: { readonly type: string; readonly task?: string }) => boolean): Promise<void>;
  /** Ends the service and begins another one on the same folder. */
  restart(graceMs?: number): Promise<TestRuns>;
}

/** Options of {@link testRuns}. */
export interface TestRunsOptions {
  readonly dir?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Partial<RunSettings>;
  readonly pipelines?: Map<ModuleId, LoadedRevision[]>;
  readonly isClosed?: boolean;
}

// What the first child loads stays for the process: older runtimes would call it a leak of the test that it came in.
await (await createProcesses().spawn({ argv: ["true"], cwd: "/", env: { PATH: Deno.env.get("PATH") ?? "" }, stdin: "null", output() {} }))
  .exited;

/** A task that runs shell text. */
export function shell(id: string, text: string, more: Partial<Task> = {}): Task {
  return { id, command: ["sh", "-c", text], ...more };
}

export async function testRuns(options: TestRunsOptions = {}): Promise<TestRuns> {
  const dir = options.dir ?? await Deno.makeTempDir({ prefix: "executor-runs-" });
  const env = { PATH: Deno.env.get("PATH") ?? "", ...options.env };
  const state = await openState({ dir, env: {} });
  const sandbox = openSandbox(env);
  const pipelines = options.pipelines ?? new Map<ModuleId, LoadedRevision[]>();
  const broken = new Set<ModuleId>();
  const events: DaemonEvent[] = [];
  const warnings: string[] = [];
  const settings = { at_once: 16, queue: 10_000, grace: 0, recover: "leave" as const, keep: 10_000, ...options.settings };
  const service = new RunService({
    state,
    sandbox,
    environment: env,
    settings: () => ({ runs: settings }) as Settings,
    events: { append: (event) => events.push(event) },
    loaded: (module, revision) => {
      const revisions = pipelines.get(module);
      return revision === undefined ? revisions?.at(-1) : revisions?.find((each) => each.revision === revision);
    },
    known: (module) => pipelines.has(module) || broken.has(module),
    warn: (message, error) => warnings.push(`${message}: ${error}`),
  });
  if (options.isClosed !== true) await service.open();
  let isOver = false;
  const close = async (graceMs: number) => {
    if (isOver) return;
    isOver = true;
    await service.stop(graceMs);
    sandbox[Symbol.dispose]();
    state[Symbol.dispose]();
  };
  const runs: TestRuns = {
    dir,
    state,
    service,
    events,
    warnings,
    settings,
    serve(name, pipeline, revision, included = new Map()) {
      const module = `pipelines/${name}`;
      const revisions = pipelines.get(module) ?? [];
      broken.delete(module);
      pipelines.set(module, [...revisions, {
        pipeline: { name, ...pipeline },
        file: `${dir}/${name}.yaml`,
        folder: dir,
        revision: revision ?? revisions.length + 1,
        included,
      }]);
      service.refresh();
    },
    drop(name, how = "gone") {
      pipelines.delete(`pipelines/${name}`);
      if (how === "broken") broken.add(`pipelines/${name}`);
      service.refresh();
    },
    async start(name, params = {}) {
      return (await service.start({ pipeline: name, params })).run;
    },
    async end(run) {
      for await (const _ of service.feed(run, { signal: AbortSignal.timeout(30_000) }));
      // What follows its last event needs no more than this turn.
      await new Promise((resolve) => setTimeout(resolve, 0));
      return service.get(run).status;
    },
    async sees(run, fits) {
      for await (const { event } of service.feed(run, { signal: AbortSignal.timeout(30_000) })) if (fits(event)) return;
      throw new Error(`Run ${run} ended without it`);
    },
    async restart(graceMs = 0) {
      await close(graceMs);
      return await testRuns({ ...options, dir, settings, pipelines });
    },
    async [Symbol.asyncDispose]() {
      await close(0);
      if (options.dir === undefined) await Deno.remove(dir, { recursive: true }).catch(() => {});
    },
  };
  return runs;
}
