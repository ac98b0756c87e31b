import assert from "node:assert/strict";
import { probePosixChildren } from "./probe.ts";
import { SharedLines } from "./shared_lines.ts";

Deno.test({
  name: "SharedLines keeps each line until it is deleted, in places that are used again",
  ignore: probePosixChildren().answer !== "yes",
  fn: () => {
    using lines = new SharedLines();
    const read = () => Deno.readTextFileSync(`/proc/self/fd/${lines.descriptor}`).split("\n").map((line) => line.trim());
    for (const line of ["1", "22", "4194304", "22"]) lines.add(line);
    assert.deepEqual(read(), ["1", "22", "4194304", ""]);
    lines.delete("22");
    lines.delete("333");
    assert.deepEqual(read(), ["1", "", "4194304", ""]);
    lines.add("55555");
    lines.add("6");
    assert.deepEqual(read(), ["1", "55555", "4194304", "6", ""]);
    assert.throws(() => lines.add("123456789012"), RangeError);
  },
});
