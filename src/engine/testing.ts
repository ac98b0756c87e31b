/**
 * A world for the tests of the scheduler: a journal, output and slots in memory, a clock that jumps, and attempts that follow a script.
 *
 * @module
 */
import {
  AppError,
  emptyRecord,
  type Json,
  type JsonObject,
  type LoadedPipeline,
  type Pipeline,
  type RunEvent,
  type Task,
} from "../core/mod.ts";
import type { AttemptContext, AttemptResult, EnginePorts } from "./attempt.ts";
import { beginRun, continueRun, OUTERMOST } from "./begin_run.ts";
import { createMasker } from "./mask.ts";
import type { EngineParts } from "./parts.ts";
import type { RunOptions, RunOutcome } from "./run_options.ts";
import { FakeClock } from "./testing_clock.ts";
import { MemoryJournal } from "./testing_journal.ts";
import { MemoryOutputs, MemorySlots, unused } from "./testing_ports.ts";

export { FakeClock, MemoryJournal, MemoryOutputs, MemorySlots };

/** What an attempt does; what it leaves out of its result is a plain success. */
export type Script = (context: AttemptContext, world: World) => Partial<AttemptResult> | Promise<Partial<AttemptResult>>;

/** A value that `{{ name }}` has, or how to get it from the context. */
export type Value = Json | ((context: AttemptContext) => Json);

/** One process with its world. Several may share a journal, one after the other. */
export class World {
  readonly clock = new FakeClock();
  readonly outputs = new MemoryOutputs();
  readonly slots = new MemorySlots();
  readonly journal: MemoryJournal;
  readonly events: RunEvent[] = [];
  /** Every attempt that began, as `task#attempt`. */
  readonly attempts: string[] = [];
  /** Attempts that are being made at the moment, and the most there ever were. */
  running = new Set<string>();
  most = 0;
  /** What tasks do, by id or instance id; the others succeed at once. */
  scripts: Record<string, Script> = emptyRecord();
  values: Record<string, Value> = emptyRecord();
  pipelines: Record<string, Pipeline> = emptyRecord();
  secrets: Record<string, string> = {};
  readonly cancel = new AbortController();
  readonly kill = new AbortController();
  onEvent: (event: RunEvent) => void | Promise<void> = () => {};
  random = () => 0.5;
  static #runs = 0;

  constructor(journal: MemoryJournal = new MemoryJournal()) {
    this.journal = journal;
  }

  readonly parts: EngineParts = {
    createMasker,
    createEvaluator: (context) => (template) => {
      const name = /^\{\{\s*(.+?)\s*\}\}$/.exec(template)?.[1];
      if (name === undefined) return Promise.resolve(template);
      const value = this.values[name];
      if (value === undefined) return Promise.reject(new AppError("expr_syntax", `No value for ${name}`));
      return Promise.resolve(typeof value === "function" ? value(context) : value);
    },
    runAttempt: async (context) => {
      const { id, task } = context.instance;
      this.attempts.push(`${id}#${context.attempt}`);
      this.running.add(id);
      this.most = Math.max(this.most, this.running.size);
      try {
        const script = this.scripts[id] ?? this.scripts[task.id] ?? defaultScript;
        return { status: "succeeded", outputs: {}, ...await script(context, this) };
      } finally {
        this.running.delete(id);
      }
    },
  };

  get ports(): EnginePorts {
    return {
      clock: this.clock,
      journal: this.journal,
      outputs: this.outputs,
      slots: this.slots,
      processes: unused("processes"),
      http: unused("http"),
      files: unused("files"),
      approvals: unused("approvals"),
      checks: unused("checks"),
      scripts: unused("scripts"),
      expressions: unused("expressions"),
      loader: unused("loader"),
      random: () => this.random(),
      newRunId: () => `run${++World.#runs}`,
    };
  }

  options(more: Partial<RunOptions> = {}): RunOptions {
    return {
      environment: {},
      emit: (event) => {
        this.events.push(event.type === "task.output" ? { ...event, bytes: event.bytes.slice() } : event);
        return this.onEvent(event);
      },
      signal: this.cancel.signal,
      kill: this.kill.signal,
      ...more,
    };
  }

  load(pipeline: Partial<Pipeline> | readonly Task[], file = "/w/p.yaml"): LoadedPipeline {
    const whole: Pipeline = isList(pipeline) ? { name: "p", tasks: pipeline } : { name: "p", tasks: [], ...pipeline };
    return { pipeline: whole, file, folder: "/w", params: {}, config: {}, secrets: this.secrets };
  }

  async start(pipeline: Partial<Pipeline> | readonly Task[], more: Partial<RunOptions> = {}): Promise<RunOutcome> {
    const { run } = await beginRun(this.load(pipeline), this.ports, this.parts, this.options(more), OUTERMOST);
    return await run.execute();
  }

  async resume(run: string, more: Partial<RunOptions> = {}): Promise<RunOutcome> {
    const state = this.journal.read(run);
    if (state === undefined) throw new AppError("run_unknown", `No run ${run}`);
    const begun = await continueRun(state, this.secrets, this.ports, this.parts, this.options(more), OUTERMOST);
    return "outcome" in begun ? begun.outcome : await begun.run.execute();
  }

  /** How each task ended, in the order of the ends: `a succeeded`. */
  ends(): string[] {
    return this.events.flatMap((event) => event.type === "task.finished" ? [`${event.task} ${event.status}`] : []);
  }

  /** The last event of a task's end. */
  end(task: string): Extract<RunEvent, { type: "task.finished" }> {
    for (const event of this.events) if (event.type === "task.finished" && event.task === task) return event;
    throw new Error(`Task ${task} has not ended`);
  }
}

const defaultScript: Script = (context, world) => {
  const { pipeline } = context.instance.task;
  const inner = pipeline === undefined ? undefined : world.pipelines[pipeline];
  return inner === undefined || pipeline === undefined ? {} : context.runPipeline(world.load(inner, pipeline));
};

/** Works for some milliseconds, obeying its signal, and then ends like this. */
export function after(ms: number, result: Partial<AttemptResult> = {}): Script {
  return async ({ signal }, { clock }) => {
    await clock.sleep(ms, signal);
    if (!signal.aborted) return result;
    return { status: signal.reason === "timeout" ? "timed_out" : "cancelled" };
  };
}

/** Fails with an exit code. */
export function fails(code = 1): Script {
  return () => ({ status: "failed", exitCode: code });
}

/** One thing an attempt after the other. */
export function inTurn(...scripts: readonly Script[]): Script {
  let turn = 0;
  return (context, world) => (scripts[Math.min(turn++, scripts.length - 1)] ?? fails())(context, world);
}

/** A command task, for graphs where only the shape matters. */
export function task(id: string, more: Partial<Task> | readonly string[] = {}): Task {
  return { id, command: ["true"], ...isList(more) ? { depends_on: more } : more };
}

/** The outputs of an object literal. */
export function outputs(values: JsonObject): Partial<AttemptResult> {
  return { outputs: values };
}

function isList<T>(value: readonly T[] | object): value is readonly T[] {
  return Array.isArray(value);
}
