import assert from "node:assert/strict";
import { allows } from "./session_access.ts";

const CASES: readonly (readonly [entry: string, command: readonly string[], isAllowed: boolean])[] = [
  ["htop", ["htop"], true],
  ["htop", ["htop", "-d", "1"], true],
  ['htop ""', ["htop"], true],
  ['htop ""', ["htop", "-d", "1"], false],
  ['git log ""', ["git", "log"], true],
  ["htop", ["/tmp/htop"], false],
  ["journalctl  -f ", ["journalctl", "-f"], true],
  ["journalctl -f", ["journalctl", "-f", "-u", "x"], false],
  ["journalctl -f", ["journalctl -f"], false],
  ["less *", ["less"], true],
  ["less *", ["less", "a", "b"], true],
  ["git log *", ["git", "push"], false],
  ["*", ["sh"], false],
  ["*", ["*"], true],
  ["", ["sh"], false],
];

Deno.test("allows() takes a program alone with any arguments, and others word by word to a last *", () => {
  for (const [entry, command, isAllowed] of CASES) assert.equal(allows(entry, command), isAllowed, `${entry}: ${command.join(" ")}`);
});
