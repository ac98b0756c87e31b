import assert from "node:assert/strict";
import { findRuleBreaks, importBreaks } from "./import_rules.ts";

Deno.test("findRuleBreaks() finds none in this project", async () => {
  assert.deepEqual(await findRuleBreaks(), []);
});

Deno.test("importBreaks() names what breaks a rule when a room", async (t) => {
  const cases: [string, string, string, RegExp | undefined][] = [
    ["imports downward through mod.ts", "src/cli/run.ts", "src/live/mod.ts", undefined],
    ["imports within itself", "dsl/expr/parse.ts", "dsl/tree.ts", undefined],
    ["imports up", "src/core/a.ts", "src/engine/mod.ts", /floor 0.*floor 1/],
    ["meets one on its floor", "src/engine/a.ts", "dsl/mod.ts", /floor 1.*floor 1/],
    ["goes past mod.ts", "src/cli/run.ts", "src/core/json.ts", /past a mod.ts of src\/core/],
    ["reaches ffi and is not platform", "src/live/a.ts", "ffi/mod.ts", /only src\/platform/],
    ["does not exist", "src/nowhere/a.ts", "src/core/mod.ts", /no room/],
  ];
  for (const [name, file, target, expected] of cases) {
    await t.step(name, () => {
      const breaks = importBreaks(file, [target]);
      if (expected === undefined) assert.deepEqual(breaks, []);
      else assert.match(breaks[0] ?? "", expected);
    });
  }
});
