import assert from "node:assert/strict";
import { hidStroke, KeyTracker } from "./mod.ts";

Deno.test("hidStroke() names the keys of the HID page of keyboards", async (t) => {
  const rows: readonly (readonly [usage: number, value: number, said: string])[] = [
    [0x04, 1, "press KeyA 458756"],
    [0x04, 0, "release KeyA 458756"],
    [0x39, 1, "press CapsLock 458809"],
    [0x68, 1, "press F13 458856"],
    [0xe7, 1, "press MetaRight 458983"],
    [0xdf, 1, "press Unidentified 0"],
  ];
  for (const [usage, value, said] of rows) {
    await t.step(said, () => {
      const { action, keyCode, scanCode, native, timestamp } = hidStroke({ usage, value, timestamp: 1.5 });
      assert.equal(`${action} ${keyCode} ${scanCode}`, said);
      assert.deepEqual([native, timestamp], [usage, 1.5]);
    });
  }
});

Deno.test("keys of HID that the tables do not have are held apart by their numbers", () => {
  const tracker = new KeyTracker();
  const actions = [0xde, 0xdf, 0xde].map((usage) => tracker.take(hidStroke({ usage, value: 1, timestamp: 0 })).action);
  assert.deepEqual(actions, ["press", "press", "repeat"]);
});
