/**
 * Expressions beside the two npm libraries, in one run: `deno run -A tests/bench/cel.ts`. Prints ratios; above 1 is faster than the peer.
 *
 * @module
 */
import { celEnv, parse as bufParse, plan } from "@bufbuild/cel";
import { Environment } from "@marcbachmann/cel-js";
import { compileExpr, parseExpr } from "../../dsl/expr/mod.ts";

const scope = {
  params: { threshold: 10, name: "nightly-report", region: { code: "eu", zone: { id: "eu-1" } } },
  count: 12,
  items: Array.from({ length: 20 }, (_, at) => at),
};
const FOUR: readonly (readonly [string, string])[] = [
  ["a comparison", "count > params.threshold && count < 100"],
  ["a string test", "params.name.startsWith('nightly') && params.name.contains('report')"],
  ["a map lookup chain", "params.region.zone.id == 'eu-1'"],
  ["exists over 20 items", "items.exists(x, x == 19)"],
];

/** The best rates of functions in calls a second; they take turns, so that what else the machine does meets all of them alike. */
function ratesOf(...runs: readonly (() => unknown)[]): number[] {
  const best = runs.map(() => 0);
  for (const run of runs) for (let at = 0; at < 2_000; at++) run();
  for (let round = 0; round < 16; round++) {
    runs.forEach((run, index) => {
      let count = 0;
      const start = performance.now();
      while (performance.now() - start < 20) {
        for (let at = 0; at < 200; at++) run();
        count += 200;
      }
      best[index] = Math.max(best[index] ?? 0, count / (performance.now() - start) * 1000);
    });
  }
  return best;
}

function inMillions(value: number): string {
  return `${(value / 1e6).toFixed(3)}M/s`.padStart(10);
}

const bufEnv = celEnv();
const bufScope = { ...scope, count: 12n, params: { ...scope.params, threshold: 10n }, items: scope.items.map(BigInt) };
const marcEnv = new Environment({ unlistedVariablesAreDyn: true });
const marcScope = bufScope;

console.log("evaluation (ours, @bufbuild/cel, cel-js; ratio to the faster; goal 2)");
for (const [name, text] of FOUR) {
  const { expr } = parseExpr(text);
  if (expr === undefined) throw new TypeError(text);
  const ours = compileExpr(expr);
  const buf = plan(bufEnv, bufParse(text));
  const marc = marcEnv.parse(text);
  for (const value of [ours.evaluate(scope), buf(bufScope), marc(marcScope)]) {
    if (value !== true) throw new TypeError(`${text} gives ${value}`);
  }
  const rates = ratesOf(() => ours.evaluate(scope), () => buf(bufScope), () => marc(marcScope));
  const [mine = 0, first = 1, second = 1] = rates;
  console.log(`${name.padEnd(24)} ${rates.map(inMillions).join(" ")}   ratio ${(mine / Math.max(first, second)).toFixed(2)}`);
}

console.log("parsing (ratio to the slower; goal 5)");
for (const [name, text] of FOUR) {
  const rates = ratesOf(() => parseExpr(text), () => bufParse(text), () => marcEnv.parse(text));
  const [mine = 0, first = 1, second = 1] = rates;
  console.log(`${name.padEnd(24)} ${rates.map(inMillions).join(" ")}   ratio ${(mine / Math.min(first, second)).toFixed(2)}`);
}

const context = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`field${at}`, at % 3 === 0 ? `value-${at}` : at]));
const rules = Array.from({ length: 20 }, (_, at) => {
  const { expr } = parseExpr(
    at % 3 === 0 ? `field${at} == 'value-${at}' || field1 > 5` : `field${at} >= ${at} && field${(at + 7) % 20} != null`,
  );
  if (expr === undefined) throw new TypeError("A rule does not parse");
  return compileExpr(expr);
});
let held = 0;
const [rounds = 0] = ratesOf(() => {
  for (const rule of rules) if (rule.evaluate(context) === true) held++;
});
const perSecond = rounds * rules.length;
console.log(`20 rules over 20 fields   ${inMillions(perSecond)}   ratio to the goal of 1M ${(perSecond / 1e6).toFixed(2)} (${held > 0})`);
