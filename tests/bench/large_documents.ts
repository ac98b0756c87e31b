/** Checking and planning 10,000 tasks against the yaml library's parse and just's dry run: `deno task bench large_documents`. */
import { EXECUTOR, just, measure, medians, report, sameDeno, scratch } from "./measure.ts";

await using folder = await scratch();
const at = (name: string) => `${folder.path}/${name}`;
const env = { EXECUTOR_STATE: at("state") };
const SIZES = [100, 1000, 10_000] as const;
const LARGEST = 10_000;
/** Every task depends on one at half its place: just follows dependencies by recursion, and a chain this long is more than its stack holds. */
const parent = (i: number) => (i - 1) >> 1;
const tasks = Array.from(
  { length: LARGEST },
  (_, i) => `  - id: t${i}\n${i > 0 ? `    depends_on: [t${parent(i)}]\n` : ""}    command: [echo, "${i}"]\n    timeout: 30s\n`,
);
await Deno.writeTextFile(at("large.yaml"), `name: large\ntasks:\n${tasks.join("")}`);
const recipes = Array.from({ length: LARGEST }, (_, i) => `t${i}:${i > 0 ? ` t${parent(i)}` : ""}\n    @echo ${i}\n`);
const all = Array.from({ length: LARGEST }, (_, i) => `t${i}`).join(" ");
await Deno.writeTextFile(at("large.just"), `all: ${all}\n\n${recipes.join("\n")}`);
await Deno.writeTextFile(
  at("parse.ts"),
  `import { parseDocument } from "npm:yaml@2.9.1"; const text = Deno.readTextFileSync(Deno.args[0]); const start = performance.now(); parseDocument(text).toJS(); console.log(performance.now() - start);`,
);
const deno = await sameDeno();
const library = async () =>
  Number(
    new TextDecoder().decode(
      (await new Deno.Command(deno, { args: ["run", "-A", "--no-lock", at("parse.ts"), at("large.yaml")] }).output()).stdout,
    ),
  );
const justPath = await just();
const wall = (program: string, args: string[]) => async () => (await measure(program, args, { env })).wallMs;
const times = await medians(5, {
  library,
  check: wall(EXECUTOR, ["check", at("large.yaml")]),
  plan: wall(EXECUTOR, ["plan", at("large.yaml"), "--json"]),
  just: wall(justPath, ["-f", at("large.just"), "--dry-run", "all"]),
});
const detail = Object.entries(times).map(([name, ms]) => `${name} ${ms.toFixed(0)} ms`).join(", ");
report("check of 10,000 tasks / the yaml library's parse", times.check / times.library, "≤ 2", times.check <= 2 * times.library, detail);
report("plan of 10,000 tasks / the yaml library's parse", times.plan / times.library, "≤ 2", times.plan <= 2 * times.library, "");
report("plan of 10,000 tasks / just --dry-run (aim)", times.plan / times.just, "< 1", times.plan < times.just, "");

// Scheduling cost per task: whole runs whose tasks do nothing but pass.
for (const size of SIZES) {
  const lines = Array.from({ length: size }, (_, i) => `  - { id: t${i}, wait: 0s${i > 0 ? `, depends_on: [t${i - 1}]` : ""} }\n`);
  await Deno.writeTextFile(at(`wait${size}.yaml`), `name: wait\ntasks:\n${lines.join("")}`);
}
const base = await medians(3, { run: wall(EXECUTOR, ["run", at("wait100.yaml")]) });
const runs = await medians(3, {
  thousand: wall(EXECUTOR, ["run", at("wait1000.yaml")]),
  ten: wall(EXECUTOR, ["run", at("wait10000.yaml")]),
});
const perTask = { thousand: (runs.thousand - base.run) / 900, ten: (runs.ten - base.run) / 9900 };
report(
  "scheduling per task: 10,000 / 1,000",
  perTask.ten / perTask.thousand,
  "≤ 1.3",
  perTask.ten <= 1.3 * perTask.thousand,
  `${(perTask.thousand * 1000).toFixed(0)} µs, ${(perTask.ten * 1000).toFixed(0)} µs`,
);
