import assert from "node:assert/strict";
import { parseLogRecord } from "../../core/mod.ts";
import { createLog } from "./log.ts";

const AT = new Date("2026-11-21T12:00:00.123Z");

function logged(write: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = [];
  write(createLog((line) => void lines.push(line), () => AT));
  return lines;
}

Deno.test("createLog() writes one record a line that the parent reads", () => {
  const [line = ""] = logged((log) => log.info("rows", { n: 3, who: "you\n" }));
  assert.equal(line, '{"level":"info","time":"2026-11-21T12:00:00.123Z","message":"rows","n":3,"who":"you\\n"}\n');
  assert.deepEqual(logged((log) => (log.debug("a"), log.warn("b"), log.error("c"))).map((text) => JSON.parse(text).level), [
    "debug",
    "warn",
    "error",
  ]);
  assert.equal(parseLogRecord(line.trimEnd())?.message, "rows");
});

Deno.test("createLog() lets fields not pass for what is ours", () => {
  const [line = ""] = logged((log) => log.info("rows", { level: "error", time: "1970", message: "forged", "__proto__x": 1 }));
  assert.equal(line, '{"level":"info","time":"2026-11-21T12:00:00.123Z","message":"rows","__proto__x":1}\n');
});

Deno.test("createLog() never throws, whatever it is given", async (t) => {
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  const cases: Record<string, unknown> = {
    "a getter that throws": {
      get a() {
        throw new Error("no");
      },
    },
    "a proxy that throws": new Proxy({}, {
      ownKeys: () => {
        throw new Error("no");
      },
    }),
    "a loop": cyclic,
    "a function": () => {},
    "a big integer": { n: 1n },
    "a list": [1, 2],
    "a text": "x",
    "null": null,
  };
  for (const [name, fields] of Object.entries(cases)) {
    await t.step(name, () => {
      const [line = ""] = logged((log) => log.info("m", fields));
      assert.equal(JSON.parse(line).message, "m");
      assert.equal(line.indexOf("\n"), line.length - 1);
    });
  }
});
