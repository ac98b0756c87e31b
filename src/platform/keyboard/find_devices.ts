import { NativeError, openEventDevice } from "../../../ffi/input/mod.ts";
import { isKeyboard } from "../../core/keyboard/mod.ts";

/** Where Linux has its input devices. */
export const INPUT_FOLDER = "/dev/input";

/** An input device. */
export interface InputDevice {
  readonly path: string;
  /** What it calls itself; undefined where it may not be read. */
  readonly name: string | undefined;
  /** Whether it has keys to type on. */
  readonly isKeyboard: boolean;
}

/** All input devices, by their numbers; none where there is no such folder. */
export function findInputDevices(): readonly InputDevice[] {
  const numbers = eventNumbers();
  return numbers.map((number) => {
    const path = `${INPUT_FOLDER}/event${number}`;
    try {
      using device = openEventDevice(path);
      return { path, name: device.name, isKeyboard: isKeyboard(device.keys) };
    } catch (error) {
      if (!(error instanceof NativeError)) throw error;
      return { path, name: undefined, isKeyboard: false };
    }
  });
}

function eventNumbers(): readonly number[] {
  try {
    const names = Array.from(Deno.readDirSync(INPUT_FOLDER), ({ name }) => /^event(\d+)$/.exec(name)?.[1]);
    return names.flatMap((digits) => digits === undefined ? [] : [Number(digits)]).sort((a, b) => a - b);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
