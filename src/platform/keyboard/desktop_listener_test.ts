import assert from "node:assert/strict";
import { UnsupportedError } from "../../../ffi/mod.ts";
import { type HidKey, hidStroke } from "../../core/keyboard/mod.ts";
import { AppError } from "../../core/mod.ts";
import { listenToDesktop } from "./desktop_listener.ts";
import { listenToHid } from "./hid_listener.ts";

/** Keyboards whose keys are pressed by hand. */
class FakeKeyboards {
  take: (key: HidKey) => void = () => {};
  lost: () => void = () => {};
  closes = 0;
  readonly stroke = hidStroke;

  open(options: { take(key: HidKey): void; lost(): void }) {
    this.take = options.take;
    this.lost = options.lost;
    return Promise.resolve({ close: () => Promise.resolve(void this.closes++) });
  }

  press(usage: number, value = 1): void {
    this.take({ usage, value, timestamp: 1 });
  }
}

Deno.test("listenToDesktop() gives keys until it is disposed, and tells once that it is over", async () => {
  const keyboards = new FakeKeyboards();
  const said: string[] = [];
  const listener = await listenToDesktop(keyboards, {
    map: { remap: { KeyA: "KeyB" } },
    take: ({ action, keyCode, modifiers }) => void said.push([action, keyCode, ...modifiers].join(" ")),
    ended: ({ detail }) => void said.push(detail),
  });
  keyboards.press(0xe1);
  keyboards.press(0x04);
  keyboards.press(0x04, 0);
  assert.deepEqual(said, ["press ShiftLeft Shift", "press KeyB Shift", "release KeyB Shift"]);
  keyboards.lost();
  keyboards.lost();
  keyboards.press(0x04);
  assert.deepEqual(said.slice(3), ["its thread has ended"]);
  listener[Symbol.dispose]();
  assert.equal(keyboards.closes, 1);
});

Deno.test("listenToDesktop() says that keys were lost while it was held back, and releases what was held", async () => {
  const keyboards = new FakeKeyboards();
  const said: string[] = [];
  const room = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  using _listener = await listenToDesktop(keyboards, {
    take({ action, keyCode }) {
      said.push(`${action} ${keyCode}`);
      if (action === "press") return room.promise;
      return released.resolve();
    },
    lost: () => void said.push("lost"),
    ended() {},
  });
  keyboards.press(0x04);
  keyboards.press(0x05);
  room.resolve();
  await released.promise;
  assert.deepEqual(said, ["press KeyA", "lost", "release KeyA"]);
});

Deno.test("listenToDesktop() names what is missing", async () => {
  const open = () => Promise.reject(new UnsupportedError("IOKit", "use macOS"));
  await assert.rejects(
    listenToDesktop({ open, stroke: hidStroke }, { take() {}, ended() {} }),
    (error) => error instanceof AppError && error.code === "keyboard_unavailable" && /IOKit is missing/.test(error.message),
  );
});

Deno.test({
  name: "listenToHid() elsewhere than on macOS says what is missing and where to look",
  ignore: Deno.build.os === "darwin",
  fn: () =>
    assert.rejects(
      listenToHid({ take() {}, ended() {} }),
      (error) => error instanceof AppError && /IOKit is missing/.test(error.message) && error.hint === "See executor doctor: iokit",
    ),
});

Deno.test("listenToHid() refuses consume before it opens anything", async () => {
  const refused = listenToHid({ consume: true, take() {}, ended() {} });
  await assert.rejects(refused, (error) => error instanceof AppError && /On macOS no keyboard/.test(error.message));
});
