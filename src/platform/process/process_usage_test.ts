import assert from "node:assert/strict";
import { kernelUnits, parseStat, readUsage } from "./process_usage.ts";

const TAIL = "S 1 42 43 0 -1 4194560 100 0 0 0 7 5 3 1 20 0 1 0 12345 1000000 250 18446744073709551615 1 1 0 0";

Deno.test("parseStat() reads a line whatever the program's name holds", () => {
  const expected = { pid: 42, group: 42, session: 43, ticks: 16, pages: 250 };
  for (const name of ["sh", "a b", ") S 9 9", "((", "x\ny"]) assert.deepEqual(parseStat(42, `42 (${name}) ${TAIL}\n`), expected);
});

Deno.test("parseStat() answers undefined for a line cut short", () => {
  assert.equal(parseStat(42, "42 (sh) S 1 42"), undefined);
  assert.equal(parseStat(42, ""), undefined);
});

Deno.test({
  name: "readUsage() sees this process as it is",
  ignore: Deno.build.os !== "linux",
  fn: () => {
    const usage = readUsage(Deno.pid);
    const units = kernelUnits();
    assert.ok(usage !== undefined && units !== undefined);
    const resident = usage.pages * units.pageBytes;
    assert.ok(Math.abs(resident - Deno.memoryUsage().rss) < 32 * 1024 * 1024, String(resident));
    assert.equal(readUsage(2 ** 30), undefined);
  },
});
