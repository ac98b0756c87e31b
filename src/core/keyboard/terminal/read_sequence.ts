import type { KeyAction } from "../key_event.ts";
import { CHARACTER_KEYS, KEYPAD_LETTERS, KITTY_KEYS, LETTER_KEYS, TILDE_KEYS } from "./key_names.ts";

/** What a sequence or a byte says of a key; an undefined code is a key that the tables do not have. */
export interface TerminalKey {
  readonly code: string | undefined;
  readonly action: KeyAction;
  readonly modifiers: readonly string[];
}

/** Bits of the modifiers of xterm and of the kitty keyboard protocol, which are sent plus one; in the order in which events list them. */
const BITS: readonly (readonly [bit: number, name: string])[] = [
  [4, "Control"],
  [1, "Shift"],
  [2, "Alt"],
  // What they call super is Meta in UI Events.
  [8, "Meta"],
  [64, "CapsLock"],
  [128, "NumLock"],
];
const META_OF_KITTY = 32;
const ACTIONS: readonly KeyAction[] = ["press", "repeat", "release"];

/** The key of a control sequence, by what stands between `CSI` and its last character; undefined where it is none. */
export function readControlSequence(body: string, last: string): TerminalKey | undefined {
  // A private mark in front: the answer to a question, or a report.
  if (!/^[\d;:]*$/.test(body)) return undefined;
  const [[number = 1, , base] = [], [modifiers = 1, action = 1] = []] = numbersIn(body);
  if (last === "Z" && body === "") return { code: "Tab", action: "press", modifiers: ["Shift"] };
  const code = last === "u"
    ? kittyCode(base ?? number)
    : last === "~"
    ? TILDE_KEYS[number]
    : /^1?$|^1;/.test(body)
    ? LETTER_KEYS[last]
    : undefined;
  if (code === undefined && last !== "u") return undefined;
  const kind = ACTIONS[action - 1];
  if (kind === undefined || last === "u" && body === "") return undefined;
  return { code, action: kind, modifiers: namesOf(modifiers) };
}

/** The key of `SS3`, whose modifiers some terminals put between. */
export function readSingleShift(body: string, last: string): TerminalKey | undefined {
  const code = LETTER_KEYS[last] ?? KEYPAD_LETTERS[last];
  if (code === undefined) return undefined;
  const modifiers = Number(body.split(";").at(-1) || 1);
  return { code, action: "press", modifiers: namesOf(modifiers) };
}

/** The key of a single character or control character, without regard to Alt. */
export function readCharacter(character: string, alt = false): TerminalKey {
  const said = plainKey(character);
  const modifiers = [said.control ? "Control" : "", said.shift ? "Shift" : "", alt ? "Alt" : ""].filter((name) => name !== "");
  return { code: said.code, action: "press", modifiers };
}

function plainKey(character: string): { readonly code: string | undefined; readonly shift?: boolean; readonly control?: boolean } {
  const byte = character.codePointAt(0) ?? 0;
  if (byte === 0x0d || byte === 0x09 || byte === 0x1b || byte === 0x7f) return { code: KITTY_KEYS[byte] };
  if (byte === 0) return { code: "Space", control: true };
  if (byte <= 0x1a) return { code: `Key${String.fromCharCode(byte + 0x40)}`, control: true };
  if (byte < 0x20) return { code: ["Backslash", "BracketRight", "Digit6", "Minus"][byte - 0x1c], control: true };
  return CHARACTER_KEYS.get(character) ?? { code: undefined };
}

function kittyCode(number: number): string | undefined {
  const known = KITTY_KEYS[number];
  return known ?? (number <= 0x10ffff ? CHARACTER_KEYS.get(String.fromCodePoint(number))?.code : undefined);
}

/** The numbers of each parameter; undefined where one is left out. */
function numbersIn(body: string): readonly (readonly (number | undefined)[])[] {
  return body.split(";").map((part) => part.split(":").map((digits) => digits === "" ? undefined : Math.min(Number(digits), 2 ** 31)));
}

function namesOf(sent: number): readonly string[] {
  const bits = Math.max(0, sent - 1);
  const all = (bits & META_OF_KITTY) === 0 ? bits : bits | 8;
  return BITS.filter(([bit]) => (all & bit) !== 0).map(([, name]) => name);
}
