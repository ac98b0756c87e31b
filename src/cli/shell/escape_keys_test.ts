import assert from "node:assert/strict";
import { EscapeKeys } from "./escape_keys.ts";

const CASES: readonly (readonly [typed: readonly string[], sent: string, isLeaving: boolean])[] = [
  [["~."], "", true],
  [["ls\r~.rest"], "ls\r", true],
  [["ls\r", "~", "."], "ls\r", true],
  [["a~."], "a~.", false],
  [["~~."], "~.", false],
  [["~x"], "~x", false],
  [["~\r~."], "~\r", true],
  [["cd ~\rls ~.\r"], "cd ~\rls ~.\r", false],
];

Deno.test("EscapeKeys finds the keys at the beginning of a line and passes all else", () => {
  for (const [typed, sent, isLeaving] of CASES) {
    const keys = new EscapeKeys();
    const answers = typed.map((text) => keys.take(new TextEncoder().encode(text)));
    const passed = answers.map(({ bytes }) => new TextDecoder().decode(bytes)).join("");
    assert.deepEqual([passed, answers.at(-1)?.isLeaving], [sent, isLeaving], JSON.stringify(typed));
  }
});
