import assert from "node:assert/strict";
import { attemptLine, beginLine, bytesLine, parseOrderLine } from "./output_order.ts";

Deno.test("parseOrderLine() reads what is written and nothing that was cut off", () => {
  const key = { run: "r1", task: 'a "b"\n', attempt: 3 };
  const parse = (line: string) => line.split("\n").map(parseOrderLine).filter((entry) => entry !== undefined);
  assert.deepEqual(parse(beginLine(5)), [{ type: "begin" }]);
  assert.deepEqual(parse(attemptLine(7, key)), [{ type: "attempt", number: 7, task: key.task, attempt: 3 }]);
  const bytes = bytesLine(7, "stderr", 120, 1234);
  assert.deepEqual(parse(bytes), [{ type: "bytes", number: 7, stream: "stderr", count: 120, time: 1234 }]);
  for (const whole of [attemptLine(7, key), bytes]) {
    for (let length = 0; length < whole.length - 1; length++) assert.deepEqual(parse(whole.slice(0, length)), [], whole.slice(0, length));
  }
});
