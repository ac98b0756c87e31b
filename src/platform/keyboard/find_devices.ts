import { NativeError, openEventDevice } from "../../../ffi/input/mod.ts";
import { isKeyboard } from "../../core/keyboard/mod.ts";
import { AppError } from "../../core/mod.ts";
import { systemReason } from "../state/system_reason.ts";

/** Where Linux has its input devices. */
export const INPUT_FOLDER = "/dev/input";

/** An input device. */
export interface InputDevice {
  readonly path: string;
  /** What it calls itself; undefined where it may not be read. */
  readonly name: string | undefined;
  /** Whether it has keys to type on. */
  readonly isKeyboard: boolean;
  /** Why it cannot be read; undefined where it can. */
  readonly trouble: DeviceTrouble | undefined;
}

/** Why a device cannot be read. */
export interface DeviceTrouble {
  readonly reason: string;
  /** Whether its owner and group decide; anything else the group `input` does not help against. */
  readonly isDenied: boolean;
}

/**
 * All input devices, by their numbers; none where there is no such folder.
 *
 * @throws AppError `keyboard_unavailable` where the folder cannot be read.
 */
export function findInputDevices(folder: string = INPUT_FOLDER): readonly InputDevice[] {
  return eventNumbers(folder).map((number) => {
    const path = `${folder}/event${number}`;
    try {
      using device = openEventDevice(path);
      const { name } = device;
      const trouble = name === undefined ? { reason: "it is no input device", isDenied: false } : undefined;
      return { path, name, isKeyboard: isKeyboard(device.keys), trouble };
    } catch (error) {
      if (!(error instanceof NativeError)) throw error;
      const trouble = { reason: nativeReason(error, path), isDenied: error.code === "EACCES" };
      return { path, name: undefined, isKeyboard: false, trouble };
    }
  });
}

/** What the system said when a path was opened, without the path. */
export function nativeReason({ detail }: NativeError, path: string): string {
  return detail.startsWith(`${path}: `) ? detail.slice(path.length + 2) : detail;
}

/** Why none of several devices can be read, and who may. */
export function noneReadable(devices: readonly InputDevice[]): string {
  if (devices.some(({ trouble }) => trouble?.isDenied)) return `none of ${devices.length} may be read; the group input may`;
  const [first] = devices;
  return `none of ${devices.length} can be read${first?.trouble === undefined ? "" : `; ${first.path}: ${first.trouble.reason}`}`;
}

function eventNumbers(folder: string): readonly number[] {
  try {
    const names = Array.from(Deno.readDirSync(folder), ({ name }) => /^event(\d+)$/.exec(name)?.[1]);
    return names.flatMap((digits) => digits === undefined ? [] : [Number(digits)]).sort((a, b) => a - b);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw new AppError("keyboard_unavailable", `${folder} cannot be read: ${systemReason(error)}`, { cause: error });
  }
}
