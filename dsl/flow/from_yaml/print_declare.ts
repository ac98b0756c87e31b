import { type FieldType, inferType, SETTING } from "../../schema/mod.ts";
import type { DocNode, MapEntry } from "../../tree.ts";
import { entrySpan, type Lines } from "./lines.ts";
import { printName } from "./print_text.ts";
import { isToken, printLine, printValue } from "./print_value.ts";

/** Prints an entry of `config` or `params`. */
export function printDeclare(lines: Lines, word: string, entry: MapEntry): void {
  const { key, value } = entry;
  const { comments } = lines;
  const fields = new Map(
    value.kind === "map" ? value.entries.map((field) => [field.key, field]) : [["default", { ...entry, key: "default" }]],
  );
  const take = (name: string): DocNode | undefined => {
    const node = fields.get(name)?.value;
    fields.delete(name);
    return node;
  };
  const type = typeOf(take("type"), fields.get("default")?.value);
  const unit: FieldType | undefined = type === "duration" || type === "size" ? { kind: type } : undefined;
  let text = `${word} ${printName(key)}: ${type}`;
  const range = fields.get("range")?.value;
  const bounds = range?.kind === "seq" ? range.items.map((item) => printValue(comments, item, unit)) : [];
  if (bounds.length === 2 && bounds.every(isBound)) {
    take("range");
    text += ` in ${bounds.join("..")}`;
  } else if (fields.has("enum")) {
    const allowed = take("enum");
    if (allowed !== undefined) text += ` in ${printValue(comments, allowed, unit === undefined ? undefined : listOf(unit))}`;
  }
  const env = take("env");
  const fallback = take("default");
  const initial = fallback === undefined ? undefined : printValue(comments, fallback, unit);
  if (env?.kind === "scalar") text += ` = env(${printLine(env)}${initial === undefined ? "" : `, ${initial}`})`;
  else if (initial !== undefined) text += ` = ${initial}`;
  if (fields.size > 0 && value.kind === "map") {
    const more = { ...value, entries: [...fields.values()] };
    text += ` with ${printValue(comments, more, { kind: "setting", record: SETTING })}`;
  }
  lines.add(text, entrySpan(entry));
}

/** The type as it is written, else as it follows from the default or, without one, the values allowed. */
function typeOf(written: DocNode | undefined, fallback: DocNode | undefined): string {
  if (written?.kind === "scalar") return String(written.value);
  return fallback === undefined ? "enum" : inferType(fallback);
}

function listOf(item: FieldType): FieldType {
  return { kind: "list", item, single: false, min: 0 };
}

function isBound(text: string): boolean {
  return isToken(text, "duration") || isToken(text, "size") || isToken(text.replace(/^-/, ""), "number") && /^-?\d+(?:\.\d+)?$/.test(text);
}

/** Prints an entry of `secrets`. */
export function printSecret(lines: Lines, entry: MapEntry): void {
  const source = entry.value.kind === "map" ? entry.value.entries[0] : undefined;
  if (source?.value.kind !== "scalar") return;
  lines.add(`secret ${printName(entry.key)} = ${source.key}(${printLine(source.value)})`, entrySpan(entry));
}
