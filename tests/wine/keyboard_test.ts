import assert from "node:assert/strict";
import { sendKey } from "../../ffi/windows/keyboard/mod.ts";
import { AppError, type KeyboardSource as KeyboardFields } from "../../src/core/mod.ts";
import { KeyboardSource } from "../../src/live/sources/keyboard/keyboard_source.ts";
import { ListenerPlace } from "../../src/live/sources/keyboard/listener_place.ts";
import { startSource, TestIntake } from "../../src/live/sources/testing.ts";
import { createClock } from "../../src/platform/mod.ts";
import { EXECUTOR, IGNORE } from "./machine.ts";

const [VK_A, VK_B, VK_LSHIFT] = [0x41, 0x42, 0xa0];

function sourceOf(fields: KeyboardFields): KeyboardSource {
  return new KeyboardSource({ fields, folder: "C:\\pipelines", place: new ListenerPlace("pipelines/a"), clock: createClock() });
}

Deno.test({
  name: "on.keyboard without a device starts a run for a key of any keyboard, remapped and with its modifiers",
  ignore: IGNORE,
  fn: async () => {
    const source = sourceOf({ keys: ["KeyB", "KeyC"], where: "'Shift' in modifiers", remap: { KeyA: "KeyB" } });
    const intake = new TestIntake();
    await using _running = await startSource(source, intake);
    assert.deepEqual(await source.healthCheck(), { status: "healthy" });
    source.activate();
    sendKey(VK_A, "press");
    sendKey(VK_A, "release");
    sendKey(VK_LSHIFT, "press");
    sendKey(VK_A, "press");
    sendKey(VK_A, "release");
    sendKey(VK_LSHIFT, "release");
    await intake.until(() => intake.events.length === 1);
    const { keyCode, action, modifiers, consumed } = intake.payloads[0] as unknown as Record<string, unknown>;
    assert.deepEqual({ keyCode, action, modifiers, consumed }, { keyCode: "KeyB", action: "press", modifiers: ["Shift"], consumed: false });
  },
});

Deno.test({
  name: "on.keyboard refuses a device and consume, which Windows does not have",
  ignore: IGNORE,
  fn: async () => {
    for (const [more, message] of [[{ device: "*" }, /Windows all keyboards are one/], [{ consume: true }, /as a whole/]] as const) {
      await assert.rejects(startSource(sourceOf({ keys: ["any"], ...more }), new TestIntake()), (error: unknown) => {
        assert.ok(error instanceof AppError && error.code === "keyboard_unavailable");
        assert.match(error.message, message);
        return true;
      });
    }
  },
});

Deno.test({
  name: "executor diagnose keyboard shows the keys of the desktop",
  ignore: IGNORE,
  fn: async () => {
    await using child = new Deno.Command(Deno.execPath(), {
      args: [...EXECUTOR, "diagnose", "keyboard", "--json"],
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const lines: string[] = [];
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const readLine = async () => {
      for (let text = ""; lines.length === 0;) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`It ended: ${text}`);
        text += value;
        if (text.endsWith("\n")) lines.push(...text.trim().split(/\r?\n/));
      }
      return JSON.parse(lines.shift() ?? "");
    };
    try {
      assert.deepEqual(await readLine(), { type: "keyboard.started", device: "all keyboards of this desktop", name: null });
      sendKey(VK_B, "press");
      sendKey(VK_B, "release");
      for (const action of ["press", "release"]) {
        const { type, keyCode, action: found } = await readLine();
        assert.deepEqual([type, keyCode, found], ["key", "KeyB", action]);
      }
    } finally {
      child.kill();
      await reader.cancel();
      await child.status;
    }
  },
});
