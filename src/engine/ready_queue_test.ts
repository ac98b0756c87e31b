import assert from "node:assert/strict";
import fc from "fast-check";
import { ReadyQueue } from "./ready_queue.ts";

Deno.test("ReadyQueue gives the smallest first, whatever the order of pushes and pops", () => {
  fc.assert(fc.property(fc.array(fc.option(fc.nat(100))), (steps) => {
    const queue = new ReadyQueue();
    const model: number[] = [];
    for (const step of steps) {
      if (step === null) {
        model.sort((a, b) => a - b);
        assert.equal(queue.pop(), model.shift());
      } else {
        queue.push(step);
        model.push(step);
      }
      assert.equal(queue.size, model.length);
    }
  }));
});
