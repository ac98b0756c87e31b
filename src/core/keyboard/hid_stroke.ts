import type { KeyStroke } from "./key_event.ts";
import { keyOfUsage, UNKNOWN_KEY } from "./keys.ts";

/** A key as USB HID tells of it, of the page of keyboards. */
export interface HidKey {
  /** The id on that page. */
  readonly usage: number;
  /** 0 released, anything else pressed. */
  readonly value: number;
  /** Milliseconds of the monotonic clock. */
  readonly timestamp: number;
}

const KEYBOARD_PAGE = 0x07_0000;

/** What HID told, as a stroke. It tells of no repeats. */
export function hidStroke({ usage, value, timestamp }: HidKey): KeyStroke {
  const key = keyOfUsage(KEYBOARD_PAGE + usage);
  const named = key === undefined ? UNKNOWN_KEY : { scanCode: key.usage, keyCode: key.code };
  return { ...named, native: usage, timestamp, action: value === 0 ? "release" : "press" };
}
