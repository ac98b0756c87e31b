/**
 * The keyboards of macOS: IOKit tells of every key of every keyboard, as plain numbers.
 *
 * ```ts
 * import { HidKeyboards } from "./mod.ts";
 *
 * const keyboards = await HidKeyboards.open({ take: ({ usage, value }) => console.log(usage, value === 0 ? "released" : "pressed") });
 * await keyboards.close();
 * ```
 *
 * Limits: written from Apple's headers and not verified on macOS. It needs the permission Input Monitoring, and keeps no key from others.
 *
 * @module
 */
export { NativeError, UnsupportedError } from "../../errors.ts";
export { HidKeyboards, type HidKeyboardsOptions } from "./hid_keyboards.ts";
export { probeHidKeyboards } from "./probe.ts";
export type { RawHidKey } from "./raw_key.ts";
