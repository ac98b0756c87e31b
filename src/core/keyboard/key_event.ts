/** What happened to a key. */
export type KeyAction = "press" | "release" | "repeat";

/** One thing that happened to one key. */
export interface KeyEvent {
  /** Milliseconds of the system's monotonic clock, with fractions where it has them. */
  readonly timestamp: number;
  /** USB HID usage, the page times 65,536 plus the id: 0x070004 is the key of A. 0 for a key that the tables do not have. */
  readonly scanCode: number;
  /** UI Events `code`: the key's place, such as `KeyA`. `Unidentified` for a key that the tables do not have. */
  readonly keyCode: string;
  readonly action: KeyAction;
  /**
   * Keys held and locks that are on once this has happened, as UI Events calls them: `Control Shift Alt Meta CapsLock NumLock ScrollLock`; with
   * sides apart `ControlLeft` and so on.
   */
  readonly modifiers: readonly string[];
  /** The key was taken from the system: no other program gets it. */
  readonly consumed: boolean;
  /** The system's own number of the key: Linux' event code, Windows' scan code, or the HID usage id on macOS. Null where it has none. */
  readonly native: number | null;
}

/** What a device says of a key, before its modifiers are known. */
export type KeyStroke = Omit<KeyEvent, "modifiers" | "consumed">;
