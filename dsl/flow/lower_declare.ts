import { PIPELINE } from "../schema/mod.ts";
import type { FieldType } from "../schema/field_type.ts";
import type { MapEntry, MapNode } from "../tree.ts";
import { lowerValue, nameNode, unknownNode } from "./lower_value.ts";
import type { Lowering } from "./lowering.ts";
import type { DeclareNode, SecretNode } from "./tree.ts";

const CONFIG = PIPELINE.byName.get("config")?.type;
const SETTING: FieldType | undefined = CONFIG?.kind === "map" ? CONFIG.value : undefined;

/** A setting or parameter as an entry of `config` or `params`. */
export function lowerDeclare(lowering: Lowering, declare: DeclareNode): MapEntry {
  const { name, word, type, domain, env, fallback, more, isBroken, span } = declare;
  if (type === undefined || isBroken) return { key: name.text, keySpan: name.span, value: unknownNode(span) };
  const written = lowering.source.slice(type.start, type.end);
  const entries: MapEntry[] = [{ key: "type", keySpan: type, value: nameNode({ text: written, span: type }) }];
  if (domain?.kind === "range") {
    const items = [domain.low, domain.high].map((bound) => lowerValue(lowering, bound, undefined));
    entries.push({ key: "range", keySpan: domain.span, value: { kind: "seq", span: domain.span, items } });
  } else if (domain !== undefined) entries.push({ key: "enum", keySpan: domain.span, value: lowerValue(lowering, domain, undefined) });
  if (env !== undefined) entries.push({ key: "env", keySpan: env.word, value: lowerValue(lowering, env.variable, undefined) });
  if (fallback !== undefined) entries.push({ key: "default", keySpan: word.span, value: lowerValue(lowering, fallback, undefined) });
  if (more !== undefined) {
    const fields = lowerValue(lowering, more, SETTING);
    if (fields.kind === "map") { for (const entry of fields.entries) lowering.add(entries, entry); }
    else notAMap(lowering, more.span);
  }
  return { key: name.text, keySpan: name.span, value: { kind: "map", span, entries } };
}

function notAMap(lowering: Lowering, span: MapNode["span"]): void {
  lowering.problems.push({
    code: "flow_syntax",
    message: "Expected a map of further fields",
    span,
    hint: 'For example: with { pattern: "v[0-9]+", description: "The version" }',
  });
}

/** A secret as an entry of `secrets`. */
export function lowerSecret(lowering: Lowering, { name, from, value, span }: SecretNode): MapEntry {
  const keySpan = name.span;
  if (from === undefined) return { key: name.text, keySpan, value: unknownNode(span) };
  const entries = [{ key: from.text, keySpan: from.span, value: lowerValue(lowering, value, undefined) }];
  return { key: name.text, keySpan, value: { kind: "map", span, entries } };
}
