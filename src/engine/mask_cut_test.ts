import assert from "node:assert/strict";
import { maskCut } from "./mask_cut.ts";

Deno.test("maskCut() masks the beginning of a secret where a message was cut, and no other", async (t) => {
  const cases: [message: string, expected: string][] = [
    ["'s3cr3t-va' cannot be converted", "'***' cannot be converted"],
    ["no =: xs3cr3t-v…", "no =: x***…"],
    ["value s3cr", "value ***"],
    ['"s3cr3t" and "s3cr3t-v"', '"***" and "***"'],
    ["s3c…", "s3c…"],
    ["s3cr3t agents", "s3cr3t agents"],
    ["nothing", "nothing"],
  ];
  for (const [message, expected] of cases) await t.step(message, () => assert.equal(maskCut(message, ["s3cr3t-value"]), expected));
});
