import {
  AppError,
  emptyRecord,
  type Expressions,
  type Json,
  type JsonObject,
  type Reference,
  type ShellFamily,
  type ShellText,
} from "../core/mod.ts";
import type { AttemptContext, EnginePorts, EvaluateField, TaskResult } from "./attempt.ts";
import { type Environment, resolveEnvironment } from "./environment.ts";
import { statusText } from "./status_text.ts";
import { TaskViews, type Wanted } from "./task_view.ts";
import { toText } from "./to_text.ts";

/** The ports that evaluation needs. */
export type ScopePorts = Pick<EnginePorts, "expressions" | "outputs" | "files">;

/**
 * Makes the function that evaluates one field of an attempt: `if`, a retry's delay, a repeat's condition. It loads what the field's
 * expressions read and nothing else; a text without `{{` costs nothing.
 *
 * @throws AppError (from the function) an `expr_*` code, `output_too_large`, `json_invalid`, `dotenv_unreadable`. Messages may hold
 * secrets: mask them before they are stored or shown.
 */
export function createEvaluator(context: AttemptContext, ports: ScopePorts): EvaluateField {
  const scope = new AttemptScope(context, ports);
  return (template) => scope.value(template);
}

/** Everything that an attempt's expressions can see, loaded when read, and the fields of a task evaluated in it. */
export class AttemptScope {
  readonly #context: AttemptContext;
  readonly #ports: ScopePorts;
  #environment: Promise<Environment> | undefined;

  constructor(context: AttemptContext, ports: ScopePorts) {
    this.#context = context;
    this.#ports = ports;
  }

  /** The variables of the attempt's children; worked out once. */
  environment(): Promise<Environment> {
    return this.#environment ??= resolveEnvironment(
      this.#context,
      this.#ports,
      (template, env) => this.#value(template, env),
    );
  }

  /** The value of a text with `{{ }}`; a text that is one expression keeps its type. */
  async value(template: string): Promise<Json> {
    if (!template.includes("{{")) return template;
    return this.#value(template, await this.#envFor(template));
  }

  /** The same as text. */
  async text(template: string): Promise<string> {
    return template.includes("{{") ? toText(await this.value(template)) : template;
  }

  /** Plain data with every text in it evaluated; keys stay as they are. */
  async deep(value: Json): Promise<Json> {
    if (typeof value === "string") return this.value(value);
    if (value === null || typeof value !== "object") return value;
    if (isList(value)) return Promise.all(value.map((item) => this.deep(item)));
    const copy = emptyRecord<Json>();
    for (const [key, item] of Object.entries(value)) copy[key] = await this.deep(item);
    return copy;
  }

  /** Shell text whose expressions have become variables. */
  async shell(text: string, family: ShellFamily): Promise<ShellText> {
    if (!text.includes("{{")) return { text, env: {} };
    const { pipeline } = this.#context.loaded;
    return this.#evaluate(text, await this.#envFor(text), (expressions, scope) => expressions.evaluateShell(text, scope, family, pipeline));
  }

  /** `env` as far as the text reads it; injected variables are computed only for a text that names one. */
  async #envFor(template: string): Promise<JsonObject | undefined> {
    const reads = this.#ports.expressions.references(template).filter(([root]) => root === "env");
    if (reads.length === 0) return undefined;
    const environment = await this.environment();
    const names = this.#context.instance.task.inject ?? {};
    return reads.some(([, name]) => name === undefined || Object.hasOwn(names, name)) ? environment.all() : environment.declared;
  }

  #value(template: string, env: JsonObject | undefined): Json {
    const { pipeline } = this.#context.loaded;
    return this.#evaluate(template, env, (expressions, scope) => expressions.evaluate(template, scope, pipeline));
  }

  #evaluate<T>(template: string, env: JsonObject | undefined, use: (expressions: Expressions, scope: JsonObject) => T): T {
    const { expressions } = this.#ports;
    const views = new TaskViews(this.#context.run, this.#ports.outputs);
    const scope = this.#build(expressions.references(template), env, views);
    try {
      return use(expressions, scope);
    } catch (error) {
      if (!(error instanceof AppError) || views.notes.length === 0) throw error;
      throw new AppError(error.code, `${error.message} (${views.notes.slice(0, 3).join("; ")})`, { cause: error });
    }
  }

  #build(references: readonly Reference[], env: JsonObject | undefined, views: TaskViews): JsonObject {
    const { loaded, event, runScope, instance } = this.#context;
    const scope = emptyRecord<Json>();
    for (const root of new Set(references.map((reference) => reference[0]))) {
      switch (root) {
        case "params":
          scope["params"] = loaded.params;
          break;
        case "config":
          scope["config"] = loaded.config;
          break;
        case "env":
          scope["env"] = env ?? emptyRecord<Json>();
          break;
        case "secrets":
          scope["secrets"] = Object.assign(emptyRecord<Json>(), loaded.secrets);
          break;
        case "event":
          scope["event"] = event;
          break;
        case "payload":
          scope["payload"] = event["payload"] ?? emptyRecord<Json>();
          break;
        case "run":
          scope["run"] = runScope;
          break;
        case "matrix":
          scope["matrix"] = instance.matrix;
          break;
        case "meta":
          scope["meta"] = Object.assign(emptyRecord<Json>(), loaded.pipeline.meta, instance.task.meta);
          break;
        case "status":
          this.#addStatus(scope);
          break;
        case "tasks":
          scope["tasks"] = this.#tasks(references, views);
          break;
        case "upstream":
          scope["upstream"] = this.#upstream(references, views);
          break;
      }
    }
    return scope;
  }

  #tasks(references: readonly Reference[], views: TaskViews): JsonObject {
    const tasks = emptyRecord<Json>();
    for (const [id, wanted] of wantedBelow("tasks", references, this.#context.results.keys())) {
      const result = this.#context.results.get(id);
      if (result !== undefined) tasks[id] = views.task(id, result, wanted);
    }
    return tasks;
  }

  #upstream(references: readonly Reference[], views: TaskViews): JsonObject {
    const { upstream, results } = this.#context;
    const tasks = emptyRecord<Json>();
    for (const [id, wanted] of wantedBelow("upstream", references, upstream)) {
      const result = upstream.includes(id) ? results.get(id) : undefined;
      if (result !== undefined) tasks[id] = views.upstream(id, result, wanted);
    }
    return tasks;
  }

  #addStatus(scope: Record<string, Json>): void {
    const result = onlyUpstream(this.#context)?.result;
    if (result === undefined) return;
    scope["status"] = result.httpStatus === undefined
      ? { code: result.exitCode ?? 0, text: result.status }
      : { code: result.httpStatus, text: statusText(result.httpStatus) };
  }
}

/** The only task that an attempt depends on; undefined when there are none or several. */
export function onlyUpstream(context: AttemptContext): { readonly id: string; readonly result: TaskResult } | undefined {
  const [id, ...others] = context.upstream;
  if (id === undefined || others.length > 0) return undefined;
  const result = context.results.get(id);
  return result === undefined ? undefined : { id, result };
}

/** What is read of each task below `root`; `all` are its ids when the index is dynamic. */
function wantedBelow(root: string, references: readonly Reference[], all: Iterable<string>): Map<string, Wanted> {
  const wanted = new Map<string, (readonly string[])[]>();
  const whole = new Set<string>();
  for (const [first, id, ...path] of references) {
    if (first !== root) continue;
    if (id === undefined) return new Map(Array.from(all, (each) => [each, "everything"]));
    if (path.length === 0) whole.add(id);
    const paths = wanted.get(id);
    if (paths === undefined) wanted.set(id, [path]);
    else paths.push(path);
  }
  return new Map(Array.from(wanted, ([id, paths]) => [id, whole.has(id) ? "everything" : paths]));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
