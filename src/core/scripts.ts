import type { ChildSpec } from "./ports.ts";
import type { OutputStream } from "./events.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Permissions } from "./pipeline_gen.ts";
import type { Code } from "./catalogue.ts";
import type { Health } from "./serve/mod.ts";

/** Where a script's text comes from: a file, or text within the document. */
export type ScriptSource =
  | { readonly kind: "file"; /** Absolute. */ readonly path: string }
  | { readonly kind: "inline"; readonly text: string; /** What messages call it, such as `script of "process"`. */ readonly name: string };

/** The limits of one attempt; what is absent has the default that {@link SCRIPT_LIMITS} gives. Time is the engine's to watch. */
export interface ScriptLimits {
  /** Most milliseconds of processor time. */
  readonly cpu?: number;
  /** Most bytes of memory above that of an empty sandbox: JS heap, buffers and everything else. */
  readonly memory?: number;
  /** Most messages: log records, pieces of console output and requests together. */
  readonly messages?: number;
  /** Most requests (file operations, fetches, open files and sockets) that may be open at once. */
  readonly requests?: number;
}

/** Limits of scripts where the document names none. */
export const SCRIPT_LIMITS = Object.freeze({
  /** Milliseconds of wall time, loading included. */
  time: 60_000,
  /** Milliseconds. */
  cpu: 30_000,
  /** Bytes. */
  memory: 256 * 1024 * 1024,
  /** Bytes of standard output, standard error and log together. */
  output: 16 * 1024 * 1024,
  messages: 100_000,
  requests: 256,
});

/**
 * What a script that is a source has besides: it goes on for as long as it likes and emits events. What adds up over time, processor time
 * and messages, is unlimited unless its limits name it.
 */
export interface ScriptEmitter {
  /**
   * Takes an event. The script waits until this settles, which is what holds it back.
   *
   * @param id What the script says names it; undefined when it says nothing.
   * @throws AppError What the script is told.
   */
  emit(payload: Json, id: string | undefined): Promise<{ readonly run: string }>;
  /** Called once its module is loaded and its function has begun. `check` asks the script how it is, and never rejects. */
  started(check: () => Promise<Health>): void;
}

/** One attempt of a script. */
export interface ScriptCall {
  readonly source: ScriptSource;
  /** The pipeline's folder, absolute: files of the script stand within it, and permission paths start from it. */
  readonly folder: string;
  /** Names the revision of the pipeline: a sandbox is reused only within one. */
  readonly revision: string;
  /** The task's id, for the audit. */
  readonly task: string;
  readonly run: string;
  /** What the document grants; absent and `none` grant nothing. */
  readonly permissions?: "none" | Permissions;
  readonly limits: ScriptLimits;
  /** What `input` is read from. */
  readonly input: Exclude<ChildSpec["stdin"], "pipe">;
  /** The plain parts of the script's argument: `params`, `config`, `outputs`, `matrix`, `run`. */
  readonly argument: JsonObject;
  /** The variables of the task; the script sees those that its permissions name. Also the environment of programs it starts. */
  readonly env: Readonly<Record<string, string>>;
  /** The folder that programs start in, absolute. */
  readonly cwd: string;
  /** Aborts: the script is told, and ended after 3 s. */
  readonly signal: AbortSignal;
  /** Ends it at once. */
  readonly kill?: AbortSignal;
  /** Present for a source: then it has no `input`. */
  readonly emitter?: ScriptEmitter;
  /** Takes output as {@link ChildSpec.output} does; `log` gets one JSON record a line. */
  output(stream: OutputStream, bytes: Uint8Array): void | Promise<void>;
}

/** How a script ended. */
export type ScriptEnd =
  | { readonly status: "returned"; readonly outputs: JsonObject }
  | { readonly status: "failed"; readonly code: Code; readonly message: string }
  /** It ended, or was ended, because of the call's signal. */
  | { readonly status: "stopped" };

/** Runs scripts of users where they can do no more than they were granted. */
export interface Scripts {
  /** @throws AppError For what cannot be started: `sandbox_unavailable`. What a script does wrong is its end. */
  run(call: ScriptCall): Promise<ScriptEnd>;
}
