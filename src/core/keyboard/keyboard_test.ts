import assert from "node:assert/strict";
import { readKeys } from "../../../tools/key_table.ts";
import {
  EvdevStrokes,
  isKeyboard,
  type KeyEvent,
  type KeyMap,
  keyMapProblem,
  keyOfCode,
  keyOfEvdev,
  keyOfWindows,
  KEYS,
  KeyTracker,
  windowsStroke,
} from "./mod.ts";

const HEADER = "/usr/include/linux/input-event-codes.h";

Deno.test({
  name: "KEYS has the numbers of <linux/input-event-codes.h>",
  ignore: await Deno.stat(HEADER).then(() => false, () => true),
  async fn() {
    const header = await Deno.readTextFile(HEADER);
    for (const { code, evdev, evdevName } of await readKeys()) {
      assert.equal(evdev === null, evdevName === null, code);
      if (evdevName === null) continue;
      const written = new RegExp(`^#define\\s+${evdevName}\\s+(\\w+)`, "m").exec(header)?.[1];
      assert.equal(Number(written), evdev, `${code} is ${evdevName}`);
      // The letters and digits name themselves.
      const sign = /^(?:Key([A-Z])|Digit(\d)|(F\d+)|Numpad(\d))$/.exec(code);
      if (sign !== null) assert.equal(evdevName, `KEY_${sign[4] === undefined ? sign[1] ?? sign[2] ?? sign[3] : `KP${sign[4]}`}`);
    }
  },
});

Deno.test("KEYS names each key once in every column", () => {
  assert.ok(KEYS.length > 150);
  for (const column of ["usage", "code", "evdev", "windows", "mac"] as const) {
    const values = KEYS.map((key) => key[column]).filter((value) => value !== null);
    assert.equal(new Set(values).size, values.length, column);
  }
});

Deno.test("KEYS has Linux' codes that are scan codes of set 1 as both", () => {
  // The kernel took its first codes over from there; what differs are keys with E0, F13 and up and Japanese ones.
  const differing = KEYS.filter(({ evdev, windows }) => evdev !== null && evdev < 0x59 && evdev !== windows).map(({ code }) => code);
  assert.deepEqual(differing, ["NumLock", "Lang5"]);
});

/** The tracker's answer to `+KeyA -KeyA`. */
function track(text: string, map?: KeyMap): string[] {
  const tracker = new KeyTracker(map);
  return text.split(" ").map((word, at) => {
    const key = keyOfCode(word.slice(1));
    assert.ok(key, word);
    const action = word.startsWith("-") ? "release" : "press";
    return show(tracker.take({ timestamp: at, scanCode: key.usage, keyCode: key.code, native: key.evdev, action }));
  });
}

function show({ keyCode, action, modifiers }: KeyEvent): string {
  return `${action} ${[...modifiers, keyCode].join("+")}`;
}

Deno.test("KeyTracker knows modifiers and locks from the events themselves", async (t) => {
  const cases: readonly (readonly [string, string, readonly string[], KeyMap?])[] = [
    ["a modifier holds while it is held", "+ShiftLeft +KeyA -ShiftLeft -KeyA", [
      "press Shift+ShiftLeft",
      "press Shift+KeyA",
      "release ShiftLeft",
      "release KeyA",
    ]],
    ["the other of two keeps it", "+ControlLeft +ControlRight -ControlLeft +KeyC", [
      "press Control+ControlLeft",
      "press Control+ControlRight",
      "release Control+ControlLeft",
      "press Control+KeyC",
    ]],
    ["a lock stays until its next press", "+CapsLock -CapsLock +KeyA +CapsLock", [
      "press CapsLock+CapsLock",
      "release CapsLock+CapsLock",
      "press CapsLock+KeyA",
      "press CapsLock",
    ]],
    ["a press of what is held is a repeat", "+KeyA +KeyA -KeyA +KeyA", ["press KeyA", "repeat KeyA", "release KeyA", "press KeyA"]],
    ["sides apart", "+ShiftRight +KeyA", ["press ShiftRight+ShiftRight", "press ShiftRight+KeyA"], { sides: "apart" }],
    ["a remapped key is the other one in all ways", "+CapsLock +KeyC -CapsLock +KeyC", [
      "press Control+ControlLeft",
      "press Control+KeyC",
      "release ControlLeft",
      "repeat KeyC",
    ], { remap: { CapsLock: "ControlLeft" } }],
    ["two keys can change places", "+Escape +CapsLock", ["press CapsLock+CapsLock", "press CapsLock+Escape"], {
      remap: { CapsLock: "Escape", Escape: "CapsLock" },
    }],
  ];
  for (const [name, text, said, map] of cases) await t.step(name, () => assert.deepEqual(track(text, map), said));
});

Deno.test("KeyTracker.resync() tells what must have happened", () => {
  const tracker = new KeyTracker();
  tracker.take({ ...keyOfEvdev(42), timestamp: 1, action: "press" });
  tracker.take({ ...keyOfEvdev(30), timestamp: 2, action: "press" });
  const said = tracker.resync([keyOfEvdev(30), keyOfEvdev(48)], 9);
  assert.deepEqual(said.map(show), ["release ShiftLeft", "press KeyB"]);
  assert.deepEqual(tracker.resync([keyOfEvdev(30), keyOfEvdev(48)], 10), []);
});

Deno.test("keyMapProblem() names a key that does not exist", () => {
  assert.equal(keyMapProblem({ remap: { CapsLock: "ControlLeft" } }), undefined);
  assert.match(keyMapProblem({ remap: { CapsLock: "CtrlLeft" } }) ?? "", /no key "CtrlLeft"/);
});

Deno.test("a key that the tables do not have is told by its system's number", () => {
  assert.deepEqual(keyOfEvdev(0x2ff), { scanCode: 0, keyCode: "Unidentified", native: 0x2ff });
});

Deno.test("windowsStroke() reads what a hook is given", async (t) => {
  const rows: readonly (readonly [string, number, number, string | undefined])[] = [
    ["a key", 0x1e, 0, "press KeyA"],
    ["its release", 0x1e, 0x80, "release KeyA"],
    ["an extended one", 0x1d, 0x01, "press ControlRight"],
    ["right shift, said to be extended", 0x36, 0x01, "press ShiftRight"],
    ["num lock", 0x45, 0x01, "press NumLock"],
    ["pause", 0x45, 0x00, "press Pause"],
    ["print screen with Alt", 0x54, 0x20, "press PrintScreen"],
    ["the Ctrl that Windows puts before AltGr", 0x21d, 0x20, undefined],
  ];
  for (const [name, scanCode, flags, said] of rows) {
    await t.step(name, () => {
      const stroke = windowsStroke({ scanCode, flags, time: 5 });
      assert.equal(stroke && `${stroke.action} ${stroke.keyCode}`, said);
      assert.equal(stroke?.timestamp, stroke && 5);
    });
  }
  assert.equal(keyOfWindows(0xe01d).keyCode, "ControlRight");
});

Deno.test("EvdevStrokes reads presses, releases and repeats, and what is held after a loss", () => {
  const said: string[] = [];
  const strokes = new EvdevStrokes({
    stroke: ({ action, keyCode, timestamp }) => said.push(`${timestamp} ${action} ${keyCode}`),
    lost: (held, timestamp) => said.push(`${timestamp} lost; held ${held.map(({ keyCode }) => keyCode).join(" ")}`),
  }, () => [30, 0x110]);
  const events: readonly (readonly [type: number, code: number, value: number])[] = [
    [4, 4, 0x70004],
    [1, 30, 1],
    [0, 0, 0],
    [1, 30, 2],
    [1, 30, 0],
    // A mouse's button, and a value that means nothing.
    [1, 0x110, 1],
    [1, 31, 7],
    [0, 3, 0],
    [1, 48, 1],
    [0, 0, 0],
    [1, 48, 0],
  ];
  for (const [timestamp, [type, code, value]] of events.entries()) strokes.take({ timestamp, type, code, value });
  assert.deepEqual(said, ["1 press KeyA", "3 repeat KeyA", "4 release KeyA", "9 lost; held KeyA", "10 release KeyB"]);
});

Deno.test("isKeyboard() tells devices to type on from others", () => {
  const all = KEYS.flatMap(({ evdev }) => evdev === null ? [] : [evdev]);
  assert.ok(isKeyboard(all));
  assert.ok(!isKeyboard([0x110, 0x111, 113, 114, 115]));
});
