import { KeyboardHook } from "../../../ffi/windows/keyboard/mod.ts";
import { windowsStroke } from "../../core/keyboard/mod.ts";
import { AppError } from "../../core/mod.ts";
import { listenToDesktop } from "./desktop_listener.ts";
import type { KeyboardListener, ListenOptions } from "./listen.ts";

/**
 * Listens to all keyboards of this Windows desktop, by a low-level hook.
 *
 * @throws AppError `keyboard_unavailable`.
 */
export async function listenToHook({ consume = false, ...options }: Omit<ListenOptions, "device">): Promise<KeyboardListener> {
  if (consume) {
    throw new AppError("keyboard_unavailable", "On Windows no keyboard can be taken as a whole: all of them are one, the console's too", {
      hint: "Leave consume away",
    });
  }
  return await listenToDesktop({ open: (hook) => KeyboardHook.open(hook), stroke: windowsStroke }, options);
}
