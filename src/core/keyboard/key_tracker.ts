import { nearest } from "../nearest.ts";
import type { KeyEvent, KeyStroke } from "./key_event.ts";
import { keyOfCode, keyOfUsage, KEYS, type NamedKey } from "./keys.ts";

/** Rules by which keys become others, as data. */
export interface KeyMap {
  /** UI Events codes: what a key becomes, such as `CapsLock: ControlLeft`. Each is looked up once. */
  readonly remap?: Readonly<Record<string, string>>;
  /** Whether modifiers say which of two equal keys is held. Default `merged`. */
  readonly sides?: "merged" | "apart";
}

/** Modifiers that hold while a key is held, by the key's code; in the order in which events list them. */
const HELD: Readonly<Record<string, string>> = {
  ControlLeft: "Control",
  ControlRight: "Control",
  ShiftLeft: "Shift",
  ShiftRight: "Shift",
  AltLeft: "Alt",
  AltRight: "Alt",
  MetaLeft: "Meta",
  MetaRight: "Meta",
};
/** Keys that each press turns on or off. */
const LOCKS = ["CapsLock", "NumLock", "ScrollLock"] as const;

/** Follows the keys of one device: which are held, which locks are on. All it knows comes from the strokes it was given. */
export class KeyTracker {
  readonly #remap: Readonly<Record<string, string>>;
  readonly #sides: "merged" | "apart";
  /** What is held, by what the system or the table calls it, and as what it was pressed. */
  readonly #held = new Map<string, { readonly key: NamedKey; readonly as: NamedKey }>();
  readonly #locks = new Set<string>();

  constructor({ remap = {}, sides = "merged" }: KeyMap = {}) {
    this.#remap = remap;
    this.#sides = sides;
  }

  /**
   * Takes what happened next. A press of a key that is held is a repeat.
   *
   * @param consumed Whether no other program gets the key.
   */
  take({ timestamp, action, ...key }: KeyStroke, consumed = false): KeyEvent {
    const id = idOf(key);
    const held = this.#held.get(id);
    const as = held?.as ?? this.#mapped(key);
    const isNew = action === "press" && held === undefined;
    if (action === "release") this.#held.delete(id);
    else if (held === undefined) this.#held.set(id, { key, as });
    if (isNew && isLock(as.keyCode) && !this.#locks.delete(as.keyCode)) this.#locks.add(as.keyCode);
    return {
      timestamp,
      scanCode: as.scanCode,
      keyCode: as.keyCode,
      action: action === "press" && !isNew ? "repeat" : action,
      modifiers: this.#modifiers(),
      consumed,
      native: key.native,
    };
  }

  /**
   * What must have happened, after strokes were lost, for exactly these keys to be held now: releases first. Locks may be wrong afterwards.
   */
  resync(held: readonly NamedKey[], timestamp: number, consumed = false): readonly KeyEvent[] {
    const now = new Map(held.map((key) => [idOf(key), key]));
    const gone = Array.from(this.#held).flatMap(([id, { key }]) => now.has(id) ? [] : [key]);
    const come = Array.from(now).flatMap(([id, key]) => this.#held.has(id) ? [] : [key]);
    return [
      ...gone.map((key) => this.take({ ...key, timestamp, action: "release" }, consumed)),
      ...come.map((key) => this.take({ ...key, timestamp, action: "press" }, consumed)),
    ];
  }

  /** Whether any key is held. */
  get holdsAny(): boolean {
    return this.#held.size > 0;
  }

  /** Begins with what another one knows of the same device. */
  follow(other: KeyTracker): void {
    for (const [id, { key }] of other.#held) this.#held.set(id, { key, as: this.#mapped(key) });
    for (const lock of other.#locks) this.#locks.add(lock);
  }

  #mapped(key: NamedKey): NamedKey {
    const code = Object.hasOwn(this.#remap, key.keyCode) ? this.#remap[key.keyCode] : undefined;
    const other = code === undefined ? undefined : keyOfCode(code);
    return other === undefined ? key : { scanCode: other.usage, keyCode: other.code, native: key.native };
  }

  #modifiers(): readonly string[] {
    const held = new Set(Array.from(this.#held.values(), ({ as }) => as.keyCode));
    const codes = Object.keys(HELD).filter((code) => held.has(code));
    const names = this.#sides === "apart" ? codes : codes.map((code) => HELD[code] ?? code);
    return [...new Set(names), ...LOCKS.filter((lock) => this.#locks.has(lock))];
  }
}

/** What is wrong with the codes of a map; undefined when nothing is. */
export function keyMapProblem({ remap = {} }: KeyMap): string | undefined {
  const wrong = Object.entries(remap).flat().find((code) => keyOfCode(code) === undefined);
  if (wrong === undefined) return undefined;
  const close = nearest(wrong, KEYS.map(({ code }) => code));
  return `there is no key ${JSON.stringify(wrong)}${close === undefined ? "" : `; did you mean ${close}?`}`;
}

function idOf(key: NamedKey): string {
  return keyOfUsage(key.scanCode) === undefined ? `native ${key.native}` : key.keyCode;
}

function isLock(code: string): boolean {
  return LOCKS.some((lock) => lock === code);
}
