/** Keys by the last letter of `CSI … letter` and `SS3 letter`. */
export const LETTER_KEYS: Readonly<Record<string, string>> = {
  A: "ArrowUp",
  B: "ArrowDown",
  C: "ArrowRight",
  D: "ArrowLeft",
  E: "Numpad5",
  F: "End",
  H: "Home",
  P: "F1",
  Q: "F2",
  R: "F3",
  S: "F4",
};

/** Keys of the keypad in its application mode, by the letter behind SS3. */
export const KEYPAD_LETTERS: Readonly<Record<string, string>> = {
  M: "NumpadEnter",
  X: "NumpadEqual",
  j: "NumpadMultiply",
  k: "NumpadAdd",
  l: "NumpadComma",
  m: "NumpadSubtract",
  n: "NumpadDecimal",
  o: "NumpadDivide",
  ...Object.fromEntries(Array.from("pqrstuvwxy", (letter, digit) => [letter, `Numpad${digit}`])),
};

/** Keys by the number of `CSI number ~`. */
export const TILDE_KEYS: Readonly<Record<number, string>> = {
  1: "Home",
  2: "Insert",
  3: "Delete",
  4: "End",
  5: "PageUp",
  6: "PageDown",
  7: "Home",
  8: "End",
  ...numbered(11, ["F1", "F2", "F3", "F4", "F5"]),
  ...numbered(17, ["F6", "F7", "F8", "F9", "F10"]),
  ...numbered(23, ["F11", "F12", "F13", "F14"]),
  ...numbered(28, ["F15", "F16"]),
  ...numbered(31, ["F17", "F18", "F19", "F20"]),
  57427: "Numpad5",
};

/** Keys by their number in the kitty keyboard protocol, besides characters; see "Functional key definitions" there. */
export const KITTY_KEYS: Readonly<Record<number, string>> = {
  9: "Tab",
  13: "Enter",
  27: "Escape",
  32: "Space",
  127: "Backspace",
  ...numbered(57358, ["CapsLock", "ScrollLock", "NumLock", "PrintScreen", "Pause", "ContextMenu"]),
  ...numbered(57376, Array.from({ length: 12 }, (_, index) => `F${index + 13}`)),
  ...numbered(57399, Array.from({ length: 10 }, (_, digit) => `Numpad${digit}`)),
  ...numbered(57409, ["NumpadDecimal", "NumpadDivide", "NumpadMultiply", "NumpadSubtract", "NumpadAdd", "NumpadEnter", "NumpadEqual"]),
  // Its keypad without num lock: the places stay the same.
  ...numbered(57416, ["NumpadComma", "Numpad4", "Numpad6", "Numpad8", "Numpad2", "Numpad9", "Numpad3", "Numpad7", "Numpad1", "Numpad0"]),
  57426: "NumpadDecimal",
  57427: "Numpad5",
  ...numbered(57428, ["MediaPlay", "MediaPause", "MediaPlayPause"]),
  ...numbered(57432, ["MediaStop", "MediaFastForward", "MediaRewind", "MediaTrackNext", "MediaTrackPrevious", "MediaRecord"]),
  ...numbered(57438, ["AudioVolumeDown", "AudioVolumeUp", "AudioVolumeMute"]),
  ...numbered(57441, ["ShiftLeft", "ControlLeft", "AltLeft", "MetaLeft"]),
  ...numbered(57447, ["ShiftRight", "ControlRight", "AltRight", "MetaRight"]),
  57453: "AltRight",
};

/** Characters that a keyboard of the United States has on a key alone, then with shift. */
const PAIRS: Readonly<Record<string, string>> = {
  Backquote: "`~",
  Minus: "-_",
  Equal: "=+",
  BracketLeft: "[{",
  BracketRight: "]}",
  Backslash: "\\|",
  Semicolon: ";:",
  Quote: "'\"",
  Comma: ",<",
  Period: ".>",
  Slash: "/?",
  Space: "  ",
  ...Object.fromEntries(Array.from(")!@#$%^&*(", (shifted, digit) => [`Digit${digit}`, `${digit}${shifted}`])),
  ...Object.fromEntries(Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (letter) => [`Key${letter}`, `${letter.toLowerCase()}${letter}`])),
};

/** The key of a character, and whether it takes shift. */
export interface CharacterKey {
  readonly code: string;
  readonly shift: boolean;
}

/** By character, on a keyboard of the United States. */
export const CHARACTER_KEYS: ReadonlyMap<string, CharacterKey> = new Map(
  Object.entries(PAIRS).flatMap(([code, [plain = "", shifted = ""]]) =>
    // Space is the same with shift: it counts as without.
    [[shifted, { code, shift: shifted !== plain }], [plain, { code, shift: false }]] as const
  ),
);

function numbered(first: number, codes: readonly string[]): Record<number, string> {
  return Object.fromEntries(codes.map((code, index) => [first + index, code]));
}
