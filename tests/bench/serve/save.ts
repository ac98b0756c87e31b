import { median, percentile, report, scratch } from "../measure.ts";
import { BenchDaemon, fiftyTasks } from "./daemon.ts";

const SAVES = 100;
const DEBOUNCE_MS = 100;

/** A file saved → its pipeline active, as the event stream tells it. */
export async function benchSave(): Promise<void> {
  await using folder = await scratch();
  const file = `${folder.path}/pipelines/fifty.yaml`;
  await Deno.mkdir(`${folder.path}/pipelines`);
  await Deno.writeTextFile(file, fiftyTasks("fifty"));
  await using daemon = await BenchDaemon.start(`${folder.path}/pipelines`, `${folder.path}/state`);
  const ending = new AbortController();
  const opened = Promise.withResolvers<void>();
  let active = Promise.withResolvers<void>();
  const listening = daemon.listen(ending.signal, ({ event }) => {
    if (event.state === "active") active.resolve();
  }, opened.resolve);
  await opened.promise;
  const times: number[] = [];
  for (let n = 0; n < SAVES; n++) {
    active = Promise.withResolvers();
    const text = fiftyTasks("fifty").replace("hello 7", `saved ${n}`);
    await Deno.writeTextFile(file, text);
    const saved = performance.now();
    await active.promise;
    times.push(performance.now() - saved - DEBOUNCE_MS);
  }
  ending.abort();
  await listening;
  const p99 = percentile(times, 0.99);
  const detail = `p50 ${median(times).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms after a debounce of ${DEBOUNCE_MS} ms, ${SAVES} saves`;
  report("file saved → active, p99 beyond the debounce / 50 ms", p99 / 50, "≤ 1", p99 <= 50, detail);
}
