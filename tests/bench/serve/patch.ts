import { percentile, report, scratch } from "../measure.ts";
import { BenchDaemon, fiftyTasks } from "./daemon.ts";
import { startCaddy } from "./caddy.ts";

const ROUNDS = 300;
const WARM_UP = 50;

/** PATCH acknowledged active, against Caddy's admin PATCH and against `/healthz`, in turn. */
export async function benchPatch(): Promise<void> {
  await using folder = await scratch();
  await Deno.mkdir(`${folder.path}/pipelines`);
  await Deno.writeTextFile(`${folder.path}/pipelines/fifty.yaml`, fiftyTasks("fifty"));
  await using daemon = await BenchDaemon.start(`${folder.path}/pipelines`, `${folder.path}/state`);
  await using caddy = await startCaddy(folder.path);
  const contestants = {
    executor: (n: number) => daemon.patch("fifty", [{ op: "replace", path: "/tasks/7/run", value: `echo changed ${n}` }]),
    // The two most common changes are of one value; this one adds and removes lines.
    timeout: (n: number) =>
      daemon.patch("fifty", [{ op: n % 2 ? "remove" : "add", path: "/tasks/9/timeout", ...(n % 2 ? {} : { value: "10s" }) }]),
    healthz: () => daemon.ask("GET", "/healthz").then(() => {}),
    ...(caddy === undefined ? {} : { caddy: (n: number) => caddy.patch(`changed ${n}`) }),
  };
  const times: Record<string, number[]> = {};
  for (let n = -WARM_UP; n < ROUNDS; n++) {
    for (const [name, act] of Object.entries(contestants)) {
      const start = performance.now();
      await act(n + WARM_UP);
      if (n >= 0) (times[name] ??= []).push(performance.now() - start);
    }
  }
  const at = (name: string, share: number) => percentile(times[name] ?? [], share);
  const detail = Object.keys(times).map((name) => `${name} ${at(name, 0.5).toFixed(1)}/${at(name, 0.99).toFixed(1)} ms`).join(", ");
  if (caddy === undefined) console.log("        Caddy is not there: deno task bench installs it as root on Debian");
  else {
    for (const [name, share, most] of [["p50", 0.5, 2], ["p99", 0.99, 1.5]] as const) {
      const ratio = at("executor", share) / at("caddy", share);
      report(`PATCH of 50 tasks / Caddy's of 50 routes, ${name}`, ratio, `≤ ${most}`, ratio <= most, detail);
    }
  }
  const limit = at("executor", 0.99) / 25;
  report("PATCH of 50 tasks, p99 / 25 ms", limit, "≤ 1", limit <= 1, caddy === undefined ? detail : "");
  const health = at("executor", 0.99) / at("healthz", 0.99);
  report("PATCH of 50 tasks / healthz, p99", health, "≤ 15", health <= 15, "");
  await reportSwap(daemon);
}

/** How many swaps took no longer than 87 µs, by the daemon's own histogram. */
async function reportSwap(daemon: BenchDaemon): Promise<void> {
  const count = await daemon.metric("executor_swap_seconds_count");
  const bounds = [["0.00001", 10], ["0.000025", 25], ["0.00005", 50], ["0.000087", 87], ["0.00025", 250], ["0.001", 1000]] as const;
  for (const [bound, microseconds] of bounds) {
    const share = await daemon.metric(`executor_swap_seconds_bucket{le="${bound}"}`) / count;
    if (share < 0.99) continue;
    return report("swap, p99 / 87 µs", microseconds / 87, "≤ 1", microseconds <= 87, `p99 ≤ ${microseconds} µs of ${count} swaps`);
  }
  report("swap, p99 / 87 µs", Infinity, "≤ 1", false, `of ${count} swaps`);
}
