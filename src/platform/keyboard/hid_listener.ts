import { HidKeyboards } from "../../../ffi/macos/keyboard/mod.ts";
import { hidStroke } from "../../core/keyboard/mod.ts";
import { AppError } from "../../core/mod.ts";
import { listenToDesktop } from "./desktop_listener.ts";
import type { KeyboardListener, ListenOptions } from "./listen.ts";

/**
 * Listens to all keyboards of this Mac, by IOKit.
 *
 * @throws AppError `keyboard_unavailable`.
 */
export async function listenToHid({ consume = false, ...options }: Omit<ListenOptions, "device">): Promise<KeyboardListener> {
  if (consume) {
    throw new AppError("keyboard_unavailable", "On macOS no keyboard can be taken as a whole: all of them are one, the terminal's too", {
      hint: "Leave consume away",
    });
  }
  const hint = "See executor doctor: iokit";
  return await listenToDesktop({ open: (keyboards) => HidKeyboards.open(keyboards), stroke: hidStroke, hint }, options);
}
