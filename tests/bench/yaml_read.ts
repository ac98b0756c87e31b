/**
 * Reads a document of 10,000 tasks (about 700 kB) with the fast reader and with the library `yaml`, side by side.
 *
 * `deno run -A tests/bench/yaml_read.ts`
 */
import { parseDocument } from "yaml";
import { readYamlFast } from "../../dsl/yaml/mod.ts";

const TASKS = 10_000;
const GOAL_RATIO = 10;
const GOAL_MS = 40;

const lines = ["name: big", "max_parallel: 8", "tasks:"];
for (let i = 0; i < TASKS; i++) {
  lines.push(`  - id: task_${i}`, `    command: [echo, "number ${i}"]`);
  if (i > 0) lines.push(`    depends_on: [task_${i - 1}]`);
  if (i % 10 === 0) lines.push("    retry: { attempts: 3, delay: 2s }");
}
const text = lines.join("\n") + "\n";

function medianMs(times: number, run: () => void): number {
  const all = Array.from({ length: times }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return all.sort((a, b) => a - b)[Math.floor(times / 2)] ?? NaN;
}

const firstStart = performance.now();
if (readYamlFast(text) === undefined) throw new Error("The fast reader left the document to the library");
const first = performance.now() - firstStart;
const fast = medianMs(9, () => readYamlFast(text));
const library = medianMs(3, () => parseDocument(text));
const ratio = library / fast;

console.log(`yaml_read: ${TASKS} tasks, ${(text.length / 1000).toFixed(0)} kB`);
console.log(`  fast reader  ${fast.toFixed(1)} ms (first time ${first.toFixed(1)} ms, goal ≤ ${GOAL_MS} on an idle machine)`);
console.log(`  library      ${library.toFixed(1)} ms`);
console.log(`  ratio        ${ratio.toFixed(1)} × (goal ≥ ${GOAL_RATIO})  ${ratio >= GOAL_RATIO ? "met" : "MISSED"}`);
console.log("  repeat: deno run -A tests/bench/yaml_read.ts");
