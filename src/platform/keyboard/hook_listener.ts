import { KeyboardHook, NativeError, UnsupportedError } from "../../../ffi/windows/keyboard/mod.ts";
import { KeyTracker, windowsStroke } from "../../core/keyboard/mod.ts";
import { AppError } from "../../core/mod.ts";
import type { KeyboardListener, ListenOptions } from "./listen.ts";

/**
 * Listens to all keyboards of this Windows desktop, by a low-level hook. Keys that come while `take` holds it back are lost: they cannot be
 * left where they are.
 *
 * @throws AppError `keyboard_unavailable`.
 */
export async function listenToHook(
  { map, consume = false, take, lost = () => {}, ended }: Omit<ListenOptions, "device">,
): Promise<KeyboardListener> {
  if (consume) {
    throw new AppError("keyboard_unavailable", "On Windows no keyboard can be taken as a whole: all of them are one, the console's too", {
      hint: "Leave consume away",
    });
  }
  const tracker = new KeyTracker(map);
  let isHeld = false;
  let hasLost = false;
  let isOver = false;
  const give = (event: Parameters<ListenOptions["take"]>[0]) => {
    const taken = take(event);
    if (taken === undefined) return;
    isHeld = true;
    void taken.then(() => {
      isHeld = false;
      if (!hasLost || isOver) return;
      hasLost = false;
      lost();
      // Which keys are held by now nobody knows.
      for (const release of tracker.resync([], event.timestamp)) void take(release);
    });
  };
  const hook = await open({
    take(key) {
      if (isOver) return;
      const stroke = windowsStroke(key);
      if (stroke === undefined) return;
      if (isHeld) hasLost = true;
      else give(tracker.take(stroke));
    },
    lost() {
      if (!isOver) ended({ kind: "failed", detail: "its thread has ended" });
      isOver = true;
    },
  });
  return {
    path: "all keyboards of this desktop",
    name: undefined,
    kind: "device",
    [Symbol.dispose]() {
      isOver = true;
      // What it fails for, it has gone of.
      hook.close().catch(() => {});
    },
  };
}

async function open(options: Parameters<typeof KeyboardHook.open>[0]): Promise<KeyboardHook> {
  try {
    return await KeyboardHook.open(options);
  } catch (error) {
    const isKnown = error instanceof NativeError || error instanceof UnsupportedError;
    if (!isKnown) throw error;
    throw new AppError("keyboard_unavailable", `The keyboards of this desktop cannot be listened to: ${error.message}`, { cause: error });
  }
}
