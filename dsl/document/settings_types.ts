import {
  allTasks,
  type DeclaredOutputs,
  type Json,
  type Pipeline,
  type Setting,
  type SettingType,
  stringifyJson,
} from "../../src/core/mod.ts";
import { formatInType } from "./check_range.ts";

/** What scripts declare of their outputs, by the ids of their tasks. */
type OutputsOfTasks = ReadonlyMap<string, DeclaredOutputs>;

/**
 * Writes the TypeScript types of a pipeline's `config` and `params`, for the scripts that read them: the values as they are in a run,
 * durations in milliseconds and sizes in bytes. The same pipeline always gives the same text.
 *
 * @param outputs What the pipeline's scripts declare; there is an interface of it when any does.
 *
 * @example
 * ```ts
 * const text = settingsTypes({ name: "p", params: { tag: { type: "string" } }, tasks: [] });
 * console.assert(text.includes("readonly tag: string;"));
 * ```
 */
export function settingsTypes(
  { name, config, params, ...pipeline }: Pick<Pipeline, "name" | "config" | "params"> & Partial<Pipeline>,
  outputs: OutputsOfTasks = new Map(),
): string {
  const shown = inComment(JSON.stringify(name));
  return [
    "// Written by `executor schema --types`; do not edit. With executor.d.ts a script is a Script<Params, Config>.\n",
    declare("Config", `Settings of the pipeline ${shown}, as they are in a run.`, config),
    declare("Params", `Parameters of the pipeline ${shown}, as they are in a run.`, params),
    ...outputs.size === 0 ? [] : [declareOutputs(shown, { name, tasks: [], ...pipeline }, outputs)],
  ].join("\n");
}

function declareOutputs(name: string, pipeline: Pipeline, outputs: OutputsOfTasks): string {
  const isMatrix = new Map(allTasks(pipeline).map(({ id, matrix }) => [id, matrix !== undefined]));
  const members = Array.from(outputs, ([id, declared]) => {
    const [open, close] = isMatrix.get(id) === true ? ["Readonly<Record<string, {", "}>>"] : ["{", "}"];
    const fields = Array.from(declared, ([key, { type, items, isOptional }]) => {
      const unit = type === "any" ? undefined : UNITS[type];
      const value = type === "any" ? "unknown" : typeOf({ type, ...(items === undefined || items === "any" ? {} : { items }) });
      return `${unit === undefined ? "" : `    /** ${unit} */\n`}    readonly ${propertyName(key)}${isOptional ? "?" : ""}: ${value};\n`;
    });
    return `  readonly ${propertyName(id)}: ${
      fields.length === 0 ? "Readonly<Record<string, never>>" : `${open}\n${fields.join("")}  ${close}`
    };\n`;
  });
  return `/** Outputs that scripts of the pipeline ${name} declare, by their tasks; those of a matrix by its instances. */
export interface Outputs {\n${members.join("")}}\n`;
}

function declare(name: string, doc: string, settings: Readonly<Record<string, Setting>> = {}): string {
  const members = Object.entries(settings).map(([key, setting]) =>
    `  /** ${commentOf(setting)} */\n  readonly ${propertyName(key)}: ${typeOf(setting)};\n`
  );
  const head = `/** ${doc} */\nexport `;
  if (members.length === 0) return `${head}type ${name} = Readonly<Record<string, never>>;\n`;
  return `${head}interface ${name} {\n${members.join("")}}\n`;
}

function propertyName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
}

const UNITS: Readonly<Partial<Record<SettingType, string>>> = {
  duration: "In milliseconds.",
  size: "In bytes.",
  bytes: "In base64.",
  url: "A URL.",
  path: "A path.",
};

function commentOf({ description, type, env, range, pattern, default: fallback }: Setting): string {
  const parts = [
    description === undefined ? undefined : /[.!?]$/.test(description.trim()) ? description : `${description}.`,
    UNITS[type],
    range === undefined ? undefined : `From ${formatInType(range[0], type)} to ${formatInType(range[1], type)}.`,
    pattern === undefined ? undefined : `Matches \`${pattern}\`.`,
    env === undefined ? undefined : `Set by ${env}.`,
    fallback === undefined ? "Has to be given." : `Default: ${fallbackText(fallback, type)}.`,
  ];
  return inComment(parts.filter((part) => part !== undefined).join(" "));
}

function fallbackText(fallback: Json, type: SettingType): string {
  return typeof fallback === "number" && (type === "duration" || type === "size") ? formatInType(fallback, type) : stringifyJson(fallback);
}

/** A text that ends no comment and no line. */
function inComment(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim().replaceAll("*/", "*\\/");
}

function typeOf({ type, items, enum: allowed }: Pick<Setting, "type" | "items" | "enum">): string {
  if (allowed !== undefined && allowed.length > 0) return [...new Set(allowed.map(literalType))].join(" | ");
  const item = items === undefined ? "unknown" : SIMPLE[items];
  if (type === "list") return `readonly ${item}[]`;
  return type === "map" ? `Readonly<Record<string, ${item}>>` : SIMPLE[type];
}

/** JSON has one sort of number, and so have scripts. */
const SIMPLE: Readonly<Record<SettingType, string>> = {
  string: "string",
  int: "number",
  float: "number",
  bool: "boolean",
  url: "string",
  path: "string",
  duration: "number",
  size: "number",
  bytes: "string",
  enum: "unknown",
  list: "unknown[]",
  map: "Record<string, unknown>",
};

/** The type of exactly this value. */
function literalType(value: Json): string {
  if (typeof value === "bigint") return "number";
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `readonly [${value.map(literalType).join(", ")}]`;
  const entries = Object.entries(value).map(([key, item]) => `readonly ${JSON.stringify(key)}: ${literalType(item)}`);
  return entries.length === 0 ? "Record<string, never>" : `{ ${entries.join("; ")} }`;
}
