import assert from "node:assert/strict";
import { scopeMatches } from "./scope_matches.ts";

Deno.test("scopeMatches() compares whole ids", async (t) => {
  const cases: [string, string, boolean][] = [
    ["pipelines/a", "pipelines/a", true],
    ["pipelines/a", "pipelines/ab", false],
    ["pipelines/a", "pipelines/A", false],
    ["pipelines/reports-*", "pipelines/reports-", true],
    ["pipelines/reports-*", "pipelines/reports-x-y", true],
    ["pipelines/reports-*", "pipelines/report", false],
    ["*", "settings", true],
    ["pipelines/*", "settings", false],
    ["pipelines/?", "pipelines/a", true],
    ["pipelines/?", "pipelines/", false],
    ["pipelines/*-x-*", "pipelines/a-x-x-b", true],
    ["pipelines/a.b", "pipelines/aXb", false],
    ["pipelines/[ab]", "pipelines/a", false],
    ["", "settings", false],
    ["*a".repeat(100), `pipelines/${"a".repeat(90)}b`, false],
  ];
  for (const [scope, module, expected] of cases) {
    await t.step(`${scope} ${module}`, () => assert.equal(scopeMatches(scope, module), expected));
  }
});
