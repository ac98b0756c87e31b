import assert from "node:assert/strict";
import { attemptLine, beginLine, bytesLine, eventLine, noteLine, parseOrderLine } from "./output_order.ts";

Deno.test("parseOrderLine() reads what is written and nothing that was cut off", () => {
  const key = { run: "r1", task: 'a "b"\n', attempt: 3 };
  const parse = (line: string) => line.split("\n").map(parseOrderLine).filter((entry) => entry !== undefined);
  const waiting = { type: "run.waiting", time: 5, run: "r1", task: key.task, reason: "asks", question: "ä?\n" } as const;
  assert.deepEqual(parse(beginLine(5)), [{ type: "begin", time: 5, isWhole: true }]);
  assert.deepEqual(parse(beginLine(5, 12)), [{ type: "begin", time: 5, isWhole: true, seq: 12 }]);
  assert.deepEqual(parse(eventLine(12)), [{ type: "event", seq: 12 }]);
  assert.deepEqual(parse(noteLine(waiting)), [{ type: "note", event: waiting }]);
  assert.deepEqual(parse(attemptLine(7, key)), [{ type: "attempt", number: 7, task: key.task, attempt: 3 }]);
  for (const stream of ["stdout", "stderr", "log"] as const) {
    assert.deepEqual(parse(bytesLine(7, stream, 120, 1234)), [{ type: "bytes", number: 7, stream, count: 120, time: 1234 }]);
  }
  for (const whole of [attemptLine(7, key), bytesLine(7, "log", 120, 1234), eventLine(12), noteLine(waiting)]) {
    for (let length = 0; length < whole.length - 1; length++) assert.deepEqual(parse(whole.slice(0, length)), [], whole.slice(0, length));
  }
  const begin = beginLine(1234, 56);
  for (let length = 0; length < begin.length - 1; length++) {
    for (const entry of parse(begin.slice(0, length))) {
      assert.ok(entry.type === "begin" && !entry.isWhole && entry.seq === undefined, begin.slice(0, length));
    }
  }
});

Deno.test("parseOrderLine() reads the letters that folders have had from the first version, and skips a stream it does not know", () => {
  assert.deepEqual(parseOrderLine("0o 12 5."), { type: "bytes", number: 0, stream: "stdout", count: 12, time: 5 });
  assert.deepEqual(parseOrderLine("0e 12 5."), { type: "bytes", number: 0, stream: "stderr", count: 12, time: 5 });
  assert.deepEqual(parseOrderLine("! 5"), { type: "begin", time: 5, isWhole: false });
  assert.equal(parseOrderLine("0x 12 5."), undefined);
});
