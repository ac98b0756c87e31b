/**
 * The keyboard of Windows: a low-level hook that sees every key of the desktop, as plain numbers, and may keep keys from others.
 *
 * ```ts
 * import { KeyboardHook } from "./mod.ts";
 *
 * const hook = await KeyboardHook.open({ take: ({ vkCode, flags }) => console.log(vkCode, flags & 0x80 ? "released" : "pressed") });
 * await hook.close();
 * ```
 *
 * Limits: it needs a desktop, so a service sees nothing; keys typed into programs of administrators are not seen without their rights.
 * Exercised under Wine, not verified on Windows.
 *
 * @module
 */
export { NativeError, UnsupportedError } from "../../errors.ts";
export { KeyboardHook, type KeyboardHookOptions } from "./keyboard_hook.ts";
export type { RawKey } from "./raw_key.ts";
export { sendKey } from "./send_key.ts";
