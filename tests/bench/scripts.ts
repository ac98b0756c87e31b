/** Scripts in their sandbox against commands, and against the same work outside: `deno task bench scripts`. */
import { EXECUTOR, measure, medians, report, scratch } from "./measure.ts";

const TASKS = 200;
const AT_ONCE = 20;
const WORK = "let n = 0; for (let i = 0; i < 60_000_000; i++) n = (n + i) | 0;";

await using folder = await scratch();
const env = { EXECUTOR_STATE: `${folder.path}/state` };
const write = async (name: string, tasks: readonly string[], top = "") => {
  const file = `${folder.path}/${name}.yaml`;
  await Deno.writeTextFile(file, `${top}tasks:\n${tasks.map((task) => `  - ${task}\n`).join("")}`);
  return file;
};
const chain = (task: string) =>
  Array.from({ length: TASKS }, (_, at) => `{ id: t${at}, ${task}${at === 0 ? "" : `, depends_on: [t${at - 1}]`} }`);
const beside = (count: number) => Array.from({ length: count }, (_, at) => `{ id: t${at}, script: ./work.js }`);

await Deno.writeTextFile(`${folder.path}/one.js`, "export default () => ({ n: 1 });\n");
await Deno.writeTextFile(`${folder.path}/one.ts`, "export default (): { n: number } => ({ n: 1 });\n");
await Deno.writeTextFile(`${folder.path}/work.js`, `export default () => { ${WORK} return { n }; };\n`);
await Deno.writeTextFile(`${folder.path}/big.bin`, new TextDecoder().decode(new Uint8Array(1_048_576).fill(65)));
// The median of the reads themselves, inside and outside, so that neither start-up counts.
const READS = `const times = [];
  for (let i = 0; i < 60; i++) { const t = performance.now(); if ((await read()).length !== 1048576) throw new Error(); times.push(performance.now() - t); }
  times.sort((a, b) => a - b);`;
await Deno.writeTextFile(
  `${folder.path}/read.js`,
  `export default async () => { const read = () => Deno.readFile("big.bin"); ${READS} console.log(times[30]); };\n`,
);
const files = {
  scripts: await write("scripts", chain("script: ./one.js")),
  commands: await write("commands", chain("command: ['true']")),
  script: await write("script", ["{ id: one, script: ./one.js }"]),
  typed: await write("typed", ["{ id: one, script: ./one.ts }"]),
  command: await write("command", ["{ id: one, command: ['true'] }"]),
  alone: await write("alone", beside(1)),
  together: await write("together", beside(AT_ONCE)),
  read: await write("read", ["{ id: one, script: ./read.js, permissions: { read: [big.bin] } }"]),
};
const run = (file: string, ...flags: string[]) => async () => (await measure(EXECUTOR, ["run", file, ...flags], { env })).wallMs;

const times = await medians(9, {
  scripts: run(files.scripts),
  commands: run(files.commands),
  script: run(files.script),
  typed: run(files.typed),
  command: run(files.command),
});
const inChain = times.scripts / times.commands;
report(
  `chain of ${TASKS} scripts / of ${TASKS} true`,
  inChain,
  "≤ 1.50",
  inChain <= 1.5,
  `${times.scripts.toFixed(0)} / ${times.commands.toFixed(0)} ms`,
);
const single = times.script / times.command;
report("run of one script / of one true", single, "≤ 2.00", single <= 2, `${times.script.toFixed(0)} / ${times.command.toFixed(0)} ms`);
report("run of one TypeScript script / of one true", times.typed / times.command, "shown", true, `${times.typed.toFixed(0)} ms`);

const cores = navigator.hardwareConcurrency;
const spread = await medians(3, { alone: run(files.alone), together: run(files.together, "--max-parallel", String(AT_ONCE)) });
const ideal = spread.alone * AT_ONCE / cores;
const scaling = spread.together / ideal;
report(
  `${AT_ONCE} scripts at once / their share of ${cores} cores`,
  scaling,
  "≤ 1.30",
  scaling <= 1.3,
  `${spread.together.toFixed(0)} / ${ideal.toFixed(0)} ms`,
);

const outside = `const read = () => Deno.readFile(${JSON.stringify(`${folder.path}/big.bin`)}); ${READS} console.log(times[30]);`;
const inside = Number(await printed(EXECUTOR, ["run", files.read]));
const plain = Number(await printed(Deno.execPath(), ["eval", outside]));
report(
  "1 MB file read by a script / outside",
  inside / plain,
  "≤ 5.00",
  inside / plain <= 5,
  `${inside.toFixed(2)} / ${plain.toFixed(2)} ms`,
);

const idle = await privateBytesOfAnIdleSandbox();
report("private memory of an idle sandbox, in MiB", idle / 1_048_576, "shown", true, "");

/** The first line of a program's standard output, without the task's name before it. */
async function printed(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await new Deno.Command(program, { args: [...args], env, stdin: "null", stderr: "inherit" }).output();
  return new TextDecoder().decode(stdout).split("\n")[0]?.replace(/^.*\| /, "") ?? "";
}

async function privateBytesOfAnIdleSandbox(): Promise<number> {
  const child = new Deno.Command(EXECUTOR, { args: ["sandbox-child", folder.path], stdin: "piped", stdout: "piped" }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  const rollup = await Deno.readTextFile(`/proc/${child.pid}/smaps_rollup`);
  child.kill("SIGKILL");
  reader.cancel().catch(() => {});
  await child.stdin.close().catch(() => {});
  await child.status;
  return [...rollup.matchAll(/^Private_\w+:\s+(\d+) kB/gm)].reduce((sum, match) => sum + Number(match[1]), 0) * 1024;
}
