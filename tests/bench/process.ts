/**
 * The port `Processes` against Deno.Command in the same run: chain, fan-out, throughput, start-up.
 *
 * `deno run -A tests/bench/process.ts`
 */
import { createProcesses } from "../../src/platform/process/mod.ts";
import { medians, report } from "./measure.ts";

const COUNT = 300;
const WIDTH = 16;
const ROUNDS = 5;
const BYTES = 1_000_000_000;
const env = Deno.env.toObject();

const firstStarted = performance.now();
using processes = createProcesses({ implementation: "native" });
await port("/bin/true");
const firstMs = performance.now() - firstStarted;

function port(...argv: string[]) {
  return processes.spawn({ argv, cwd: "/", env, stdin: "null", output: () => {} }).then(({ exited }) => exited);
}

function command() {
  return new Deno.Command("/bin/true", { stdin: "null" }).output();
}

async function timed(wide: number, start: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  let left = COUNT;
  const work = async () => {
    while (left-- > 0) await start();
  };
  await Promise.all(Array.from({ length: wide }, work));
  return performance.now() - started;
}

const times = await medians(ROUNDS, {
  chain: () => timed(1, () => port("/bin/true")),
  chainPeer: () => timed(1, command),
  fan: () => timed(WIDTH, () => port("/bin/true")),
  fanPeer: () => timed(WIDTH, command),
});
const each = (ms: number) => `${(ms / COUNT).toFixed(2)} ms`;
const chain = times.chainPeer / times.chain;
const fan = times.fanPeer / times.fan;
report(
  `chain of ${COUNT}: rate / Deno.Command`,
  chain,
  "≥ 0.70",
  chain >= 0.7,
  `${each(times.chain)} each, Deno.Command ${each(times.chainPeer)}`,
);
report(
  `${COUNT}, ${WIDTH} at once: rate / Deno.Command`,
  fan,
  "≥ 0.80",
  fan >= 0.8,
  `${each(times.fan)} each, Deno.Command ${each(times.fanPeer)}`,
);

const { peakBytes: before } = usage();
let received = 0;
const started = performance.now();
const argv = ["head", "-c", String(BYTES), "/dev/zero"];
await (await processes.spawn({ argv, cwd: "/", env, stdin: "null", output: (_stream, bytes) => void (received += bytes.length) })).exited;
const rate = received / 1e3 / (performance.now() - started);
const extra = (usage().peakBytes - before) / 2 ** 20;
report("1 GB of output: MB/s / 300", rate / 300, "≥ 1", rate >= 300, `${rate.toFixed(0)} MB/s`);
report("1 GB of output: MiB of memory more / 64", extra / 64, "≤ 1", extra <= 64, `${extra.toFixed(0)} MiB more`);
report("first child: ms / 10", firstMs / 10, "≤ 1", firstMs <= 10, `${firstMs.toFixed(1)} ms with libc, watchdog and exit`);

function usage() {
  const line = /^VmHWM:\s+(\d+) kB/m.exec(Deno.readTextFileSync("/proc/self/status"));
  return { peakBytes: Number(line?.[1]) * 1024 };
}
