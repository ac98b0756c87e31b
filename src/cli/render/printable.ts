/** Text of a document for a terminal: its control characters, tabs aside, must not reach it. */
export function printable(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replaceAll(/[\x00-\x08\x0a-\x1f\x7f-\x9f]/g, "\u{fffd}");
}
