/**
 * The beginning of a value as JSON, for messages: at most about `limit` characters are ever built, whatever the value's size.
 *
 * @param limit UTF-16 units; a longer value ends in `…`.
 */
export function previewValue(value: unknown, limit: number): string {
  const text = build(value, limit, 0);
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}

const MAX_DEPTH = 8;

function build(value: unknown, limit: number, depth: number): string {
  if (typeof value === "string") return JSON.stringify(value.length > limit ? value.slice(0, limit + 1) : value);
  if (typeof value !== "object" || value === null) return String(value);
  if (depth >= MAX_DEPTH) return "…";
  const isList = Array.isArray(value);
  let text = isList ? "[" : "{";
  for (const key in value) {
    if (text.length > limit) break;
    if (text.length > 1) text += ",";
    if (!isList) text += `${JSON.stringify(key)}:`;
    text += build((value as Record<string, unknown>)[key], limit, depth + 1);
  }
  return text + (isList ? "]" : "}");
}
