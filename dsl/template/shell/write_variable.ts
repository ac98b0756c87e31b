import type { ShellSlot } from "./slot.ts";

/** What a value is, as far as it decides how PowerShell has to read its variable. */
export type ValueKind = "int" | "double" | "bool" | "text";

/**
 * The text that stands for an expression in a POSIX shell. The value never becomes part of the text, so nothing in it can be executed,
 * split into words or expanded to file names.
 */
export function posixVariable(slot: ShellSlot, name: string): string {
  switch (slot.form) {
    case "word":
      return `"\${${name}}"`;
    case "number":
      // Parentheses, so that a minus before it cannot become a decrement.
      return `(\${${name}})`;
    default:
      return `\${${name}}`;
  }
}

/**
 * The same in PowerShell. A bare number or bool keeps its type, because a variable of the environment is always a text and `"10" -gt 9`
 * would compare texts.
 *
 * @param after The character that follows in the text.
 */
export function powerShellVariable(slot: ShellSlot, name: string, kind: ValueKind, after: string): string {
  if (slot.form !== "word") return /[\w:]/.test(after) ? `\${env:${name}}` : `$env:${name}`;
  switch (kind) {
    case "int":
      return `([long]$env:${name})`;
    case "double":
      return `([double]$env:${name})`;
    case "bool":
      return `([bool]::Parse($env:${name}))`;
    default:
      return `$env:${name}`;
  }
}
