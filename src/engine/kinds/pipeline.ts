import { resolve } from "node:path";
import { emptyRecord, type Json } from "../../core/mod.ts";
import { type Kind, stopped } from "./kind.ts";

/** `pipeline`: another document as one task; `with` are its parameters. */
export const pipeline: Kind = async ({ context, ports, scope }) => {
  const { task } = context.instance;
  const file = resolve(context.loaded.folder, await scope.text(task.pipeline ?? ""));
  const params = emptyRecord<Json>();
  for (const [name, value] of Object.entries(task.with ?? {})) params[name] = await scope.deep(value);
  const loaded = await ports.loader.load(file, params);
  return context.signal.aborted ? stopped(context) : await context.runPipeline(loaded);
};
