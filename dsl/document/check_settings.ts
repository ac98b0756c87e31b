import type { Diagnostic, Settings } from "../../src/core/mod.ts";
import { type RecordSpec, SETTINGS } from "../schema/mod.ts";
import type { DocNode, MapNode } from "../tree.ts";
import { isDoubtful, Reading } from "./reading.ts";
import { readRecord } from "./read_record.ts";
import { Report } from "./report.ts";

/** Settings after checking. */
export interface CheckedSettings {
  /** Frozen, every default filled in. Undefined when there was an error. */
  readonly settings: Settings | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks the document of the settings of `serve` by the field table; every error at once, each at its place. A document that says nothing
 * is the defaults.
 *
 * @param root The document as any reader gives it; undefined for an empty one.
 * @param file What diagnostics call it.
 * @param text The text that the tree was read from.
 */
export function checkSettings(root: DocNode | undefined, file: string, text: string): CheckedSettings {
  const report = new Report(file, text);
  if (root !== undefined && root.kind !== "map" && isDoubtful(root)) return { settings: undefined, diagnostics: [] };
  const isEmpty = root === undefined || root.kind === "scalar" && root.value === null;
  const value = readRecord(new Reading(report), SETTINGS, filled(SETTINGS, isEmpty ? EMPTY : root));
  return { settings: report.hasErrors ? undefined : value as unknown as Settings, diagnostics: report.sorted() };
}

const EMPTY: MapNode = { kind: "map", span: { start: 0, end: 0 }, entries: [] };

/** The document with an empty block wherever one is missing, so that each block gets its defaults. */
function filled(spec: RecordSpec, node: DocNode): DocNode {
  if (node.kind !== "map") return node;
  const present = new Map(node.entries.map((entry) => [entry.key, entry]));
  const missing = spec.fields.flatMap(({ name, type }) => {
    if (type.kind !== "record" || present.has(name)) return [];
    return [{ key: name, keySpan: EMPTY.span, value: filled(type.record, EMPTY) }];
  });
  const entries = node.entries.map((entry) => {
    const type = spec.byName.get(entry.key)?.type;
    return type?.kind === "record" ? { ...entry, value: filled(type.record, entry.value) } : entry;
  });
  return { ...node, entries: [...entries, ...missing] };
}
