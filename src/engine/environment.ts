import { resolve } from "node:path";
import { AppError, emptyRecord, type Execution, type Files, formatTraceparent, type Json } from "../core/mod.ts";
import type { AttemptContext } from "./attempt.ts";
import { toText } from "./to_text.ts";

/** Variables by name. */
export type Variables = Readonly<Record<string, string>>;

/** The variables of one attempt. */
export interface Environment {
  /** Inherited < the trace < `dotenv` < `env`, the task's over the pipeline's: what expressions see as `env`. */
  readonly declared: Variables;
  /** The same with `inject` on top; computed at the first call. @throws AppError as expressions do. */
  all(): Variables;
  /** Names that the document sets, in `dotenv`, `env` or `inject`: what a container gets, which inherits nothing. */
  readonly ownNames: readonly string[];
}

/** Evaluates a field whose expressions see these variables as `env`. */
export type EvaluateIn = (template: string, env: Variables) => Json;

/**
 * Works out the variables of an attempt. Templates are evaluated from the lowest layer up, in document order, so that a variable can
 * build on those before it: `PATH: "{{ env.PATH }}:/opt/bin"`.
 *
 * @throws AppError `dotenv_unreadable`, and what expressions throw.
 */
export async function resolveEnvironment(
  context: AttemptContext,
  ports: { readonly files: Files },
  evaluate: EvaluateIn,
): Promise<Environment> {
  const { loaded: { pipeline, folder }, instance: { task } } = context;
  const declared = Object.assign(emptyRecord<string>(), context.environment, traceVariables(context));
  // It belongs to the trace that was inherited, which is another's now.
  if (context.trace !== undefined && context.trace.tracestate === undefined) delete declared["TRACESTATE"];
  const ownNames = new Set<string>(Object.keys(task.inject ?? {}));
  for (const level of [pipeline, task]) {
    for (const file of level.dotenv ?? []) {
      const parsed = await readDotenv(resolve(folder, textIn(file, declared, evaluate)), file, ports.files);
      for (const [name, value] of Object.entries(parsed)) set(name, value);
    }
  }
  for (const level of [pipeline, task] satisfies readonly Execution[]) {
    for (const [name, value] of Object.entries(level.env ?? {})) set(name, textIn(value, declared, evaluate));
  }
  for (const [name, value] of Object.entries(fence(context))) declared[name] = value;

  let all: Variables | undefined;
  return { declared, ownNames: [...ownNames], all: () => all ??= inject() };

  function set(name: string, value: string): void {
    declared[name] = value;
    ownNames.add(name);
  }

  function inject(): Variables {
    if (task.inject === undefined) return declared;
    const variables = Object.assign(emptyRecord<string>(), declared);
    for (const [name, value] of Object.entries(task.inject)) variables[name] = textIn(value, variables, evaluate);
    // The fence is ours: a document cannot claim to be another attempt.
    return Object.assign(variables, fence(context));
  }
}

/** The working folder of an attempt's children, absolute. */
export async function resolveFolder(context: AttemptContext, text: (template: string) => Promise<string>): Promise<string> {
  const { loaded: { pipeline, folder }, instance: { task } } = context;
  const cwd = task.cwd ?? pipeline.cwd;
  return cwd === undefined ? folder : resolve(folder, await text(cwd));
}

/** The variables that name the attempt a process belongs to; strays are found by them, and results under an older fence refused. */
export function fence(context: AttemptContext): Variables {
  return {
    EXECUTOR_RUN: context.run,
    EXECUTOR_TASK: context.instance.id,
    EXECUTOR_EPOCH: String(context.epoch),
    EXECUTOR_ATTEMPT: String(context.attempt),
  };
}

/** The variables that carry the attempt's place in a trace on, by the names that OpenTelemetry uses; none when it has no place. */
export function traceVariables({ trace }: AttemptContext): Variables {
  if (trace === undefined) return {};
  return { TRACEPARENT: formatTraceparent(trace), ...(trace.tracestate === undefined ? {} : { TRACESTATE: trace.tracestate }) };
}

function textIn(template: string, env: Variables, evaluate: EvaluateIn): string {
  return template.includes("{{") ? toText(evaluate(template, env)) : template;
}

async function readDotenv(path: string, name: string, files: Files): Promise<Record<string, string>> {
  let text: string;
  try {
    text = files.readText(path);
  } catch (cause) {
    const why = cause instanceof Error ? `: ${cause.message}` : "";
    throw new AppError("dotenv_unreadable", `The dotenv file "${name}" cannot be read${why}`, { cause });
  }
  // A CommonJS module: in the bundled program only its default export is sure to be there.
  const { default: dotenv } = await import("dotenv");
  // A byte order mark would otherwise become part of the first name.
  return dotenv.parse(text.replace(/^\uFEFF/, ""));
}
