import assert from "node:assert/strict";
import { createConsole } from "./console.ts";

function printed(use: (console: ReturnType<typeof createConsole>) => void): string[] {
  const lines: string[] = [];
  let ms = 0;
  use(createConsole((stream, text) => void lines.push(`${stream} ${text}`), () => ms += 5));
  return lines;
}

Deno.test("createConsole() sends output to the task's streams", () => {
  assert.deepEqual(printed((console) => (console.log("a", 1, { b: [2] }), console.error("no"), console.warn("hm"), console.info())), [
    "stdout a 1 { b: [ 2 ] }\n",
    "stderr no\n",
    "stderr hm\n",
    "stdout \n",
  ]);
});

Deno.test("createConsole() fills in formats like Deno's", () => {
  const format = (...values: unknown[]) => printed((console) => console.log(...values))[0]?.slice("stdout ".length, -1);
  assert.equal(format("%s is %d, %i, %f", "x", "4.5", 4.9, "1.5"), "x is 4.5, 4, 1.5");
  assert.equal(format("100%", 1), "100% 1");
  assert.equal(format("%j %o %%", { a: 1 }, [2]), '{"a":1} [ 2 ] %');
  assert.equal(format("%s %s", "one"), "one %s");
  assert.equal(format("%d", 3n), "3n");
});

Deno.test("createConsole() indents groups, counts and times", () => {
  const lines = printed((console) => {
    console.group("g");
    console.log("a\nb");
    console.groupEnd();
    console.count();
    console.count();
    console.time("t");
    console.timeEnd("t");
    console.timeEnd("t");
    console.assert(false, "broken");
    console.assert(true, "fine");
  });
  assert.deepEqual(lines, [
    "stdout g\n",
    "stdout   a\n  b\n",
    "stdout default: 1\n",
    "stdout default: 2\n",
    "stdout t: 5.000ms\n",
    "stderr Timer 't' does not exist\n",
    "stderr Assertion failed: broken\n",
  ]);
});

Deno.test("createConsole() prints what cannot be looked at", () => {
  const hostile = new Proxy({}, {
    get: () => {
      throw new Error("no");
    },
    ownKeys: () => {
      throw new Error("no");
    },
  });
  const custom = {
    [Symbol.for("Deno.customInspect")]: () => {
      throw new Error("no");
    },
  };
  for (const value of [hostile, custom]) assert.match(printed((console) => console.log(value))[0] ?? "", /^stdout .*\n$/);
});
