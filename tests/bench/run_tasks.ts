/** Task rates against Deno.Command, just, make and ninja on the same graphs: `deno task bench run_tasks`. */
import { EXECUTOR, just, measure, medians, report, sameDeno, scratch } from "./measure.ts";

const COUNT = 1000;
const ROUNDS = 5;
await using folder = await scratch();
const at = (name: string) => `${folder.path}/${name}`;
const env = { EXECUTOR_STATE: at("state") };

type Shape = "chain" | "fan";

function pipeline(shape: Shape, count: number, task: string): string {
  const lines = Array.from(
    { length: count },
    (_, i) => `  - { id: t${i}, ${task}${shape === "chain" && i > 0 ? `, depends_on: [t${i - 1}], stdin: ""` : ""} }`,
  );
  return `name: ${shape}\ntasks:\n${lines.join("\n")}\n`;
}

await Deno.writeTextFile(at("chain.yaml"), pipeline("chain", COUNT, "command: [/bin/true]"));
await Deno.writeTextFile(at("shell.yaml"), pipeline("chain", COUNT, "run: 'true'"));
await Deno.writeTextFile(at("fan.yaml"), pipeline("fan", COUNT, "command: [/bin/true]"));
await Deno.writeTextFile(at("fan16.yaml"), pipeline("fan", 16, "command: [/bin/true]"));
await Deno.writeTextFile(
  at("chain.just"),
  Array.from({ length: COUNT }, (_, i) => `t${i}:${i > 0 ? ` t${i - 1}` : ""}\n    @/bin/true\n`).join("\n"),
);
await Deno.writeTextFile(
  at("chain.make"),
  Array.from({ length: COUNT }, (_, i) => `t${i}:${i > 0 ? ` t${i - 1}` : ""}\n\t@/bin/true\n`).join("\n"),
);
await Deno.writeTextFile(
  at("chain.ninja"),
  `rule r\n  command = /bin/true\n${Array.from({ length: COUNT }, (_, i) => `build t${i}: r${i > 0 ? ` t${i - 1}` : ""}`).join("\n")}\n`,
);

const deno = await sameDeno();
const serial = new URL("serial.js", import.meta.url).pathname;
const last = `t${COUNT - 1}`;
const justPath = await just();
const wall = (program: string, args: string[]) => async () => (await measure(program, args, { cwd: folder.path, env })).wallMs;
const run = (file: string, ...more: string[]) => wall(EXECUTOR, ["run", at(file), ...more]);
const command = (wide: number, program: string, ...args: string[]) =>
  wall(deno, ["run", "-A", serial, String(wide), String(COUNT), program, ...args]);

const chain = await medians(ROUNDS, {
  executor: run("chain.yaml"),
  deno: command(1, "/bin/true"),
  just: wall(justPath, ["-f", at("chain.just"), last]),
  make: wall("make", ["-s", "-f", at("chain.make"), last]),
  ninja: wall("ninja", ["--quiet", "-f", at("chain.ninja"), last]),
});
const detail = (times: Record<string, number>) => Object.entries(times).map(([name, ms]) => `${name} ${ms.toFixed(0)} ms`).join(", ");
report(
  "chain of 1,000 commands: rate / Deno.Command",
  chain.deno / chain.executor,
  "≥ 0.70",
  chain.deno / chain.executor >= 0.7,
  detail(chain),
);
report("chain of 1,000 commands: rate / just", chain.just / chain.executor, "> 1", chain.just > chain.executor, "");

const shell = await medians(ROUNDS, { executor: run("shell.yaml"), deno: command(1, "sh", "-c", "true") });
report(
  "chain of 1,000 run texts: rate / Deno.Command sh -c",
  shell.deno / shell.executor,
  "≥ 0.70",
  shell.deno / shell.executor >= 0.7,
  detail(shell),
);

const fan = await medians(ROUNDS, { executor: run("fan.yaml", "--max-parallel", "16"), deno: command(16, "/bin/true") });
report("1,000 fanned out 16 wide: rate / Deno.Command", fan.deno / fan.executor, "≥ 0.80", fan.deno / fan.executor >= 0.8, detail(fan));

const peak = (file: string) => async () =>
  (await measure(EXECUTOR, ["run", at(file), "--max-parallel", "16"], { cwd: folder.path, env })).peakBytes;
const memory = await medians(3, { thousand: peak("fan.yaml"), sixteen: peak("fan16.yaml") });
const ratio = memory.thousand / memory.sixteen;
report(
  "memory of 1,000 fanned out / of 16",
  ratio,
  "≤ 1.5",
  ratio <= 1.5,
  Object.entries(memory).map(([n, b]) => `${n} ${(b / 2 ** 20).toFixed(0)} MiB`).join(", "),
);
