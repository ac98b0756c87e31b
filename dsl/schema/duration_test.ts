import assert from "node:assert/strict";
import fc from "fast-check";
import { formatDuration, parseDuration } from "./duration.ts";

Deno.test("parseDuration() reads numbers with units and nothing else", async (t) => {
  const rows: readonly (readonly [string, number | undefined])[] = [
    ["30s", 30_000],
    ["1h30m", 5_400_000],
    ["1.5h", 5_400_000],
    ["500ms", 500],
    ["250us", 0.25],
    ["1ns", 0.000001],
    ["2d", 172_800_000],
    ["0s", 0],
    ["30", undefined],
    ["", undefined],
    ["-5s", undefined],
    ["5 s", undefined],
    ["5S", undefined],
    ["1e3s", undefined],
    ["s", undefined],
    ["1.s", undefined],
    ["999999999999999d", undefined],
    [`${"1".repeat(400)}s`, undefined],
  ];
  for (const [text, ms] of rows) await t.step(JSON.stringify(text.slice(0, 20)), () => assert.equal(parseDuration(text), ms));
});

Deno.test("formatDuration() writes what parseDuration() reads back", () => {
  fc.assert(fc.property(fc.nat({ max: 10_000_000_000 }), (ms) => parseDuration(formatDuration(ms)) === ms));
  assert.equal(formatDuration(90_000), "1m30s");
  assert.equal(formatDuration(0.25), "250000ns");
});
