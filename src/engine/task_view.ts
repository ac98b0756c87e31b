import {
  AppError,
  emptyRecord,
  joinBytes,
  type Json,
  type JsonObject,
  type OutputStore,
  type OutputStream,
  parseJson,
} from "../core/mod.ts";
import type { TaskResult } from "./attempt.ts";

/** Most bytes of one stream that an expression can read. */
export const MAX_STREAM_BYTES = 8 * 1024 * 1024;

/** Most bytes that a dynamic index such as `tasks[name]` loads in all; what does not fit is left out with a note. */
const MAX_DYNAMIC_BYTES = 64 * 1024 * 1024;

/** The fields that every task has in scope; `upstream.<id>` looks for any other name in outputs and JSON. */
const FIELDS = ["stdout", "stderr", "json", "outputs", "exit_code", "status", "duration_ms", "instances"] as const;
const FIELD_NAMES: ReadonlySet<string> = new Set(FIELDS);

/** What is read of one task: names of fields, each with the paths below it, or everything because the index is dynamic. */
export type Wanted = "everything" | readonly (readonly string[])[];

/** Loads tasks' results as expressions see them, no more of them than is read. */
export class TaskViews {
  readonly #run: string;
  readonly #outputs: OutputStore;
  #dynamicBytes = 0;
  /** What was left out and why; explains a missing key. */
  readonly notes: string[] = [];

  constructor(run: string, outputs: OutputStore) {
    this.#run = run;
    this.#outputs = outputs;
  }

  /**
   * The value of `tasks.<id>`. Its `stdout` and `stderr` lack one final line break, as text substituted by a shell does.
   *
   * @throws AppError `output_too_large`, `json_invalid`.
   */
  task(id: string, result: TaskResult, wanted: Wanted): JsonObject {
    const view = emptyRecord<Json>();
    view["status"] = result.status;
    view["exit_code"] = result.exitCode ?? null;
    view["duration_ms"] = result.durationMs;
    view["outputs"] = result.outputs;
    if (wanted === "everything") this.#loadEverything(view, id, result);
    else this.#loadFields(view, id, result, wanted);
    return view;
  }

  /**
   * The value of `upstream.<id>`: the same, and each output, or each field of the task's JSON where nothing else has that name.
   *
   * @throws AppError `output_too_large`, `json_invalid`.
   */
  upstream(id: string, result: TaskResult, wanted: Wanted): JsonObject {
    const view = this.task(id, result, wanted);
    const direct = emptyRecord<Json>();
    const needsJson = wanted === "everything" ||
      wanted.some(([name]) => name !== undefined && !FIELD_NAMES.has(name) && !(name in result.outputs));
    if (needsJson) Object.assign(direct, this.#fieldsOfJson(id, result, wanted === "everything"));
    return Object.assign(direct, result.outputs, view);
  }

  /**
   * The bytes that a task wrote to standard output; of a matrix task those of its instances one after another.
   *
   * @throws AppError `output_too_large`.
   */
  stdoutBytes(id: string, result: TaskResult): Uint8Array {
    return this.#bytes(id, result, "stdout") ?? tooLarge(id, "stdout");
  }

  #loadFields(view: Record<string, Json>, id: string, result: TaskResult, paths: readonly (readonly string[])[]): void {
    const names = new Set(paths.map((path) => path[0]));
    if (names.has("stdout")) view["stdout"] = this.#text(id, result, "stdout");
    if (names.has("stderr")) view["stderr"] = this.#text(id, result, "stderr");
    if (names.has("json")) view["json"] = this.#json(id, result);
    if (names.has("instances")) view["instances"] = this.#instances(id, result, paths);
  }

  #loadEverything(view: Record<string, Json>, id: string, result: TaskResult): void {
    for (const stream of ["stdout", "stderr"] as const) {
      const bytes = this.#bytes(id, result, stream);
      if (bytes === undefined || this.#dynamicBytes + bytes.length > MAX_DYNAMIC_BYTES) {
        this.notes.push(`${stream} of task "${id}" is too large to be loaded for a dynamic index`);
        continue;
      }
      this.#dynamicBytes += bytes.length;
      view[stream] = decode(bytes);
    }
    const json = tryJson(view["stdout"]);
    if (json === undefined) this.notes.push(`the standard output of task "${id}" is not JSON`);
    else view["json"] = json;
    if (result.instances !== undefined) view["instances"] = this.#instances(id, result, [["instances"]]);
  }

  #instances(id: string, result: TaskResult, paths: readonly (readonly string[])[]): JsonObject {
    const views = emptyRecord<Json>();
    for (const [key, instance] of result.instances ?? []) {
      const below = paths.filter(([name, axis]) => name === "instances" && (axis === undefined || axis === key)).map((path) =>
        path.slice(2)
      );
      // A bare `tasks.x.instances`, as in `tasks.x.instances.map(…)`, reads whatever it likes of each.
      views[key] = this.task(`${id}[${key}]`, instance, below.some((path) => path.length === 0) ? "everything" : below);
    }
    return views;
  }

  #fieldsOfJson(id: string, result: TaskResult, dynamic: boolean): JsonObject {
    const bytes = this.#bytes(id, result, "stdout");
    if (bytes === undefined) return dynamic ? {} : tooLarge(id, "stdout");
    const json = tryJson(decode(bytes));
    if (json !== null && typeof json === "object" && !Array.isArray(json)) return json as JsonObject;
    this.notes.push(`the standard output of task "${id}" is ${json === undefined ? "not JSON" : "no JSON object"}`);
    return {};
  }

  #json(id: string, result: TaskResult): Json {
    const text = this.#text(id, result, "stdout");
    try {
      return parseJson(text);
    } catch (cause) {
      const found = result.attempt === 0 ? "the task did not run" : text === "" ? "it is empty" : reasonOf(cause);
      throw new AppError("json_invalid", `The standard output of task "${id}" cannot be read as JSON: ${found}`, { cause });
    }
  }

  #text(id: string, result: TaskResult, stream: OutputStream): string {
    return decode(this.#bytes(id, result, stream) ?? tooLarge(id, stream));
  }

  /** Undefined when there are more than {@link MAX_STREAM_BYTES}. */
  #bytes(id: string, result: TaskResult, stream: OutputStream): Uint8Array | undefined {
    if (result.instances === undefined) {
      if (result.attempt === 0) return new Uint8Array();
      return this.#outputs.read({ run: this.#run, task: id, attempt: result.attempt }, stream, MAX_STREAM_BYTES);
    }
    const parts: Uint8Array[] = [];
    let length = 0;
    for (const [key, instance] of result.instances) {
      const bytes = this.#bytes(`${id}[${key}]`, instance, stream);
      length += bytes?.length ?? Infinity;
      if (bytes === undefined || length > MAX_STREAM_BYTES) return undefined;
      parts.push(bytes);
    }
    return joinBytes(parts);
  }
}

function tooLarge(id: string, stream: OutputStream): never {
  throw new AppError(
    "output_too_large",
    `${stream} of task "${id}" is larger than the 8 MiB that an expression can read; take it as standard input or through a file instead`,
  );
}

/** UTF-8 text; what is no UTF-8 becomes U+FFFD. One final line break is dropped. */
function decode(bytes: Uint8Array): string {
  let end = bytes.length;
  if (bytes[end - 1] === 0x0a) end -= bytes[end - 2] === 0x0d ? 2 : 1;
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, end));
}

function tryJson(text: Json | undefined): Json | undefined {
  if (typeof text !== "string") return undefined;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
