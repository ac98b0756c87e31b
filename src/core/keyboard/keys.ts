import { KEY_ROWS } from "./key_table_gen.ts";

/** A key in the tables of each system; null where a system does not have it. */
export interface Key {
  /** USB HID usage. */
  readonly usage: number;
  /** UI Events `code`. */
  readonly code: string;
  /** Of `<linux/input-event-codes.h>`. */
  readonly evdev: number | null;
  /** Windows' scan code of set 1, with 0xE000 where it is an extended one. */
  readonly windows: number | null;
  /** Of macOS' `<HIToolbox/Events.h>`. */
  readonly mac: number | null;
}

/** How an event names its key. */
export interface NamedKey {
  readonly scanCode: number;
  readonly keyCode: string;
  readonly native: number | null;
}

/** A key that the tables do not have. */
export const UNKNOWN_KEY: NamedKey = Object.freeze({ scanCode: 0, keyCode: "Unidentified", native: null });

/** Every key. */
export const KEYS: readonly Key[] = KEY_ROWS.map(([usage, code, evdev, windows, mac]) => ({ usage, code, evdev, windows, mac }));

const BY_USAGE = indexed("usage");
const BY_CODE = indexed("code");
const BY_EVDEV = indexed("evdev");
const BY_WINDOWS = indexed("windows");

/** The key of a USB HID usage. */
export function keyOfUsage(usage: number): Key | undefined {
  return BY_USAGE.get(usage);
}

/** The key of a UI Events `code`. */
export function keyOfCode(code: string): Key | undefined {
  return BY_CODE.get(code);
}

/** How events name the key of a Linux event code. */
export function keyOfEvdev(code: number): NamedKey {
  return named(BY_EVDEV.get(code), code);
}

/** How events name the key of a Windows scan code; see {@link Key.windows}. */
export function keyOfWindows(code: number): NamedKey {
  return named(BY_WINDOWS.get(code), code);
}

function named(key: Key | undefined, native: number): NamedKey {
  return key === undefined ? { ...UNKNOWN_KEY, native } : { scanCode: key.usage, keyCode: key.code, native };
}

function indexed<Name extends keyof Key>(name: Name): ReadonlyMap<NonNullable<Key[Name]>, Key> {
  const index = new Map<NonNullable<Key[Name]>, Key>();
  for (const key of KEYS) {
    const value = key[name];
    if (value !== null) index.set(value, key);
  }
  return index;
}
