import { nearest } from "../../src/core/mod.ts";
import { keyOfCode, KEYS } from "../../src/core/keyboard/mod.ts";
import { checkExpr, parseExpr, types } from "../expr/mod.ts";
import { quoted } from "./describe.ts";
import { placeInSource } from "./place_in_source.ts";
import type { KeyUse } from "./reading.ts";
import type { Report } from "./report.ts";

/** What a condition about a key may read: the fields of its event. */
const SCOPE = {
  timestamp: types.double,
  scanCode: types.int,
  keyCode: types.string,
  action: types.string,
  modifiers: types.list(types.string),
  consumed: types.bool,
  native: types.dyn,
} as const;

/** Checks codes of keys and conditions about them. Loads the tables for it, so it is only called where a document has any. */
export function checkKeys(uses: readonly KeyUse[], report: Report): void {
  for (const { kind, text, span, isOpen, offsetOf } of uses) {
    if (kind === "key") {
      if (isOpen && text === "any" || keyOfCode(text) !== undefined) continue;
      const close = nearest(text, KEYS.map(({ code }) => code));
      report.error("bad_keyboard_key", span, `There is no key ${quoted(text)}`, {
        hint: close === undefined ? undefined : `Did you mean ${close}?`,
      });
      continue;
    }
    const parsed = parseExpr(text);
    const problems = parsed.expr === undefined ? parsed.problems : checkExpr(parsed.expr, SCOPE, { expect: types.bool }).problems;
    for (const { severity, code, message, span: within, hint } of problems) {
      report.add({
        severity,
        code,
        message,
        file: report.file,
        span: placeInSource(within, offsetOf),
        ...(hint === undefined ? {} : { hint }),
      });
    }
  }
}
