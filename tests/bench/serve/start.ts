import { EXECUTOR, measure, median, report, scratch } from "../measure.ts";
import { BenchDaemon, fiftyTasks } from "./daemon.ts";

const COUNT = 1000;
const ROUNDS = 3;

/** What each of 1,000 pipelines adds to the start of the daemon, against what it adds to `executor check`, which parses and checks it. */
export async function benchStart(): Promise<void> {
  await using folder = await scratch();
  const files: string[] = [];
  for (const [name, count] of [["one", 1], ["many", COUNT]] as const) {
    await Deno.mkdir(`${folder.path}/${name}`);
    for (let n = 0; n < count; n++) {
      const file = `${folder.path}/${name}/p${n}.yaml`;
      await Deno.writeTextFile(file, `on: { http: { path: /hooks/p${n}, auth: none } }\n${fiftyTasks(`p${n}`)}`);
      if (name === "many") files.push(file);
    }
  }
  const times: Record<"check" | "first" | "again", number[]> = { check: [], first: [], again: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const state = (name: string) => `${folder.path}/state-${name}-${round}`;
    const started = async (name: string) => {
      const start = performance.now();
      await using _daemon = await BenchDaemon.start(`${folder.path}/${name}`, state(name));
      return performance.now() - start;
    };
    const checked = async (paths: string[]) => (await measure(EXECUTOR, ["check", ...paths])).wallMs;
    times.check.push((await checked(files) - await checked(files.slice(0, 1))) / (COUNT - 1));
    for (const name of ["first", "again"] as const) times[name].push(-await started("one") + await started("many"));
  }
  const check = median(times.check);
  for (const [name, what] of [["first", "loaded for the first time"], ["again", "started again"]] as const) {
    const each = median(times[name]) / (COUNT - 1);
    const detail = `${each.toFixed(2)} ms each of ${COUNT}, checked in ${check.toFixed(2)} ms`;
    report(`50 tasks, ${what}: each / its check`, each / check, "≤ 3", each <= 3 * check, detail);
  }
}
