import assert from "node:assert/strict";
import fc from "fast-check";
import type { KeyEvent } from "../key_event.ts";
import { TerminalKeys } from "./terminal_keys.ts";

/** What is read from pieces, ended by a pause: `Control+Shift+KeyA`, with the action unless it is a press. */
function read(...pieces: (string | Uint8Array)[]): string[] {
  const said: string[] = [];
  const keys = new TerminalKeys((event) => said.push(show(event)));
  for (const piece of pieces) keys.push(typeof piece === "string" ? new TextEncoder().encode(piece) : piece, 1);
  keys.settle();
  return said;
}

function show({ keyCode, action, modifiers }: KeyEvent): string {
  return [...modifiers, keyCode].join("+") + (action === "press" ? "" : ` ${action}`);
}

const CASES: readonly (readonly [name: string, bytes: string, keys: readonly string[]])[] = [
  ["letters and signs", "aA1!~ ", ["KeyA", "Shift+KeyA", "Digit1", "Shift+Digit1", "Shift+Backquote", "Space"]],
  ["control characters", "\x01\x1a\r\t\x7f\x00\x1f", [
    "Control+KeyA",
    "Control+KeyZ",
    "Enter",
    "Tab",
    "Backspace",
    "Control+Space",
    "Control+Minus",
  ]],
  ["Escape alone", "\x1b", ["Escape"]],
  ["Alt", "\x1bx\x1b\x01\x1bB", ["Alt+KeyX", "Control+Alt+KeyA", "Shift+Alt+KeyB"]],
  ["arrows and function keys", "\x1b[A\x1bOB\x1b[1;5C\x1bOP\x1b[15~\x1b[3;2~\x1b[[C\x1b[Z", [
    "ArrowUp",
    "ArrowDown",
    "Control+ArrowRight",
    "F1",
    "F5",
    "Shift+Delete",
    "F3",
    "Shift+Tab",
  ]],
  ["keypad", "\x1bOM\x1bOp", ["NumpadEnter", "Numpad0"]],
  ["other alphabets", "é漢", ["Unidentified", "Unidentified"]],
  ["a paste is no key", "a\x1b[200~rm -rf\x1b[A\r\x1b[201~b", ["KeyA", "KeyB"]],
  ["unknown sequences are skipped whole", "\x1b[38;5;1m\x1b[?62;c\x1b[>0;95;0c\x1b]11;rgb:00/00/00\x07\x1bP1$r0m\x1b\\\x1b[99~a", ["KeyA"]],
  ["a sequence that is broken off", "\x1b[1;\rb", ["Enter", "KeyB"]],
  ["Alt with what begins sequences", "\x1b[", ["Alt+BracketLeft"]],
  ["kitty: press, repeat, release", "\x1b[97;1:1u\x1b[97;1:2u\x1b[97;1:3u", ["KeyA", "KeyA repeat", "KeyA release"]],
  ["kitty: modifiers", "\x1b[97;6u\x1b[99;9u\x1b[1;1:3A\x1b[57441;2u", [
    "Control+Shift+KeyA",
    "Meta+KeyC",
    "ArrowUp release",
    "Shift+ShiftLeft",
  ]],
  ["kitty: the place in another layout", "\x1b[1089::99;5u", ["Control+KeyC"]],
  ["kitty: no such key", "\x1b[58000u\x1b[1089u\x1b[97;1:9u\x1b[u", ["Unidentified", "Unidentified"]],
];

Deno.test("TerminalKeys reads what terminals send", async (t) => {
  for (const [name, bytes, keys] of CASES) {
    await t.step(name, () => assert.deepEqual(read(bytes), keys));
  }
});

Deno.test("TerminalKeys tells of answers, which are no keys", () => {
  const replies: string[] = [];
  const keys = new TerminalKeys(() => assert.fail(), ({ body, last }) => replies.push(body + last));
  keys.push(new TextEncoder().encode("\x1b[?15u\x1b[?62;22c"), 1);
  assert.deepEqual(replies, ["?15u", "?62;22c"]);
});

Deno.test("TerminalKeys goes on behind a sequence without end once it ends", () => {
  const long = "1;".repeat(100_000);
  assert.deepEqual(read(`\x1b[${long}Aa`), ["KeyA"]);
  assert.deepEqual(read(`\x1b]${long}\x07a`), ["KeyA"]);
  assert.deepEqual(read(`\x1b[200~${long}\x1b[201~a`), ["KeyA"]);
});

Deno.test("TerminalKeys never throws, and it makes no difference how the bytes are cut", () => {
  const piece = fc.oneof(
    fc.constantFrom("\x1b", "[", "O", "]", "~", "u", ";", ":", "1", "200~", "201~", "\x1b[", "97", "A", "?", "\x07", "é", "57441"),
    fc.uint8Array({ maxLength: 4 }),
  );
  const bytesOf = (part: string | Uint8Array) => typeof part === "string" ? [...new TextEncoder().encode(part)] : [...part];
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(60), { maxLength: 6 }), (parts, cuts) => {
      const bytes = Uint8Array.from(parts.flatMap(bytesOf));
      const at = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])].sort((a, b) => a - b);
      const cut = at.slice(1).map((end, index) => bytes.slice(at[index], end));
      assert.deepEqual(read(...cut), read(bytes));
    }),
    { numRuns: 2000 },
  );
});
