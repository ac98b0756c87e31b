import { type DeclaredOutputs, emptyRecord, type Task } from "../../src/core/mod.ts";
import { type Type, types } from "../expr/mod.ts";
import { typeOfOutput } from "./output_type.ts";

type Fields = Readonly<Record<string, Type>>;

/** The types of what a task leaves behind. */
export interface ResultTypes {
  /** The value of `tasks.<id>`. */
  readonly task: Type;
  /** The value of `upstream.<id>`: the same, with the outputs directly, and whatever its JSON has. */
  readonly upstream: Type;
}

/** The outputs of the kinds whose outputs are ours to say. A check's value is a number, a truth or a word, by what is looked at. */
const OUTPUTS = {
  check: {
    verdict: types.string,
    value: types.dyn,
    unit: types.string,
    evidence: types.list(types.string),
    advice: types.string,
    alert: types.string,
  },
  http: { status: types.int, headers: types.map(types.string, types.string) },
  template: { path: types.string, size: types.int },
  /** A task that only chooses between branches. */
  choice: { branch: types.string },
} as const satisfies Readonly<Record<string, Fields>>;

/** What a program writes to its outputs is its own affair. */
const PROGRAM = resultTypes(undefined);
const KNOWN = Object.fromEntries(Object.entries(OUTPUTS).map(([kind, outputs]) => [kind, resultTypes(outputs)]));

/**
 * The types of a task's result, by what the task does.
 *
 * @param declared What its script declares of its outputs.
 */
export function resultTypesOf(task: Task, declared?: DeclaredOutputs): { readonly alone: ResultTypes; readonly matrix: ResultTypes } {
  if (declared !== undefined) return resultTypes(fieldsOf(declared));
  return KNOWN[outputsKind(task)] ?? PROGRAM;
}

function fieldsOf(declared: DeclaredOutputs): Fields {
  const fields = emptyRecord<Type>();
  for (const [name, output] of declared) fields[name] = typeOfOutput(output);
  return fields;
}

function outputsKind(task: Task): string {
  if (task.check !== undefined) return "check";
  if (task.http !== undefined) return "http";
  if (task.template !== undefined) return "template";
  const doesMore = task.command ?? task.run ?? task.script ?? task.pipeline ?? task.plugin ?? task.wait ?? task.approve;
  return doesMore === undefined && (task.then !== undefined || task.else !== undefined) ? "choice" : "program";
}

function resultTypes(known: Fields | undefined): { readonly alone: ResultTypes; readonly matrix: ResultTypes } {
  const outputs = known === undefined ? types.map(types.string, types.dyn) : types.record(known);
  const fields = fieldsWith(outputs);
  const all = {
    ...fieldsWith(known === undefined ? outputs : types.map(types.string, outputs)),
    instances: types.map(types.string, types.record(fields)),
  };
  return {
    alone: { task: types.record(fields), upstream: types.record({ ...known, ...fields }, true) },
    matrix: { task: types.record(all), upstream: types.record(all, true) },
  };
}

/** The fields of every result. */
function fieldsWith(outputs: Type): Fields {
  return {
    stdout: types.string,
    stderr: types.string,
    json: types.dyn,
    outputs,
    exit_code: types.int,
    status: types.string,
    duration_ms: types.int,
  };
}
