import type { Json, Setting, SettingType } from "../../src/core/mod.ts";
import { type Field, inferType, parseDuration, parseSize, type RecordSpec } from "../schema/mod.ts";
import type { DocNode, MapNode } from "../tree.ts";
import { splitSettingType } from "./check_text.ts";
import { describeNode } from "./describe.ts";
import { guessedFields } from "./guess_field.ts";
import { isPattern } from "./pattern.ts";
import { readJson } from "./read_json.ts";
import { readRecord } from "./read_record.ts";
import { booleanHint, durationHint, sizeHint } from "./read_scalar.ts";
import { entryOf, hasExpression, headOf, isText, isUnknown, type Reading } from "./reading.ts";
import { describeJson, readSettingValue, readTyped, type ValueProblem } from "./setting_value.ts";

/** Reads an entry of `config` or `params`: a map with its type, or a bare value that is the default and gives the type. */
export function readSetting(reading: Reading, spec: RecordSpec, field: Field, node: DocNode): Setting {
  if (isUnknown(node)) return UNKNOWN;
  if (node.kind !== "map") return readBare(reading, field, node);
  const found = (readRecord(reading, spec, node) ?? {}) as Readonly<Record<string, Json>>;
  checkSource(reading, spec, field, node);
  const kind = typeOf(reading, spec, node, found);
  if (kind === undefined) return UNKNOWN;
  const draft = { ...found, ...kind } as Record<string, Json> & { type: SettingType };
  delete draft["default"];
  readBounds(reading, node, draft);
  const setting = draft as unknown as Setting;
  return finish(reading, setting, entryOf(node, "default"), found["default"]);
}

/** Stands for a setting that is wrong, so that expressions which use it are not wrong because of it; its type is anything. */
const UNKNOWN: Setting = Object.freeze({ type: "enum", enum: [] });

function readBare(reading: Reading, field: Field, node: DocNode): Setting {
  if (node.kind === "scalar" && node.value === null) {
    reading.report.error("wrong_type", node.span, `An entry of "${field.name}" takes a value or a map with its type, found nothing`, {
      hint: "Write { type: string } for one that has to be given",
    });
    return UNKNOWN;
  }
  const value = readJson(reading, field, node);
  if (value === undefined || node.kind === "seq" && node.isPartial === true) return UNKNOWN;
  return finish(reading, { type: inferType(node), ...itemsOf(value) }, node, value);
}

/** Something has to be able to set it: the variable or the default of a setting, the caller of a parameter. */
function checkSource(reading: Reading, spec: RecordSpec, field: Field, node: MapNode): void {
  const env = node.entries.find((entry) => entry.key === "env");
  if (field.name === "params" && env !== undefined) {
    reading.report.error("field_not_here", env.keySpan, "A parameter is given with --param, not by a variable", {
      hint: 'Settings from variables stand in "config"',
    });
  }
  if (field.name !== "config" || node.isPartial === true || env !== undefined || entryOf(node, "default") !== undefined) return;
  const guessed = guessedFields(spec, node);
  if (!guessed.has("env") && !guessed.has("default")) {
    reading.report.error("missing_field", headOf(node), 'A setting needs "env" or "default": nothing could set it');
  }
}

function typeOf(
  reading: Reading,
  spec: RecordSpec,
  node: MapNode,
  found: Readonly<Record<string, Json>>,
): { type: SettingType; items?: SettingType } | undefined {
  const written = found["type"];
  if (typeof written === "string") {
    const { type, items } = splitSettingType(written);
    if (type === "enum" && entryOf(node, "enum") === undefined) {
      reading.report.error("missing_field", headOf(node), 'The type enum needs "enum" with the values allowed');
      return undefined;
    }
    const inferred = found["default"] === undefined || found["items"] !== undefined ? {} : itemsOf(found["default"]);
    return { ...inferred, type: type as SettingType, ...(items === undefined ? {} : { items: items as SettingType }) };
  }
  if (entryOf(node, "type") !== undefined || node.isPartial === true) return undefined;
  const fallback = entryOf(node, "default");
  if (fallback !== undefined && found["default"] !== undefined && found["default"] !== null) {
    return { type: inferType(fallback), ...itemsOf(found["default"]) };
  }
  if (entryOf(node, "enum") !== undefined) return { type: "enum" };
  if (!guessedFields(spec, node).isDisjointFrom(new Set(["type", "default", "enum"]))) return undefined;
  reading.report.error("missing_field", headOf(node), 'A setting needs "type"', { hint: "For example: type: string" });
  return undefined;
}

/** The items' type of a list or map whose items are all of one type. */
function itemsOf(value: Json | undefined): { items?: SettingType } {
  if (value === null || typeof value !== "object") return {};
  const kinds = new Set(
    Object.values(value).map((item) =>
      typeof item === "bigint" ? "number" : Array.isArray(item) ? "list" : item === null ? "null" : typeof item
    ),
  );
  if (kinds.size !== 1) return {};
  const [kind] = kinds;
  if (kind === "boolean") return { items: "bool" };
  if (kind === "string") return { items: "string" };
  if (kind === "number") return { items: Object.values(value).every((item) => Number.isInteger(Number(item))) ? "int" : "float" };
  return kind === "list" ? { items: "list" } : kind === "object" ? { items: "map" } : {};
}

/** Reads `range` and `enum` in the setting's type, and checks the pattern. */
function readBounds(reading: Reading, node: MapNode, draft: Record<string, Json> & { type: SettingType }): void {
  const { type } = draft;
  const range = entryOf(node, "range");
  if (range?.kind === "seq" && draft["range"] !== undefined) {
    const ends = range.items.map((item) => boundOf(type, item));
    const [low, high] = ends;
    delete draft["range"];
    if (!hasUnits(type) && type !== "int" && type !== "float") {
      reading.report.error("bad_range", range.span, `The type ${type} has no range`);
    } else if (typeof low !== "number" || typeof high !== "number") {
      const wrong = range.items[typeof low === "number" ? 1 : 0] ?? range;
      const noun = type === "duration"
        ? "a duration such as 30s"
        : type === "size"
        ? "a size such as 128MiB"
        : type === "int"
        ? "a whole number"
        : "a number";
      reading.report.error("wrong_type", wrong.span, `"range" of this type takes ${noun}, found ${describeNode(wrong)}`);
    } else if (low > high) {
      reading.report.error("bad_range", range.span, "The lowest value is above the highest");
    } else draft["range"] = Object.freeze([low, high]);
  }
  const allowed = entryOf(node, "enum");
  if (allowed?.kind === "seq" && type !== "enum" && draft["enum"] !== undefined) {
    const values = allowed.items.flatMap((item, index) => {
      const given = (draft["enum"] as readonly Json[])[index] ?? null;
      const result = readTyped(type, draft["items"] as SettingType | undefined, given, "literal");
      if (result.problem === undefined) return [result.value];
      reading.report.error(result.problem.code, item.span, `A value of "enum": ${result.problem.message}`);
      return [];
    });
    // What may be allowed besides is not known then.
    if (values.length < allowed.items.length) delete draft["enum"];
    else draft["enum"] = Object.freeze(values);
  }
  const pattern = entryOf(node, "pattern");
  if (pattern !== undefined && isText(pattern) && !isPattern(pattern.value)) {
    reading.report.error("bad_pattern", pattern.span, `${describeJson(pattern.value)} is no RE2 pattern`);
    delete draft["pattern"];
  }
}

/** An end of a range: with its unit where the type has units, else a number; undefined when it is neither. */
function boundOf(type: SettingType, node: DocNode): number | undefined {
  if (node.kind !== "scalar") return undefined;
  if (!hasUnits(type)) return typeof node.value === "number" && (type !== "int" || Number.isInteger(node.value)) ? node.value : undefined;
  if (typeof node.value !== "string") return undefined;
  return type === "duration" ? parseDuration(node.value) : parseSize(node.value);
}

function hasUnits(type: SettingType): boolean {
  return type === "duration" || type === "size";
}

function finish(reading: Reading, setting: Setting, node: DocNode | undefined, fallback: Json | undefined): Setting {
  if (node === undefined || fallback === undefined) return freeze(setting);
  if (isText(node) && hasExpression(node.value)) {
    reading.report.error("expression_not_here", node.span, "A default is not computed and takes no expression");
    return UNKNOWN;
  }
  const result = readSettingValue(setting, fallback, "literal");
  if (result.problem === undefined) return freeze({ ...setting, default: result.value });
  const { code, message } = result.problem;
  const place = wrongPart(node, result.problem);
  const shown = code === "bad_text" || code === "bad_value" ? "bad_default" : code;
  reading.report.error(shown, place.span, `The default does not suit its setting: ${message}`, {
    hint: hintOf(reading, place, result.problem),
  });
  return freeze(setting);
}

/** The item that is wrong, of a list or map. */
function wrongPart(node: DocNode, { item }: ValueProblem): DocNode {
  if (node.kind === "seq" && typeof item === "number") return node.items[item] ?? node;
  return node.kind === "map" && typeof item === "string" ? entryOf(node, item) ?? node : node;
}

function hintOf({ report }: Reading, node: DocNode, { code, type }: ValueProblem): string | undefined {
  if (node.kind !== "scalar") return undefined;
  if (code === "bad_duration") return durationHint(node.source);
  if (code === "bad_size") return sizeHint(node.source);
  return type === "bool" && isText(node) ? booleanHint(node.value, report.isFlow) : undefined;
}

function freeze(setting: Setting): Setting {
  return Object.freeze(Object.assign(Object.create(null), setting)) as Setting;
}
