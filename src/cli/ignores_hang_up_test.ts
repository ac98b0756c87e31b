import assert from "node:assert/strict";
import { ignoresHangUp } from "./ignores_hang_up.ts";

Deno.test("ignoresHangUp() reads the mask of ignored signals", async () => {
  const file = await Deno.makeTempFile();
  try {
    for (
      const [text, expected] of [
        ["Name:\tx\nSigIgn:\t0000000000001001\nSigCgt:\t0000000000000000\n", true],
        ["SigIgn:\t0000000000001000\n", false],
        ["SigIgn:\tffffffffffffffff\n", true],
        ["SigCgt:\t0000000000000001\n", false],
        ["", false],
      ] as const
    ) {
      await Deno.writeTextFile(file, text);
      assert.equal(ignoresHangUp(file), expected, text);
    }
  } finally {
    await Deno.remove(file);
  }
  assert.equal(ignoresHangUp("/nonexistent"), false);
});
