/** 1 GB of task output: memory and throughput: `deno task bench output`. */
import { EXECUTOR, measure, medians, report, scratch } from "./measure.ts";

await using folder = await scratch();
const at = (name: string) => `${folder.path}/${name}`;
const env = { EXECUTOR_STATE: at("state") };
const BYTES = 1e9;
const line = "x".repeat(99) + "\n";
await Deno.writeTextFile(at("block"), line.repeat(10_000));
await Deno.writeTextFile(at("cat.sh"), `i=0; while [ $i -lt 1000 ]; do cat "$1"; i=$((i + 1)); done\n`);
await Deno.writeTextFile(at("loud.yaml"), `name: loud\ntasks: [{ id: loud, command: [sh, ${at("cat.sh")}, ${at("block")}] }]\n`);
await Deno.writeTextFile(at("quiet.yaml"), `name: quiet\ntasks: [{ id: quiet, command: [sh, -c, ":"] }]\n`);

const peaks: Record<string, number[]> = { loud: [], quiet: [] };
const run = (name: string) => async () => {
  const { wallMs, peakBytes } = await measure(EXECUTOR, ["run", at(`${name}.yaml`)], { env });
  peaks[name]?.push(peakBytes);
  await Deno.remove(at("state"), { recursive: true });
  return wallMs;
};
const times = await medians(3, {
  loud: run("loud"),
  quiet: run("quiet"),
  cat: async () => (await measure("sh", ["-c", `sh ${at("cat.sh")} ${at("block")} > ${at("copy")}`])).wallMs,
});
const rate = BYTES / 1e3 / (times.loud - times.quiet);
const catRate = BYTES / 1e3 / times.cat;
const goal = Math.min(300, catRate / 2);
report("1 GB of output: MB/s / goal", rate / goal, "≥ 1", rate >= goal, `${rate.toFixed(0)} MB/s; cat > file ${catRate.toFixed(0)} MB/s`);
const extra = (Math.max(...peaks["loud"] ?? []) - Math.max(...peaks["quiet"] ?? [])) / 2 ** 20;
report("1 GB of output: MiB of memory more / 64", extra / 64, "≤ 1", extra <= 64, `${extra.toFixed(0)} MiB more`);
