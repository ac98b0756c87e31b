import { allTasks, type DeclaredOutputs, type Pipeline } from "../core/mod.ts";
import { createScriptChecker } from "./script_checker.ts";

/**
 * Reads what the scripts of a pipeline declare of their outputs; nothing of them is run. A script that is not there yet, or is wrong, declares
 * nothing.
 *
 * @param folder The pipeline's, absolute.
 * @returns By the ids of their tasks, in document order.
 */
export async function declaredOutputs(pipeline: Pipeline, folder: string): Promise<ReadonlyMap<string, DeclaredOutputs>> {
  const check = createScriptChecker({ cwd: folder, level: "strict", nameOf: (path) => path, addSource() {} });
  const declared = new Map<string, DeclaredOutputs>();
  for (const { id, script, shell, image } of allTasks(pipeline)) {
    if (script === undefined || shell !== undefined || image !== undefined) continue;
    const source = script.includes("\n") ? { kind: "inline", text: script, name: id } as const : { kind: "file", path: script } as const;
    const { outputs } = await check({ document: "-", source });
    if (outputs !== undefined) declared.set(id, outputs);
  }
  return declared;
}
