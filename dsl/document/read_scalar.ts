import { type Field, nearestSize, parseDuration, parseSize } from "../schema/mod.ts";
import type { EnumType, FieldType, TextType } from "../schema/field_type.ts";
import type { ScalarNode } from "../tree.ts";
import { checkRange } from "./check_range.ts";
import { checkText } from "./check_text.ts";
import { describeNode, quoted } from "./describe.ts";
import { hasExpression, isText, type Reading } from "./reading.ts";
import { wrongChoice, wrongType } from "./wrong_type.ts";

/** Reads a value that is no list and no map. */
export function readScalar(reading: Reading, type: FieldType, field: Field, node: ScalarNode): unknown {
  if (type.kind === "text") return readText(reading, type, field, node);
  if (isText(node) && hasExpression(node.value)) return readComputed(reading, type, field, node);
  switch (type.kind) {
    case "int":
      return readNumber(reading, type, field, node, true);
    case "float":
      return readNumber(reading, type, field, node, false);
    case "bool":
      if (typeof node.value === "boolean") return node.value;
      return wrongBool(reading, type, field, node);
    case "duration":
      return readUnit(reading, field, node, "bad_duration", parseDuration, durationHint);
    case "size":
      return readUnit(reading, field, node, "bad_size", parseSize, sizeHint);
    case "enum":
      return readEnum(reading, type, field, node);
    case "question":
      if (node.value === null || node.value === true) return "Continue?";
      return isText(node) ? readNonEmpty(reading, field, node) : wrongType(reading, type, field, node);
    default:
      return wrongType(reading, type, field, node);
  }
}

function wrongBool(reading: Reading, type: FieldType, field: Field, node: ScalarNode): undefined {
  if (!isText(node)) return wrongType(reading, type, field, node);
  const isComputed = field.options.template !== undefined;
  const takes = isComputed ? "true, false or an expression" : "true or false";
  const { isFlow } = reading.report;
  const written = isFlow ? "Write the expression without quotes" : `Write the expression in braces: "{{ … }}"`;
  const hint = booleanHint(node.value, isFlow) ?? (isComputed ? written : undefined);
  reading.report.error("wrong_type", node.span, `"${field.name}" takes ${takes}, found ${describeNode(node)}`, { hint });
  return undefined;
}

/** What a text in place of a boolean was probably meant to be. */
export function booleanHint(text: string, isFlow: boolean): string | undefined {
  const word = OLD_BOOLEANS[text.toLowerCase()];
  if (word === undefined) return undefined;
  return `Write ${word}${isFlow || String(word) === text ? " without quotes" : `: in YAML 1.2 ${text} is text`}`;
}

/** What YAML 1.1 took for a boolean, and people write in quotes. */
const OLD_BOOLEANS: Readonly<Record<string, boolean>> = Object.assign(Object.create(null), {
  y: true,
  yes: true,
  on: true,
  true: true,
  n: false,
  no: false,
  off: false,
  false: false,
});

/** A value given as `{{ }}`: taken as it is and noted for checking, or refused where nothing is computed. */
function readComputed(reading: Reading, type: FieldType, field: Field, node: ScalarNode & { readonly value: string }): string | undefined {
  const { template } = field.options;
  if (template === undefined || type.kind === "enum") {
    reading.report.error("expression_not_here", node.span, `"${field.name}" is not computed and takes no expression`);
    return undefined;
  }
  reading.templates.push({ node, field, type, scope: template, task: reading.task });
  return node.value;
}

function readText(reading: Reading, type: TextType, field: Field, node: ScalarNode): string | undefined {
  if (!isText(node)) {
    if (type.shell && node.value === null) return wrongType(reading, type, field, node);
    if (type.words) return node.value === null ? "" : node.source;
    if (type.format === "id") return checkText(reading, type.format, field, { ...node, value: node.source });
    return wrongTextType(reading, type, field, node);
  }
  const isComputed = !type.prose && hasExpression(node.value);
  if (isComputed && readComputed(reading, type, field, node) === undefined) return undefined;
  return isComputed || type.words && !type.shell ? node.value : checkText(reading, type.format, field, node);
}

function wrongTextType(reading: Reading, type: TextType, field: Field, node: ScalarNode): undefined {
  if (node.value === null) return wrongType(reading, type, field, node);
  reading.report.error("wrong_type", node.span, `"${field.name}" takes text, found ${describeNode(node)}`, {
    hint: `Write it in quotes: "${node.source}"`,
  });
  return undefined;
}

function readNonEmpty(reading: Reading, field: Field, node: ScalarNode & { readonly value: string }): string | undefined {
  return checkText(reading, "any", field, node);
}

function readNumber(reading: Reading, type: FieldType, field: Field, node: ScalarNode, isWhole: boolean): number | undefined {
  const { value } = node;
  if (typeof value === "bigint") return checkRange(reading, field, node, Number(value));
  if (typeof value !== "number" || Number.isNaN(value) || isWhole && !Number.isInteger(value)) return wrongType(reading, type, field, node);
  return checkRange(reading, field, node, value);
}

function readUnit(
  reading: Reading,
  field: Field,
  node: ScalarNode,
  code: "bad_duration" | "bad_size",
  parse: (text: string) => number | undefined,
  hintOf: (text: string) => string | undefined,
): number | undefined {
  const noun = code === "bad_duration" ? "a duration" : "a size";
  const value = isText(node) ? parse(node.value) : undefined;
  if (value !== undefined) return checkRange(reading, field, node, value);
  if (typeof node.value === "boolean" || node.value === null) {
    reading.report.error("wrong_type", node.span, `"${field.name}" takes ${noun}, found ${describeNode(node)}`);
    return undefined;
  }
  const isNumber = typeof node.value !== "string";
  const message = isNumber ? `"${field.name}" is ${noun} and needs a unit, found ${node.source}` : `${quoted(node.source)} is not ${noun}`;
  reading.report.error(code, node.span, message, { hint: hintOf(node.source) });
  return undefined;
}

/** What a wrong duration was probably meant to be; undefined leaves the catalogue's hint. */
export function durationHint(text: string): string | undefined {
  if (/^\d+(?:\.\d+)?$/.test(text)) {
    return text === "0" ? "Write 0s" : `Write ${text}s for seconds, ${text}ms for milliseconds or ${text}m for minutes`;
  }
  const match = /^(\d+(?:\.\d+)?)\s*(ms|millis|s|m|h|d)[a-z]*$/i.exec(text.trim());
  return match === null ? undefined : `Write ${match[1]}${(match[2] ?? "").toLowerCase().replace("millis", "ms")}`;
}

/** What a wrong size was probably meant to be; undefined leaves the catalogue's hint. */
export function sizeHint(text: string): string | undefined {
  if (/^\d+$/.test(text)) return `Write ${text}B for bytes or ${text}MiB for mebibytes`;
  const size = nearestSize(text);
  return size === undefined ? undefined : `Write ${size}`;
}

function readEnum(reading: Reading, type: EnumType, field: Field, node: ScalarNode): string | undefined {
  return isText(node) && type.values.includes(node.value) ? node.value : wrongChoice(reading, type, type.values, field, node);
}
