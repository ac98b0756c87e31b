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
const folder = new URL("tests/bench/", ROOT);
const wanted = Deno.args;
await setup();
if (!await build()) Deno.exit(4);
for (
  const name of [...Deno.readDirSync(folder)].map((entry) => entry.name).filter((name) => name.endsWith(".ts") && !HELPERS.includes(name))
    .sort()
) {
  const stem = name.slice(0, -3);
  if (wanted.length > 0 && !wanted.includes(stem)) continue;
  console.log(`\n# ${stem}`);
  await run(Deno.execPath(), ["run", "--allow-all", fromFileUrl(new URL(name, folder))], { show: true, cwd: fromFileUrl(ROOT) });
}
