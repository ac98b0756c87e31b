import { NativeError, UnsupportedError } from "../../../ffi/mod.ts";
import { type KeyStroke, KeyTracker } from "../../core/keyboard/mod.ts";
import { AppError } from "../../core/mod.ts";
import type { KeyboardListener, ListenOptions } from "./listen.ts";

/** All keyboards of a desktop, as one system tells of their keys. */
export interface DesktopKeyboards<Raw> {
  /** @throws NativeError, UnsupportedError */
  open(options: { take(key: Raw): void; lost(): void }): Promise<{ close(): Promise<void> }>;
  /** Undefined for what is no key of anybody's. */
  stroke(key: Raw): KeyStroke | undefined;
  /** What to do when they cannot be opened. */
  readonly hint?: string;
}

/**
 * Listens to all keyboards of this desktop. Keys that come while `take` holds it back are lost: they cannot be left where they are.
 *
 * @throws AppError `keyboard_unavailable`.
 */
export async function listenToDesktop<Raw>(
  keyboards: DesktopKeyboards<Raw>,
  { map, take, lost = () => {}, ended }: Omit<ListenOptions, "device" | "consume">,
): Promise<KeyboardListener> {
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
  const open = await opened(keyboards.hint, () =>
    keyboards.open({
      take(key) {
        if (isOver) return;
        const stroke = keyboards.stroke(key);
        if (stroke === undefined) return;
        if (isHeld) hasLost = true;
        else give(tracker.take(stroke));
      },
      lost() {
        if (!isOver) ended({ kind: "failed", detail: "its thread has ended" });
        isOver = true;
      },
    }));
  return {
    path: "all keyboards of this desktop",
    name: undefined,
    kind: "device",
    [Symbol.dispose]() {
      isOver = true;
      // What it fails for, it has gone of.
      open.close().catch(() => {});
    },
  };
}

async function opened<T>(hint: string | undefined, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    const isKnown = error instanceof NativeError || error instanceof UnsupportedError;
    if (!isKnown) throw error;
    throw new AppError("keyboard_unavailable", `The keyboards of this desktop cannot be listened to: ${error.message}`, {
      cause: error,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}
