import type { ChildSpec } from "../../core/mod.ts";
import { onlyUpstream } from "../scope.ts";
import { TaskViews } from "../task_view.ts";
import type { KindInput } from "./kind.ts";

/**
 * The standard input of an attempt's child: the text of `stdin`, else what the only upstream wrote to standard output (its file, so that
 * no size is too large; of a matrix task its instances' one after another, up to 8 MiB), else nothing.
 */
export async function stdinOf({ context, ports, scope }: KindInput): Promise<Exclude<ChildSpec["stdin"], "pipe">> {
  const { stdin } = context.instance.task;
  if (stdin !== undefined) return new TextEncoder().encode(await scope.text(stdin));
  const upstream = onlyUpstream(context);
  if (upstream === undefined) return "null";
  const { id, result } = upstream;
  if (result.instances !== undefined) return new TaskViews(context.run, ports.outputs).stdoutBytes(id, result);
  if (result.attempt === 0) return "null";
  const key = { run: context.run, task: id, attempt: result.attempt };
  // More than zero bytes is "too many" for a read of zero: the cheapest way to ask whether there is a file.
  return ports.outputs.read(key, "stdout", 0) === undefined ? { path: ports.outputs.path(key, "stdout") } : "null";
}
