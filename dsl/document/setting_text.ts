import type { Json, SettingType } from "../../src/core/mod.ts";

/**
 * Reads the text of an environment variable or `--param` as data of a type: numbers and booleans by their JSON spelling, lists as JSON
 * or separated by commas, maps as JSON. Types that are texts themselves come back unchanged.
 *
 * @returns Undefined when the text is nothing of that type.
 */
export function parseSettingText(type: SettingType, text: string): Json | undefined {
  switch (type) {
    case "int":
      return parseInteger(text);
    case "float":
      return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;
    case "bool":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "list":
      if (text.trimStart().startsWith("[")) return parseJson(text);
      return text.trim() === "" ? [] : text.split(",").map((item) => item.trim());
    case "map":
      return parseJson(text);
    default:
      return text;
  }
}

function parseInteger(text: string): number | bigint | undefined {
  if (!/^[+-]?\d{1,19}$/.test(text)) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  const exact = BigInt(text.replace(/^\+/, ""));
  return exact === BigInt.asIntN(64, exact) ? exact : undefined;
}

function parseJson(text: string): Json | undefined {
  try {
    return withoutPrototype(JSON.parse(text, exactInteger) as Json);
  } catch {
    return undefined;
  }
}

/** Keeps the integers that a double cannot hold. */
function exactInteger(_key: string, value: unknown, context?: { readonly source: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value) || context === undefined) return value;
  return /^-?\d+$/.test(context.source) ? BigInt(context.source) : value;
}

function withoutPrototype(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutPrototype);
  if (value === null || typeof value !== "object") return value;
  const result = Object.create(null) as Record<string, Json>;
  for (const [key, item] of Object.entries(value)) result[key] = withoutPrototype(item);
  return result;
}
