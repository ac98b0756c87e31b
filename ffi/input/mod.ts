/**
 * Linux' input devices (evdev), and recordings of what they say. Apart from `posix/`, whose poller it uses, as hardly a verb needs it.
 *
 * ```ts
 * import { openEventDevice } from "./mod.ts";
 *
 * using device = openEventDevice("/dev/input/event3");
 * device.read((events) => console.log(events), (end) => console.log(end));
 * ```
 *
 * Limits: Linux on x86-64 and aarch64, whose `struct input_event` has 24 bytes. Nothing is written to a device.
 *
 * @module
 */
export { NativeError, UnsupportedError } from "../errors.ts";
export { EventDevice, type InputEnd, type InputEvent, openEventDevice, type TakeEvents } from "./event_device.ts";
