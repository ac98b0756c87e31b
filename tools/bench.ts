/**
 * `deno task bench [NAME…]`: builds the binary and runs the benchmarks of `tests/bench/`, each of which prints ratios against a peer or a
 * limit measured in the same run.
 *
 * @module
 */
import { build } from "./build.ts";
import { fromFileUrl, ROOT } from "./paths.ts";
import { run } from "./run.ts";
import { setup } from "./setup.ts";

const HELPERS = ["measure.ts"];
/** Each `.ts` in these folders is a benchmark. */
const FOLDERS = ["tests/bench/", "tests/bench/native/"];

const wanted = Deno.args;
await setup();
if (!await build()) Deno.exit(4);
for (const folder of FOLDERS) {
  const names = [...Deno.readDirSync(new URL(folder, ROOT))].map(({ name }) => name);
  for (const name of names.filter((name) => name.endsWith(".ts") && !HELPERS.includes(name)).sort()) {
    const stem = name.slice(0, -3);
    if (wanted.length > 0 && !wanted.includes(stem)) continue;
    console.log(`\n# ${stem}`);
    await run(Deno.execPath(), ["run", "--allow-all", fromFileUrl(new URL(folder + name, ROOT))], { show: true, cwd: fromFileUrl(ROOT) });
  }
}
