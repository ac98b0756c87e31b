/**
 * Keyboards of this machine: Linux' input devices, recordings of them, and the keys of the terminal. Apart from the rest of `platform`: only
 * those who listen load it.
 *
 * ```ts
 * import { listenToKeyboard } from "./mod.ts";
 *
 * using listener = listenToKeyboard({
 *   device: "*Keyboard*",
 *   take: ({ keyCode, action }) => console.log(action, keyCode),
 *   ended: ({ detail }) => console.log(detail),
 * });
 * ```
 *
 * Limits: devices on Linux alone; on Windows and macOS all keyboards together. Terminals that do not speak the kitty keyboard protocol tell of presses alone.
 *
 * @module
 */
export { type DeviceTrouble, findInputDevices, INPUT_FOLDER, type InputDevice, noneReadable } from "./find_devices.ts";
export type { DeviceKind } from "./open_device.ts";
export {
  type KeyboardEnd,
  type KeyboardListener,
  type ListenOptions,
  listenToKeyboard,
  openKeyboard,
  type OpenKeyboardOptions,
} from "./listen.ts";
export { type AttendKeysOptions, attendTerminalKeys, type KeysProtocol } from "./terminal_keys.ts";
