import type { Cursor } from "./cursor.ts";
import { parseValue } from "./parse_value.ts";
import type { ListValue, MapValue, Name, OptionsValue, Value } from "./tree.ts";

/** Reads a list; the cursor stands at its `[`. */
export function parseList(cursor: Cursor): ListValue {
  const items: Value[] = [];
  const { start } = cursor.lexer;
  const isPartial = !parseItems(cursor, "]", () => {
    const item = parseValue(cursor, true);
    items.push(item);
    return item.kind !== "bad";
  });
  return { kind: "list", items, isPartial, span: cursor.since(start) };
}

/** Reads a map; the cursor stands at its `{`. */
export function parseMap(cursor: Cursor): MapValue {
  const entries: { key: Name; value: Value }[] = [];
  const { start } = cursor.lexer;
  const isPartial = !parseItems(cursor, "}", () => {
    const { lexer } = cursor;
    if (lexer.kind !== "word" && lexer.kind !== "string") {
      const hint = cursor.isOp("(")
        ? "A map with computed keys is an expression: put all of it into parentheses"
        : "A key is a name, or a text in quotes";
      cursor.expected("a key", hint);
      return false;
    }
    const key = cursor.take();
    if (!cursor.accept(":")) {
      cursor.expected("':'", cursor.isOp("-") ? "A key with other signs than letters, digits and _ stands in quotes" : undefined);
      return false;
    }
    const value = parseValue(cursor, true);
    entries.push({ key, value });
    return value.kind !== "bad";
  });
  return { kind: "map", entries, isPartial, span: cursor.since(start) };
}

/** Reads `name value, name value`. */
export function parseOptions(cursor: Cursor): OptionsValue {
  const { start } = cursor.lexer;
  const options: { name: Name; value: Value }[] = [];
  do {
    if (!cursor.isWord() || options.length === 0 && cursor.isAtEnd) {
      cursor.expected("the name of an option");
      break;
    }
    const name = cursor.take();
    options.push({ name, value: parseValue(cursor) });
  } while (cursor.accept(","));
  return { kind: "options", options, span: cursor.since(start) };
}

/**
 * Reads what stands between brackets, separated by commas; a broken item is passed over.
 *
 * @param item Reads one item, and answers whether it was sound.
 * @returns Whether all of it could be read.
 */
function parseItems(cursor: Cursor, close: "]" | "}", item: () => boolean): boolean {
  const { lexer } = cursor;
  const open = cursor.here;
  if (!cursor.enter()) return false;
  lexer.next();
  let isSound = true;
  while (!cursor.isOp(close)) {
    if (lexer.kind !== "end" && !item()) {
      isSound = false;
      skipItem(cursor);
    }
    if (cursor.accept(",")) continue;
    if (cursor.isOp(close)) break;
    isSound = false;
    if (isLost(cursor, close)) {
      cursor.unclosed(open, close);
      break;
    }
    cursor.expected(`',' or '${close}'`);
    if (!lexer.isNewLine) skipItem(cursor);
    cursor.accept(",");
  }
  if (isSound || cursor.isOp(close)) cursor.accept(close);
  cursor.leave();
  return isSound;
}

/** Goes to the comma or closing bracket behind a broken item. */
function skipItem(cursor: Cursor): void {
  const { lexer } = cursor;
  for (let depth = 0; lexer.kind !== "end"; lexer.next()) {
    if (lexer.kind !== "op") continue;
    if ("([{".includes(lexer.text)) depth++;
    else if (")]}".includes(lexer.text) && depth-- === 0) return;
    else if (lexer.text === "," && depth === 0) return;
  }
}

/** Whether the brackets were never closed: what stands here belongs to what is around them. */
function isLost(cursor: Cursor, close: "]" | "}"): boolean {
  const { lexer, source } = cursor;
  if (lexer.kind === "end" || lexer.kind === "op" && ")]}".includes(lexer.text)) return true;
  if (!lexer.isNewLine || lexer.kind !== "word") return false;
  const after = close === "}" ? /[ \t]*:/y : /[ \t]*(?:[,\].([#\r\n]|$)/y;
  after.lastIndex = lexer.end;
  return !after.test(source);
}
