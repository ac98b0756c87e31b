import type { KeyStroke } from "./key_event.ts";
import { keyOfWindows } from "./keys.ts";

/** The fields of `KBDLLHOOKSTRUCT` of `<winuser.h>`, as a low-level keyboard hook is given them. */
export interface WindowsKey {
  readonly scanCode: number;
  readonly flags: number;
  /** Milliseconds since the system started, which begin anew after 49.7 days. */
  readonly time: number;
}

// <winuser.h>
const LLKHF_EXTENDED = 0x01;
const LLKHF_UP = 0x80;
const EXTENDED = 0xe000;
/** Right shift and Alt with Print Screen come as others than the tables have them. */
const ODD: Readonly<Record<number, number>> = { 0xe036: 0x36, 0x54: 0xe037 };
/** Windows puts a left Ctrl of its own before AltGr, with this bit in its scan code. */
const FAKE = 0x200;

/** What a hook was told, as a stroke; undefined for the Ctrl that Windows itself makes up. A {@link KeyTracker} tells repeats from presses. */
export function windowsStroke({ scanCode, flags, time }: WindowsKey): KeyStroke | undefined {
  if ((scanCode & FAKE) !== 0) return undefined;
  const code = (flags & LLKHF_EXTENDED) === 0 ? scanCode & 0xff : EXTENDED | scanCode & 0xff;
  return { ...keyOfWindows(ODD[code] ?? code), timestamp: time, action: (flags & LLKHF_UP) === 0 ? "press" : "release" };
}
