/**
 * Checks and formats a pipeline of 10,000 tasks written in flow and the same one written in YAML, side by side.
 *
 * `deno run -A tests/bench/flow.ts`
 */
import { formatDocument, loadDocument } from "../../dsl/mod.ts";
import { medians, report } from "./measure.ts";

const TASKS = 10_000;
const GOAL = 1.5;

const flow = ["pipeline big {", "  max_parallel 8", "  param n: int = 1"];
const yaml = ["name: big", "max_parallel: 8", "params: { n: { type: int, default: 1 } }", "tasks:"];
for (let i = 0; i < TASKS; i++) {
  flow.push(`  task task_${i}${i > 0 ? ` after task_${i - 1}` : ""} {`, `    command "echo" "number ${i}" (params.n + ${i})`);
  yaml.push(`  - id: task_${i}`, `    command: [echo, "number ${i}", "{{ params.n + ${i} }}"]`);
  if (i > 0) yaml.push(`    depends_on: [task_${i - 1}]`);
  if (i % 10 === 0) {
    flow.push("    retry 3 every 2s");
    yaml.push("    retry: { attempts: 3, delay: 2s }");
  }
  if (i % 7 === 3) {
    flow.push(`    stdin tasks.task_${i - 1}.stdout`);
    yaml.push(`    stdin: "{{ tasks.task_${i - 1}.stdout }}"`);
  }
  flow.push("  }");
}
flow.push("}");
const texts = { flow: flow.join("\n") + "\n", yaml: yaml.join("\n") + "\n" };

async function check(language: keyof typeof texts): Promise<number> {
  const start = performance.now();
  const { pipeline } = await loadDocument(texts[language], `big.${language}`);
  if (pipeline?.tasks.length !== TASKS) throw new Error(`The ${language} document was refused`);
  return performance.now() - start;
}

async function format(language: keyof typeof texts): Promise<number> {
  const start = performance.now();
  const { text } = await formatDocument(texts[language], `big.${language}`);
  if (text === undefined) throw new Error(`The ${language} document was refused`);
  return performance.now() - start;
}

for (const [verb, measured, rounds] of [["check", check, 15], ["fmt", format, 3]] as const) {
  const ms = await medians(rounds, { flow: () => measured("flow"), yaml: () => measured("yaml") });
  const ratio = ms.flow / ms.yaml;
  report(
    `${verb} of ${TASKS} tasks, flow to YAML`,
    ratio,
    `≤ ${GOAL}`,
    ratio <= GOAL,
    `${ms.flow.toFixed(0)} ms to ${ms.yaml.toFixed(0)} ms`,
  );
}
console.log("repeat: deno run -A tests/bench/flow.ts");
