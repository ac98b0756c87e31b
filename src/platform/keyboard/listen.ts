import type { InputEnd } from "../../../ffi/input/mod.ts";
import { type KeyEvent, type KeyMap, KeyTracker } from "../../core/keyboard/mod.ts";
import { AppError } from "../../core/mod.ts";
import { type DeviceListener, DeviceReader } from "./device_reader.ts";
import { type DeviceKind, findDevice, openDevice } from "./open_device.ts";

/** Why nothing more comes from a keyboard. */
export type KeyboardEnd = InputEnd;

/** Which keyboard to listen to, and how. */
export interface ListenOptions {
  /** A path, of a device or of a pipe or file with what one has said; or a pattern with `*` and `?` of its name. */
  readonly device: string;
  readonly map?: KeyMap | undefined;
  /** No other program gets its keys. Default false. */
  readonly consume?: boolean | undefined;
  /** Must not throw. Until a returned promise settles nothing more is read; it must not reject. */
  take(event: KeyEvent): void | Promise<void>;
  /** Told each time that the kernel had to drop strokes, as they were not read in time. */
  lost?(): void;
  /** Told once. Nothing of a pipe is lost to who listens to it again at once. */
  ended(end: KeyboardEnd): void;
}

/** Listens until it is disposed. */
export interface KeyboardListener extends Disposable {
  /** The real path of the device; on Windows and macOS what stands for it. */
  readonly path: string;
  /** What the device calls itself; undefined for a recording. */
  readonly name: string | undefined;
  readonly kind: DeviceKind;
}

/** Which keyboard to listen to: none named is all of a desktop of Windows or macOS; there on macOS `*` is the same. */
export type OpenKeyboardOptions = Omit<ListenOptions, "device"> & { readonly device?: string | undefined };

/**
 * Listens to a keyboard of this system: a named one on Linux, all of them together on Windows and macOS.
 *
 * @throws AppError `keyboard_unavailable`.
 */
export async function openKeyboard({ device, ...options }: OpenKeyboardOptions): Promise<KeyboardListener> {
  if (Deno.build.os === "darwin") {
    if (device !== undefined && device !== "*") {
      throw new AppError("keyboard_unavailable", "On macOS all keyboards are one, and none can be named", { hint: "Name it *" });
    }
    const { listenToHid } = await import("./hid_listener.ts");
    return await listenToHid(options);
  }
  if (Deno.build.os !== "windows") {
    if (device !== undefined) return listenToKeyboard({ ...options, device });
    throw new AppError("keyboard_unavailable", "No device is named: Linux has keyboards one by one, by their paths or names", {
      hint: "Name a device; executor doctor lists them under evdev",
    });
  }
  if (device === undefined) {
    const { listenToHook } = await import("./hook_listener.ts");
    return await listenToHook(options);
  }
  throw new AppError("keyboard_unavailable", "On Windows all keyboards are one, and none can be named", { hint: "Leave the device away" });
}

/** Open devices by their real path: all who listen to one share it. */
const readers = new Map<string, DeviceReader>();

/**
 * Listens to a keyboard. Several may listen to one: each stroke goes to all who listen in that moment.
 *
 * @throws AppError `keyboard_unavailable`.
 */
export function listenToKeyboard({ device, map, consume = false, take, lost = () => {}, ended }: ListenOptions): KeyboardListener {
  const path = findDevice(device);
  const reader = readers.get(path) ?? openReader(path);
  const listener: DeviceListener = {
    tracker: new KeyTracker(map),
    wantsAlone: consume,
    take,
    lost,
    ended,
  };
  reader.add(listener);
  return {
    path,
    name: reader.name,
    kind: reader.kind,
    [Symbol.dispose]: () => reader.remove(listener),
  };
}

function openReader(path: string): DeviceReader {
  const { device, kind } = openDevice(path);
  const reader: DeviceReader = new DeviceReader(path, kind, device, () => {
    if (readers.get(path) === reader) readers.delete(path);
  });
  readers.set(path, reader);
  return reader;
}
