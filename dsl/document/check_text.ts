import { nearest, TYPE_SYNONYMS } from "../../src/core/mod.ts";
import { type Field, SETTING_TYPES } from "../schema/mod.ts";
import type { TextFormat } from "../schema/field_type.ts";
import type { ScalarNode } from "../tree.ts";
import { checkPermission } from "./check_permission.ts";
import { ID, idHint, isVariable } from "./check_key.ts";
import { quoted } from "./describe.ts";
import { offsetInNode } from "./offset_in_node.ts";
import type { Reading } from "./reading.ts";

type TextNode = ScalarNode & { readonly value: string };

/** Checks a text without expressions against the form its field needs. */
export function checkText(reading: Reading, format: TextFormat, field: Field, node: TextNode): string | undefined {
  const { report } = reading;
  const { value, span } = node;
  switch (format) {
    case "id":
      if (ID.test(value)) return value;
      report.error("bad_id", span, `${quoted(value)} is not an id`, { hint: idHint(value) });
      return undefined;
    case "cron":
    case "zone":
      reading.crons.push({ kind: format, node });
      return value;
    case "key":
    case "key_condition":
      reading.keys.push({
        kind: format,
        text: value,
        span,
        isOpen: field.name === "keys",
        offsetOf: (offset) => offsetInNode(report.text, node, offset),
      });
      return value;
    case "variable":
      if (isVariable(value)) return value;
      report.error("bad_variable", span, `${quoted(value)} cannot be the name of an environment variable`);
      return undefined;
    case "setting_type":
      return checkSettingType(reading, node);
    case "route":
      if (/^\/[^\s?#]*$/.test(value)) return value;
      report.error("bad_text", span, `"${field.name}" takes a path that starts with /, without query, found ${quoted(value)}`);
      return undefined;
    case "method":
      if (/^[A-Z][A-Z-]*$/.test(value)) return value;
      report.error("bad_text", span, `"${field.name}" takes an HTTP method in capitals, found ${quoted(value)}`, {
        hint: /^[a-z-]+$/i.test(value) ? `Write ${value.toUpperCase()}` : undefined,
      });
      return undefined;
    case "permission":
      return checkPermission(reading, field, node);
    case "status_class":
      if (/^[1-5]xx$/.test(value)) return value;
      report.error("bad_text", span, `"${field.name}" takes statuses such as 404, or classes such as 4xx, found ${quoted(value)}`);
      return undefined;
    case "path":
      if (value.includes("\0")) {
        report.error("bad_text", span, `"${field.name}" takes a path, and a path has no NUL`);
        return undefined;
      }
      return checkFilled(reading, field, node);
    case "url":
      if (/^https?:\/\//i.test(value) && URL.canParse(value)) return value;
      report.error("bad_text", span, `"${field.name}" takes a URL with http or https, found ${quoted(value)}`, {
        hint: /^[\w.-]+\.\w+(?:[:/]|$)/.test(value) || value.startsWith("localhost") ? `Write https://${value.slice(0, 60)}` : undefined,
      });
      return undefined;
    case "task":
      return value;
    case "any":
      return CAN_BE_EMPTY.has(field.name) ? value : checkFilled(reading, field, node);
  }
}

/** Texts whose emptiness means something. */
const CAN_BE_EMPTY: ReadonlySet<string> = new Set(["description", "message", "text", "meta"]);

function checkFilled(reading: Reading, field: Field, node: TextNode): string | undefined {
  if (node.value.trim() !== "") return node.value;
  reading.report.error("empty_value", node.span, `"${field.name}" is empty`);
  return undefined;
}

/** A map whose keys are said to be no texts. */
const KEYED = /^map<\s*(?!string\b)[a-z]+\s*,\s*([a-z]+)\s*>$/;
const GENERIC = /^(list|map)<(?:\s*string\s*,)?\s*([a-z]+)\s*>$/;

function checkSettingType(reading: Reading, node: TextNode): string | undefined {
  const names: readonly string[] = SETTING_TYPES;
  const name = GENERIC.exec(node.value)?.[2] ?? node.value;
  if (names.includes(name)) return node.value;
  const close = TYPE_SYNONYMS[name.toLowerCase()] ?? nearest(name, names);
  const values = KEYED.exec(node.value)?.[1];
  const hint = values !== undefined
    ? `The keys of a map are texts: map<string, ${values}>`
    : close === undefined
    ? `Types: ${names.join(", ")}`
    : `Did you mean "${close}"?`;
  reading.report.error("bad_value", node.span, `There is no type ${quoted(node.value)}`, { hint });
  return undefined;
}

/** Splits `list<int>` into its type and its items' type. */
export function splitSettingType(written: string): { readonly type: string; readonly items?: string } {
  const match = GENERIC.exec(written);
  return match === null ? { type: written } : { type: match[1] ?? "", items: match[2] ?? "" };
}
