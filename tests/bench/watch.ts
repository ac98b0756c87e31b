/** File saved → told, against the debounce that was asked for: `deno task bench watch`, or `deno run -A tests/bench/watch.ts`. */
import { createWatcher, scanPaths } from "../../src/live/watcher/mod.ts";
import { median, report, scratch } from "./measure.ts";

const SAVES = 200;
const DEBOUNCE_MS = 20;

for (const files of [10, 1000]) {
  await using folder = await scratch();
  const path = (n: number) => `${folder.path}/${n % 20}/p${n}.yaml`;
  for (let n = 0; n < 20; n++) await Deno.mkdir(`${folder.path}/${n}`);
  for (let n = 0; n < files; n++) await Deno.writeTextFile(path(n), "name: a\n");
  let told: (() => void) | undefined;
  await using _watcher = await createWatcher({
    paths: [folder.path],
    debounceMs: () => DEBOUNCE_MS,
    onChange: () => told?.(),
    onProblem: (text) => console.error(text),
  });
  const ways: Record<string, (file: string, text: string) => void> = {
    "in place": (file, text) => Deno.writeTextFileSync(file, text),
    "renamed over": (file, text) => {
      Deno.writeTextFileSync(`${file}.tmp`, text);
      Deno.renameSync(`${file}.tmp`, file);
    },
  };
  for (const [way, save] of Object.entries(ways)) {
    const times: number[] = [];
    for (let n = 0; n < SAVES; n++) {
      const seen = new Promise<void>((resolve) => told = resolve);
      save(path(n % files), `name: a${n}\n`);
      const saved = performance.now();
      await seen;
      times.push(performance.now() - saved - DEBOUNCE_MS);
      // Late events of one save are none of the next.
      await new Promise((resolve) => setTimeout(resolve, DEBOUNCE_MS * 2));
    }
    times.sort((a, b) => a - b);
    const p99 = times[Math.ceil(times.length * 0.99) - 1] ?? NaN;
    const detail = `p50 ${median(times).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms after a debounce of ${DEBOUNCE_MS} ms`;
    report(`${files} files, saved ${way}: p99 / 20 ms`, p99 / 20, "≤ 1", p99 <= 20, detail);
  }
  if (files < 1000) continue;
  const scans: number[] = [];
  const walks: number[] = [];
  for (let round = 0; round < 20; round++) {
    let start = performance.now();
    await scanPaths([folder.path]);
    scans.push(performance.now() - start);
    start = performance.now();
    for (let n = 0; n < 20; n++) {
      for (const { name } of Deno.readDirSync(`${folder.path}/${n}`)) Deno.statSync(`${folder.path}/${n}/${name}`);
    }
    walks.push(performance.now() - start);
  }
  const ratio = median(scans) / median(walks);
  const detail = `${median(scans).toFixed(2)} ms, ${median(walks).toFixed(2)} ms`;
  report(`${files} files: scan / readDir and stat of each`, ratio, "≤ 3", ratio <= 3, detail);
}
