import {
  AppError,
  type CheckQuestion,
  type CheckReading,
  type Child,
  type ChildExit,
  type ChildSpec,
  type Clock,
  type Expressions,
  type Files,
  type HttpAnswer,
  type HttpCall,
  type Json,
  type JsonObject,
  type LoadedPipeline,
  type OutputKey,
  type OutputStore,
  type OutputStream,
  type Pipeline,
  type Reference,
  type ScriptCall,
  type ScriptEnd,
  type Task,
  type TraceContext,
} from "../../core/mod.ts";
import type { AttemptContext, AttemptResult, EnginePorts, TaskResult } from "../attempt.ts";

/** A child that a test scripts: its exit, or what it does until then. */
export type FakeProgram = (child: FakeChild) => Promise<ChildExit> | ChildExit;

/** What a scripted child can see. */
export interface FakeChild {
  readonly spec: ChildSpec;
  /** Resolves with the next `stop` that was asked for. */
  stopped(): Promise<"terminate" | "kill">;
}

/** Expressions that are nothing but paths: `{{ tasks.a.stdout }}`. A missing key is an error, as in CEL. */
export const pathExpressions: Expressions = {
  references: (template) => pathsIn(template),
  evaluate(template, scope) {
    const whole = /^\{\{\s*([^{}]+?)\s*\}\}$/.exec(template);
    if (whole !== null) return valueAt(whole[1] ?? "", scope);
    return template.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (_, path: string) => String(valueAt(path, scope)));
  },
  evaluateShell(text, scope) {
    const env: Record<string, string> = {};
    const replaced = text.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (_, path: string) => {
      const name = `EXECUTOR_EXPR_${Object.keys(env).length + 1}`;
      env[name] = String(valueAt(path, scope));
      return `"\${${name}}"`;
    });
    return { text: replaced, env };
  },
};

function pathsIn(template: string): Reference[] {
  return Array.from(template.matchAll(/\{\{\s*([^{}]+?)\s*\}\}/g), (match) => (match[1] ?? "").split(".").filter((part) => part !== "*"));
}

function valueAt(path: string, scope: JsonObject): Json {
  let value: Json = scope;
  for (const key of path.split(".")) {
    if (key === "*") break;
    if (value === null || typeof value !== "object" || !(key in value)) {
      throw new AppError("expr_no_such_key", `{{ ${path} }}: no such key ${key}`);
    }
    value = (value as JsonObject)[key] as Json;
  }
  return value;
}

/** A world in memory for the kinds' tests. Ports that a test does not need throw when they are used. */
export class FakeWorld {
  readonly files = new Map<string, string>();
  readonly removed: string[] = [];
  readonly streams = new Map<string, Uint8Array>();
  readonly reads: string[] = [];
  readonly spawned: ChildSpec[] = [];
  readonly stops: string[] = [];
  readonly scriptCalls: ScriptCall[] = [];
  scriptEnd: ScriptEnd = { status: "returned", outputs: {} };
  readonly sleeps: number[] = [];
  readonly calls: HttpCall[] = [];
  readonly output: Record<OutputStream, string> = { stdout: "", stderr: "", log: "" };
  readonly abort = new AbortController();
  readonly kill = new AbortController();
  readonly results = new Map<string, TaskResult>();
  programs: ReadonlySet<string> = new Set();
  program: FakeProgram = () => ({ code: 0 });
  answer: HttpAnswer & { readonly body?: string } = { status: 200, headers: {} };
  /** What checks find, one look after the other; the last stays. */
  readings: CheckReading[] = [];
  readonly questions: CheckQuestion[] = [];
  approved: () => boolean | Promise<boolean> = () => true;
  load: (file: string, params: JsonObject) => LoadedPipeline | Promise<LoadedPipeline> = () => {
    throw new AppError("pipeline_invalid", "No such pipeline");
  };
  secrets: Record<string, string> = {};
  environment: Record<string, string> = { PATH: "/bin" };
  upstream: string[] = [];
  event: JsonObject = {};
  trace: TraceContext | undefined;
  matrix: JsonObject = {};
  params: JsonObject = {};

  /** Records a task that has ended, with what it wrote. */
  ended(id: string, result: Partial<TaskResult> & Partial<Record<OutputStream, string>> = {}): void {
    const { stdout, stderr, log, ...rest } = result;
    this.results.set(id, { status: "succeeded", attempt: 1, exitCode: 0, outputs: {}, durationMs: 5, ...rest });
    const attempt = rest.attempt ?? 1;
    for (const [stream, text] of Object.entries({ stdout, stderr, log })) {
      if (text !== undefined) this.streams.set(`${id}.${attempt}.${stream}`, new TextEncoder().encode(text));
    }
  }

  context(task: Omit<Task, "id">, pipeline: Partial<Pipeline> = {}): AttemptContext {
    const whole: Task = { id: "me", ...task };
    return {
      loaded: {
        pipeline: { name: "p", tasks: [whole], ...pipeline },
        file: "/pipes/p.yaml",
        folder: "/pipes",
        params: this.params,
        config: { limit: 3 },
        secrets: this.secrets,
      },
      run: "r1",
      epoch: 2,
      instance: { id: "me", task: whole, matrix: this.matrix },
      attempt: 3,
      environment: this.environment,
      runScope: { id: "r1", status: "running" },
      results: this.results,
      upstream: this.upstream,
      event: this.event,
      revision: null,
      ...(this.trace === undefined ? {} : { trace: this.trace }),
      signal: this.abort.signal,
      kill: this.kill.signal,
      mask: (text) => Object.values(this.secrets).reduce((masked, secret) => masked.replaceAll(secret, "***"), text),
      output: (stream, bytes) => {
        this.output[stream] += new TextDecoder().decode(bytes);
      },
      asks() {},
      runPipeline: (loaded): Promise<AttemptResult> =>
        Promise.resolve({ status: "succeeded", outputs: { ran: loaded.file, ...loaded.params } }),
    };
  }

  readonly ports: EnginePorts = {
    clock: this.#clock(),
    outputs: this.#outputs(),
    files: this.#memoryFiles(),
    processes: { spawn: async (spec) => await this.#spawn(spec) },
    http: {
      send: async (call, output, signal) => {
        this.calls.push(call);
        signal.throwIfAborted();
        if (this.answer.body !== undefined) await output(new TextEncoder().encode(this.answer.body));
        signal.throwIfAborted();
        return this.answer;
      },
    },
    approvals: { ask: async (_question, signal) => (signal.throwIfAborted(), await this.approved()) },
    scripts: {
      run: (call) => {
        this.scriptCalls.push(call);
        return Promise.resolve(this.scriptEnd);
      },
    },
    checks: {
      read: (question) => {
        this.questions.push(question);
        const [reading = { state: "unknown", value: null, unit: null, evidence: ["no reading was scripted"] }] = this.readings;
        if (this.readings.length > 1) this.readings.shift();
        return Promise.resolve(reading);
      },
    },
    expressions: { ...pathExpressions },
    loader: { load: (file, params) => Promise.resolve(this.load(file, params)) },
    random: () => 0.5,
    newRunId: () => "r2",
    get journal(): never {
      throw new TypeError("A kind does not write the journal");
    },
    get slots(): never {
      throw new TypeError("A kind takes no slots");
    },
  };

  /** Time passes at once, unless a test waits for an abort: a sleep ends a turn later. */
  #clock(): Clock {
    return {
      now: () => 0,
      monotonicMs: () => 0,
      sleep: (ms, signal) => {
        this.sleeps.push(ms);
        return new Promise((resolve) => {
          const timer = setTimeout(resolve, 0);
          signal?.addEventListener("abort", () => {
            clearTimeout(timer);
            resolve();
          });
        });
      },
    };
  }

  #outputs(): OutputStore {
    const name = (key: OutputKey, stream: string) => `${key.task}.${key.attempt}.${stream}`;
    return {
      append() {},
      close() {},
      path: (key, stream) => `/state/${name(key, stream)}`,
      read: (key, stream, maxBytes) => {
        this.reads.push(name(key, stream));
        const bytes = this.streams.get(name(key, stream)) ?? new Uint8Array();
        return bytes.length > maxBytes ? undefined : bytes;
      },
      outputsFile: (key) => {
        const path = `/state/${name(key, "outputs")}`;
        this.files.set(path, "");
        return path;
      },
    };
  }

  #memoryFiles(): Files {
    return {
      readText: (path) => {
        const text = this.files.get(path);
        if (text !== undefined) return text;
        const cause = new Error("gone");
        cause.name = "NotFound";
        throw new AppError("path_unreadable", `Cannot read "${path}": no such file`, { cause });
      },
      writeAtomic: (path, bytes) => void this.files.set(path, new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)),
      remove: (path) => {
        this.removed.push(path);
        this.files.delete(path);
      },
      exists: (path) => this.files.has(path),
      hasProgram: (name) => this.programs.has(name),
    };
  }

  #spawn(spec: ChildSpec): Child {
    this.spawned.push(spec);
    const asked: ("terminate" | "kill")[] = [];
    let wake = () => {};
    const stopped = async () => {
      while (asked.length === 0) await new Promise<void>((resolve) => wake = resolve);
      return asked.shift() as "terminate" | "kill";
    };
    const exited = Promise.resolve(this.program({ spec, stopped }));
    return {
      pid: this.spawned.length,
      exited,
      stop: (how) => {
        this.stops.push(how);
        asked.push(how);
        wake();
      },
      relimit() {},
      memoryBytes: () => undefined,
    };
  }
}
