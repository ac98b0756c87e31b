/** Start-up against Node's own: `deno task bench start_up`. */
import { EXECUTOR, measure, medians, report, scratch } from "./measure.ts";

await using folder = await scratch();
const file = `${folder.path}/one.yaml`;
const withExpressions = `${folder.path}/expressions.yaml`;
await Deno.writeTextFile(file, "tasks: [{ id: one, command: ['true'] }]\n");
await Deno.writeTextFile(
  withExpressions,
  'params: { n: 3 }\ntasks:\n  - { id: one, if: "{{ params.n > 2 && params.n < 10 }}", command: ["true", "{{ params.n + 1 }}"] }\n',
);
const env = { EXECUTOR_STATE: `${folder.path}/state` };
const wall = (program: string, args: string[]) => async () => (await measure(program, args, { env })).wallMs;
const times = await medians(15, {
  node: wall("node", ["-e", "0"]),
  version: wall(EXECUTOR, ["--version"]),
  run: wall(EXECUTOR, ["run", file]),
  expressions: wall(EXECUTOR, ["run", withExpressions]),
});
const detail = Object.entries(times).map(([name, ms]) => `${name} ${ms.toFixed(0)} ms`).join(", ");
report("--version / node -e 0", times.version / times.node, "≤ 0.70", times.version / times.node <= 0.7, detail);
report("run of one true / node -e 0", times.run / times.node, "≤ 1.50", times.run / times.node <= 1.5, "");
report("start-up that expressions add, in ms", times.expressions - times.run, "≤ 10", times.expressions - times.run <= 10, "");
