import type { FieldType } from "../../schema/mod.ts";
import type { DocNode, MapEntry } from "../../tree.ts";
import { type ClauseForm, type Form, METHODS, settingForm, type Takes } from "../forms.ts";
import { fieldOf, itemOf, recordOf } from "../value_types.ts";
import type { Comments } from "./comments.ts";
import { printPlainCondition } from "./print_condition.ts";
import { isIdentifier, printText } from "./print_text.ts";
import { printLine, printScalar, printValue, textOf } from "./print_value.ts";

/**
 * Prints a field as a statement: by its form where that says all of it, else by its name and value.
 *
 * @param type The field's.
 */
export function printStatement(comments: Comments, form: Form, node: DocNode, type: FieldType | undefined): string {
  return comments.attempt(() => printForm(comments, form, node, type)) ?? printSetting(comments, form, node, type);
}

/** Prints a field by its YAML name; `true` may be left out. */
function printSetting(comments: Comments, { field }: Form, node: DocNode, type: FieldType | undefined): string {
  const value = printValue(comments, node, type);
  const isBare = value === "true" || node.kind === "scalar" && node.value === null && type?.kind === "question";
  return isBare ? field : `${field} ${value}`;
}

/** Prints a field by its form; undefined when that cannot say it. */
function printForm(comments: Comments, form: Form, node: DocNode, type: FieldType | undefined): string | undefined {
  const { word, lead } = form;
  const record = recordOf(type);
  const own = form.clauses.filter((clause) => clause.isBeside !== true);
  if (lead?.takes === "words") {
    return node.kind === "seq" && node.items.every(isScalar) ? [word, ...node.items.map(printLine)].join(" ") : undefined;
  }
  if (lead?.takes === "options") return printOptions(comments, word, node, type);
  if (record === undefined || lead?.field === undefined && own.length === 0) {
    return lead?.takes === "text" && node.kind === "scalar" ? `${word} ${printText(textOf(node))}` : undefined;
  }
  const isShort = node.kind !== "map" && (record.shorthand !== undefined || lead?.field === undefined);
  const fields = node.kind === "map" ? new Map(node.entries.map((entry) => [entry.key, entry])) : new Map<string, MapEntry>();
  const parts: (string | undefined)[] = [word];
  const method = fields.get("method")?.value;
  if (form.hasMethod && method !== undefined && fields.delete("method")) parts.push(methodOf(method));
  const leadNode = isShort ? node : fields.get(lead?.field ?? "")?.value;
  if (leadNode !== undefined && lead !== undefined) {
    fields.delete(lead.field ?? "");
    parts.push(
      printTaken(comments, lead.takes, leadNode, lead.field === undefined ? type : fieldOf({ kind: "record", record }, lead.field)),
    );
  } else if (lead !== undefined && lead.isOptional !== true) return undefined;
  for (const clause of own) {
    const entry = fields.get(clause.field);
    if (entry !== undefined && fields.delete(clause.field)) {
      parts.push(printClause(comments, clause, entry, { kind: "record", record }, parts.join(" ").length));
    }
  }
  for (const entry of fields.values()) {
    const clause: ClauseForm = { word: entry.key, field: entry.key, takes: "value" };
    parts.push(form.hasFields ? printClause(comments, clause, entry, { kind: "record", record }, parts.join(" ").length) : undefined);
  }
  return parts.includes(undefined) ? undefined : parts.join(" ");
}

function printClause(
  comments: Comments,
  { word, takes }: ClauseForm,
  { key, value }: MapEntry,
  type: FieldType,
  before: number,
): string | undefined {
  if (takes === "flag") return value.kind === "scalar" && value.value === true ? word : undefined;
  const text = printTaken(comments, takes, value, fieldOf(type, key), before);
  return text === undefined ? undefined : `${word} ${text}`;
}

function printTaken(comments: Comments, takes: Takes, node: DocNode, type: FieldType | undefined, before = 0): string | undefined {
  switch (takes) {
    case "condition":
      return printPlainCondition(node);
    case "text":
      return node.kind === "scalar" ? printText(textOf(node)) : undefined;
    case "word":
      return node.kind === "scalar" ? printLine(node) : undefined;
    case "texts": {
      const items = node.kind === "seq" ? node.items : [node];
      return items.length > 0 && items.every(isScalar) ? items.map(printLine).join(" ") : undefined;
    }
    default:
      return printValue(comments, node, type, before);
  }
}

/** `name value, name value`. */
function printOptions(comments: Comments, word: string, node: DocNode, type: FieldType | undefined): string | undefined {
  if (node.kind !== "map" || node.entries.length === 0) return undefined;
  const options: string[] = [];
  for (const { key, value } of node.entries) {
    if (!isIdentifier(key) || value.kind !== "scalar") return undefined;
    options.push(`${key} ${printScalar(value, fieldOf(type, key))}`);
  }
  return comments.has(node.span) ? undefined : `${word} ${options.join(", ")}`;
}

/** Prints a list of statements, one for each item; undefined when one of them cannot be said so. */
export function printItems(comments: Comments, form: Form, node: DocNode, type: FieldType | undefined): readonly string[] | undefined {
  const items = node.kind === "seq" ? node.items : [node];
  const itemType = node.kind === "seq" ? itemOf(type) : type;
  return comments.attempt(() => {
    const texts = items.map((item) => printForm(comments, form, item, itemType));
    return texts.includes(undefined) ? undefined : texts.flatMap((text) => text ?? []);
  });
}

/** The general form of a field whose statement has another word. */
export function settingOf(form: Form): Form {
  return settingForm(form.field);
}

function methodOf(node: DocNode): string | undefined {
  const word = node.kind === "scalar" && typeof node.value === "string" ? node.value.toLowerCase() : "";
  return METHODS.has(word) && node.kind === "scalar" && node.value === word.toUpperCase() ? word : undefined;
}

function isScalar(node: DocNode): node is Extract<DocNode, { kind: "scalar" }> {
  return node.kind === "scalar";
}
