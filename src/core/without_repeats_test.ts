import assert from "node:assert/strict";
import type { Diagnostic } from "./diagnostic.ts";
import { withoutRepeats } from "./without_repeats.ts";

const one: Diagnostic = { severity: "error", code: "script_syntax", message: "m", file: "a.ts", span: { start: 1, end: 2 } };

Deno.test("withoutRepeats() keeps the first of what says the same of the same place", () => {
  const others: Diagnostic[] = [
    { ...one, file: "b.ts" },
    { ...one, message: "n" },
    { ...one, code: "script_import" },
    { ...one, span: { start: 1, end: 3 } },
    { ...one, span: { start: 0, end: 2 } },
  ];
  assert.deepEqual(withoutRepeats([one, ...others, { ...one, hint: "h" }, ...others]), [one, ...others]);
});
