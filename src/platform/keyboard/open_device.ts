import { type EventDevice, NativeError, openEventDevice, UnsupportedError } from "../../../ffi/input/mod.ts";
import { AppError } from "../../core/mod.ts";
import { systemReason } from "../state/system_reason.ts";
import { findInputDevices, INPUT_FOLDER, type InputDevice, nativeReason, noneReadable } from "./find_devices.ts";

/**
 * The path of a device: itself, or that of the first keyboard whose name a pattern with `*` and `?` matches.
 *
 * @throws AppError `keyboard_unavailable`.
 */
export function findDevice(wanted: string): string {
  requireLinux();
  if (wanted.startsWith("/")) return realPath(wanted);
  const devices = findInputDevices();
  const pattern = new RegExp(`^${wanted.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".")}$`, "isu");
  const matching = devices.filter(({ name }) => name !== undefined && pattern.test(name));
  const found = matching.find((device) => device.isKeyboard) ?? matching[0];
  if (found !== undefined) return found.path;
  throw new AppError("keyboard_unavailable", `No input device is called ${JSON.stringify(wanted)}: ${said(devices)}`, {
    hint: "executor doctor lists input devices under evdev; for a file or a pipe write a path, such as ./keys",
  });
}

/** What a path leads to. */
export type DeviceKind = "device" | "pipe" | "file";

/** An open device; the caller's to dispose. */
export interface OpenedDevice {
  readonly device: EventDevice;
  readonly kind: DeviceKind;
}

/**
 * Opens an input device, or a pipe or file with what one has said.
 *
 * @throws AppError `keyboard_unavailable`.
 */
export function openDevice(path: string): OpenedDevice {
  try {
    const { isFile, isFifo, isCharDevice } = Deno.statSync(path);
    if (!isFile && !isFifo && !isCharDevice) throw unavailable(path, "it is neither an input device nor a recording of one");
    const device = openEventDevice(path);
    if (!isCharDevice || device.isDevice) return { device, kind: isFile ? "file" : isFifo ? "pipe" : "device" };
    device[Symbol.dispose]();
    throw unavailable(path, "it is a device, but not one for input");
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (error instanceof UnsupportedError) throw unavailable(path, `${error.missing} is missing: ${error.how}`, error);
    if (error instanceof NativeError && error.code === "EACCES" || error instanceof Deno.errors.PermissionDenied) {
      const isInput = path.startsWith(`${INPUT_FOLDER}/`);
      throw unavailable(path, `permission denied${isInput ? "; the group input may read input devices" : ""}`, error);
    }
    if (error instanceof Deno.errors.NotFound) throw unavailable(path, missingReason(path), error);
    throw unavailable(path, error instanceof NativeError ? nativeReason(error, path) : systemReason(error), error);
  }
}

function requireLinux(): void {
  if (Deno.build.os === "linux" && ["x86_64", "aarch64"].includes(Deno.build.arch)) return;
  throw new AppError("keyboard_unavailable", "Keyboards can be listened to on Linux with x86-64 or aarch64 alone", {
    hint: "executor diagnose keyboard without --device shows the terminal's keys",
  });
}

function realPath(path: string): string {
  try {
    // Two names of one device are one device: `/dev/input/by-id/…` are links.
    return Deno.realPathSync(path);
  } catch (error) {
    throw unavailable(path, error instanceof Deno.errors.NotFound ? missingReason(path) : systemReason(error), error);
  }
}

function missingReason(path: string): string {
  if (!path.startsWith(`${INPUT_FOLDER}/`)) return "there is no such file";
  const devices = findInputDevices();
  return devices.length > 0
    ? `there is no such device: ${said(devices)}`
    : "this machine has no input devices, or a kernel without CONFIG_INPUT_EVDEV";
}

function said(devices: readonly InputDevice[]): string {
  if (devices.length === 0) return "this machine has no input devices, or a kernel without CONFIG_INPUT_EVDEV";
  const named = devices.filter(({ name }) => name !== undefined).map(({ path, name }) => `${path} (${name})`);
  return named.length === 0 ? noneReadable(devices) : `there are ${named.join(", ")}`;
}

function unavailable(path: string, reason: string, cause?: unknown): AppError {
  return new AppError("keyboard_unavailable", `${path} cannot be read: ${reason}`, { cause });
}
