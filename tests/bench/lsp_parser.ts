/**
 * Reads and checks each document that it is sent, and tells how long that took: what the benchmark of the language server compares with,
 * in a process of its own so that both have the same runtime.
 */
import { loadDocument } from "../../dsl/mod.ts";
import { framesOf } from "../../src/cli/lsp/frames.ts";
import { processorMs } from "./processor_ms.ts";

for await (const frame of framesOf(Deno.stdin.readable)) {
  if (!("body" in frame)) throw new Error(frame.problem);
  const { name, text }: { name: string; text: string } = JSON.parse(new TextDecoder().decode(frame.body));
  const before = processorMs(Deno.pid);
  const start = performance.now();
  const { pipeline } = await loadDocument(text, name);
  const ms = performance.now() - start;
  if (pipeline === undefined) throw new Error(`${name} was refused`);
  console.log(JSON.stringify({ ms, busy: processorMs(Deno.pid) - before }));
}
