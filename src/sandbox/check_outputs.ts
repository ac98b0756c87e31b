import { type DeclaredOutput, type DeclaredOutputs, type Json, type JsonObject, nearest, type OutputType } from "../core/mod.ts";

/** How many mistakes are told. */
const MOST_TOLD = 3;
/** A longer text is told by its length: a part of a secret would not be masked. */
const LONGEST_SHOWN = 40;

/**
 * Says what keeps returned outputs from being what their script declares; undefined when nothing does.
 *
 * @param outputs As they were parsed: a stranger's values.
 * @example
 * ```ts
 * const declared = new Map([["count", { type: "int", isOptional: false }]] as const);
 * console.assert(checkOutputs({ count: "3" }, declared) === 'count: expected an int, found the text "3"');
 * ```
 */
export function checkOutputs(outputs: JsonObject, declared: DeclaredOutputs): string | undefined {
  const found = problemsOf(outputs, declared);
  const told = found.take(MOST_TOLD).toArray();
  return told.length === 0 ? undefined : told.join("; ");
}

function* problemsOf(outputs: JsonObject, declared: DeclaredOutputs): Generator<string> {
  for (const [name, output] of declared) {
    const value = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
    if (value !== undefined) yield* wrongParts(pathOf(name), output, value);
    else if (!output.isOptional) yield `${pathOf(name)}: expected ${NOUNS[output.type]}, found nothing`;
  }
  for (const name of Object.keys(outputs)) {
    if (declared.has(name)) continue;
    const close = nearest(name, declared.keys());
    yield `${pathOf(name)}: the script declares no output of this name${close === undefined ? "" : `, did you mean "${close}"?`}`;
  }
}

function* wrongParts(path: string, { type, items }: DeclaredOutput, value: Json): Generator<string> {
  if (!suits(type, value)) yield wrong(path, type, value);
  else if (items === undefined || typeof value !== "object" || value === null) return;
  else if (isList(value)) {
    for (let index = 0; index < value.length; index++) {
      const item = value[index];
      if (item !== undefined && !suits(items, item)) yield wrong(`${path}[${index}]`, items, item);
    }
  } else {
    for (const [key, item] of Object.entries(value)) if (!suits(items, item)) yield wrong(`${path}.${pathOf(key)}`, items, item);
  }
}

function wrong(path: string, type: OutputType, value: Json): string {
  return `${path}: expected ${NOUNS[type]}, found ${described(value)}`;
}

const NOUNS: Readonly<Record<OutputType, string>> = {
  string: "a string",
  int: "an int",
  float: "a number",
  bool: "true or false",
  duration: "a duration in whole milliseconds",
  size: "a size in whole bytes",
  bytes: "base64 text",
  url: "a URL with its scheme",
  path: "a path",
  list: "a list",
  map: "a map",
  any: "a value",
};

function suits(type: OutputType, value: Json): boolean {
  switch (type) {
    case "string":
      return typeof value === "string";
    case "int":
      return Number.isSafeInteger(value);
    case "float":
      return typeof value === "number";
    case "bool":
      return typeof value === "boolean";
    case "duration":
    case "size":
      return Number.isSafeInteger(value) && Number(value) >= 0;
    case "bytes":
      return typeof value === "string" && isBase64(value);
    case "url":
      return typeof value === "string" && URL.canParse(value);
    case "path":
      return typeof value === "string" && value !== "" && !value.includes("\0");
    case "list":
      return isList(value);
    case "map":
      return typeof value === "object" && value !== null && !isList(value);
    case "any":
      return true;
  }
}

/** Without a pattern that looks back: a text may have millions of characters. */
function isBase64(text: string): boolean {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return text.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(text.slice(0, text.length - padding));
}

function described(value: Json): string {
  if (isList(value)) return "a list";
  if (typeof value === "object" && value !== null) return "a map";
  if (typeof value === "number") return `the number ${value}`;
  if (typeof value !== "string") return String(value);
  return value.length > LONGEST_SHOWN ? `a text of ${value.length} characters` : `the text ${JSON.stringify(value)}`;
}

function pathOf(name: string): string {
  return name.length > LONGEST_SHOWN ? `(a name of ${name.length} characters)` : name;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
