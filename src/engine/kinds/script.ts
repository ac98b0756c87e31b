import { resolve } from "node:path";
import { emptyRecord, type Json, type JsonObject, type ScriptCall, type ScriptLimits, type ScriptSource } from "../../core/mod.ts";
import type { AttemptContext } from "../attempt.ts";
import { resolveFolder } from "../environment.ts";
import { failed, type Kind, stopped, SUCCEEDED } from "./kind.ts";
import { stdinOf } from "./stdin.ts";

/** `script`: JavaScript or TypeScript of the user's in a sandbox; what it returns are the outputs. */
export const script: Kind = async (input) => {
  const { context, ports, scope } = input;
  const { loaded, instance: { task }, run, revision, signal, kill } = context;
  const environment = await scope.environment();
  const permissions = task.permissions ?? loaded.pipeline.permissions;
  const call: ScriptCall = {
    source: sourceOf(context),
    folder: loaded.folder,
    revision: revision === null ? loaded.file : `${loaded.file}@${revision}`,
    task: context.instance.id,
    run,
    limits: scriptLimits(context),
    input: await stdinOf(input),
    argument: argumentOf(context),
    env: environment.all(),
    cwd: await resolveFolder(context, (template) => scope.text(template)),
    signal,
    output: (stream, bytes) => context.output(stream, bytes),
    ...(permissions === undefined ? {} : { permissions }),
    ...(kill === undefined ? {} : { kill }),
  };
  if (signal.aborted) return stopped(context);
  const end = await ports.scripts.run(call);
  switch (end.status) {
    case "returned":
      return Object.keys(end.outputs).length === 0 ? SUCCEEDED : { status: "succeeded", outputs: end.outputs };
    case "failed":
      return failed(end.code, context.mask(end.message));
    case "stopped":
      return stopped(context);
  }
};

/** A text with a line break is the script itself. */
function sourceOf({ loaded: { folder }, instance: { id, task } }: AttemptContext): ScriptSource {
  const text = task.script ?? "";
  if (text.includes("\n")) return { kind: "inline", text, name: `script of "${id}"` };
  return { kind: "file", path: resolve(folder, text) };
}

function scriptLimits({ loaded: { pipeline }, instance: { task } }: AttemptContext): ScriptLimits {
  const { cpu, memory, messages, requests } = { ...pipeline.limits, ...task.limits };
  return {
    ...(cpu === undefined ? {} : { cpu }),
    ...(memory === undefined ? {} : { memory }),
    ...(messages === undefined ? {} : { messages }),
    ...(requests === undefined ? {} : { requests }),
  };
}

/** The plain part of what the function is called with. `outputs` are those of the tasks that this one depends on, by their ids. */
function argumentOf({ loaded, results, upstream, instance, runScope }: AttemptContext): JsonObject {
  const outputs = emptyRecord<Json>();
  for (const id of upstream) outputs[id] = results.get(id)?.outputs ?? {};
  return { params: loaded.params, config: loaded.config, outputs, matrix: instance.matrix, run: runScope };
}
