import type { Span } from "../../src/core/mod.ts";
import type { Field } from "../schema/mod.ts";
import type { KeyFormat } from "../schema/field_type.ts";
import { quoted } from "./describe.ts";
import type { Reading } from "./reading.ts";

/** What ids look like. */
export const ID = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Checks a key that the user chose, and reports it where it stands. */
export function checkKey(reading: Reading, format: KeyFormat, field: Field, key: string, span: Span): void {
  if (format === "id" && !ID.test(key)) {
    reading.report.error("bad_id", span, `${quoted(key)} is no name for an entry of "${field.name}"`, { hint: idHint(key) });
  } else if (format === "variable" && !isVariable(key)) {
    reading.report.error("bad_variable", span, `${quoted(key)} cannot be the name of an environment variable`);
  } else if (format === "keyboard") {
    reading.keys.push({
      kind: "key",
      text: key,
      span,
      isOpen: false,
      offsetOf: (offset) => span.start + offset,
    });
  }
}

/** Whether a process can be given a variable of this name. */
export function isVariable(name: string): boolean {
  return name !== "" && !name.includes("=") && !name.includes("\0");
}

/** How an id may look, with the nearest right one. */
export function idHint(found: string): string {
  const rule = "A letter or _, then letters, digits, _ and -";
  const fixed = found.trim().replace(/[^A-Za-z0-9_-]+/g, "_").replace(/^([^A-Za-z_])/, "_$1");
  return ID.test(fixed) && fixed.replaceAll("_", "") !== "" ? `${rule}; for example "${fixed}"` : rule;
}
