import type { RecordSpec } from "../schema/mod.ts";
import type { FieldType } from "../schema/field_type.ts";
import type { DocNode, MapEntry, MapNode, SeqNode } from "../tree.ts";
import { lowerCondition, lowerValue, nameNode, unknownNode } from "./lower_value.ts";
import type { Lowering } from "./lowering.ts";
import type { Clause, Statement, Value } from "./tree.ts";
import { recordOf } from "./value_types.ts";

/**
 * Adds the fields that a statement gives to those of its task, pipeline or source.
 *
 * @param spec The record that the fields are of.
 */
export function lowerStatement(lowering: Lowering, statement: Statement, spec: RecordSpec, entries: MapEntry[]): void {
  const { form, word } = statement;
  if (form.field === "") return;
  const type = spec.byName.get(form.field)?.type;
  const written = statement.isBroken && type === undefined ? unknownNode(statement.span) : valueOf(lowering, statement, type);
  const value = form.field === "script" ? inlineScript(lowering, written) : written;
  if (form.isList) addToList(lowering, { key: form.field, keySpan: word.span, value }, entries);
  else lowering.add(entries, { key: form.field, keySpan: word.span, value });
  for (const clause of withoutRepeated(statement.clauses)) {
    if (clause.form.isBeside && clause.value !== undefined) lowerBeside(lowering, clause, clause.value, spec, entries);
  }
}

/** A script in triple quotes is the script itself, not the name of a file: of a single line too, which gets the line feed that says so. */
function inlineScript({ source }: Lowering, node: DocNode): DocNode {
  const isBlock = node.kind === "scalar" && node.style === "pieces" && source.startsWith('"""', node.span.start);
  if (!isBlock || typeof node.value !== "string" || node.value.includes("\n")) return node;
  const value = `${node.value}\n`;
  return { ...node, value, source: value };
}

/** A clause that stands twice has been told. */
function withoutRepeated(clauses: readonly Clause[]): readonly Clause[] {
  if (clauses.length < 2) return clauses;
  const seen = new Set<string>();
  return clauses.filter(({ word }) => !seen.has(word.text) && seen.add(word.text));
}

/** Statements that may be repeated gather in one list. */
function addToList(lowering: Lowering, entry: MapEntry, entries: MapEntry[]): void {
  const items = entry.value.kind === "seq" ? [...entry.value.items] : [entry.value];
  const known = lowering.listOf(entries, entry.key);
  if (known === undefined) {
    const list = { kind: "seq", span: { ...entry.value.span }, items } as const;
    entries.push({ ...entry, value: list });
    lowering.keepList(entries, entry.key, list);
  } else {
    known.items.push(...items);
    known.span.end = entry.value.span.end;
  }
}

function valueOf(lowering: Lowering, statement: Statement, type: FieldType | undefined): DocNode {
  const { form, leads, clauses, method, word, span } = statement;
  const [lead] = leads;
  const own = withoutRepeated(clauses).filter((clause) => clause.form.isBeside !== true);
  const isWritten = lead?.kind === "map" && leads.length === 1 && own.length === 0 && method === undefined;
  if (form.lead?.takes === "words") return lowerWords(lowering, statement, type);
  if (isWritten || lead?.kind === "options" || lead?.kind === "list" && form.isList) return lowerValue(lowering, lead, type);
  if (form.lead?.field === undefined && own.length === 0) {
    if (lead !== undefined) return lowerValue(lowering, lead, type);
    return statement.isBroken ? unknownNode(span) : { kind: "scalar", style: "plain", span: word.span, value: true, source: "true" };
  }
  return lowerRecord(lowering, statement, own, type);
}

function lowerWords(lowering: Lowering, { leads, isBroken }: Statement, type: FieldType | undefined): DocNode {
  const item = type?.kind === "list" ? type.item : undefined;
  const items = leads.map((lead) => lowerValue(lowering, lead, item));
  const span = { start: leads[0]?.span.start ?? 0, end: leads.at(-1)?.span.end ?? 0 };
  return { kind: "seq", span, items, ...(isBroken ? { isPartial: true } : {}) };
}

function lowerRecord(lowering: Lowering, statement: Statement, own: readonly Clause[], type: FieldType | undefined): MapNode {
  const { form, leads, method, word, span, isBroken } = statement;
  const record = recordOf(type);
  const typeOf = (field: string): FieldType | undefined => record?.byName.get(field)?.type;
  const entries: MapEntry[] = [];
  if (method !== undefined) {
    const value = nameNode({ text: method.text.toUpperCase(), span: method.span });
    lowering.add(entries, { key: "method", keySpan: method.span, value });
  }
  const lead = form.lead?.field;
  const [first, ...rest] = leads;
  if (lead !== undefined && first !== undefined) {
    const value = form.lead?.takes === "texts"
      ? seqOf(lowering, [first, ...rest], typeOf(lead))
      : form.lead?.takes === "condition"
      ? lowerCondition(lowering, first)
      : lowerValue(lowering, first, typeOf(lead));
    lowering.add(entries, { key: lead, keySpan: word.span, value });
  }
  for (const { form: clause, word: name, value } of own) {
    const node: DocNode = value === undefined
      ? { kind: "scalar", style: "plain", span: name.span, value: true, source: "true" }
      : clause.takes === "condition"
      ? lowerCondition(lowering, value)
      : lowerValue(lowering, value, typeOf(clause.field));
    lowering.add(entries, { key: clause.field, keySpan: name.span, value: node });
  }
  return { kind: "map", span, entries, ...(isBroken ? { isPartial: true } : {}) };
}

function seqOf(lowering: Lowering, values: readonly Value[], type: FieldType | undefined): SeqNode {
  const items = values.map((value) => lowerValue(lowering, value, type?.kind === "list" ? type.item : undefined));
  return { kind: "seq", span: { start: values[0]?.span.start ?? 0, end: values.at(-1)?.span.end ?? 0 }, items };
}

/** A clause whose fields stand beside the statement's: `with`. Options that are fields of the task are its, all others go into one. */
function lowerBeside(lowering: Lowering, clause: Clause, value: Value, spec: RecordSpec, entries: MapEntry[]): void {
  const { form, word } = clause;
  const type = spec.byName.get(form.field)?.type;
  if (value.kind !== "options") {
    lowering.add(entries, { key: form.field, keySpan: word.span, value: lowerValue(lowering, value, type) });
    return;
  }
  const isOwn = (name: string): boolean => recordOf(type)?.byName.has(name) !== true && spec.byName.has(name);
  for (const { name, value: option } of value.options.filter(({ name }) => isOwn(name.text))) {
    lowering.add(entries, { key: name.text, keySpan: name.span, value: lowerValue(lowering, option, spec.byName.get(name.text)?.type) });
  }
  const options = value.options.filter(({ name }) => !isOwn(name.text));
  if (options.length === 0) return;
  lowering.add(entries, { key: form.field, keySpan: word.span, value: lowerValue(lowering, { ...value, options }, type) });
}
