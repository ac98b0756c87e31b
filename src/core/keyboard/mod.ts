/**
 * Keys as every system tells of them, in one form: USB HID usages and UI Events codes. Tables, modifiers, remapping, and the readings of what
 * Windows, macOS and terminals send. Apart from the rest of `core`: only keyboards load it.
 *
 * ```ts
 * import { keyOfEvdev, KeyTracker } from "./mod.ts";
 *
 * const tracker = new KeyTracker();
 * const event = tracker.take({ ...keyOfEvdev(30), timestamp: 12.5, action: "press" });
 * console.assert(event.keyCode === "KeyA" && event.scanCode === 0x070004 && event.modifiers.length === 0);
 * ```
 *
 * Limits: a code names a place on the keyboard, not the character that a layout has there.
 *
 * @module
 */
export { type EvdevInput, type EvdevReceiver, EvdevStrokes, heldKeys, isKeyboard } from "./evdev_strokes.ts";
export { type HidKey, hidStroke } from "./hid_stroke.ts";
export * from "./key_event.ts";
export { type Key, keyOfCode, keyOfEvdev, keyOfUsage, keyOfWindows, KEYS, type NamedKey, UNKNOWN_KEY } from "./keys.ts";
export { type KeyMap, keyMapProblem, KeyTracker } from "./key_tracker.ts";
export { TerminalKeys, type TerminalReply } from "./terminal/terminal_keys.ts";
export { type WindowsKey, windowsStroke } from "./windows_stroke.ts";
