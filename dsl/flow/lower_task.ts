import { KINDS, TASK } from "../schema/mod.ts";
import type { DocNode, MapEntry, MapNode, ScalarNode } from "../tree.ts";
import { lowerStatement } from "./lower_statement.ts";
import { lowerCondition, lowerValue, nameNode, unknownNode } from "./lower_value.ts";
import type { Lowering } from "./lowering.ts";
import { sourceText } from "./source_text.ts";
import type { Axis, CheckNode, Header, Name, TaskNode } from "./tree.ts";

/** A task as the map that it is in any document. */
export function lowerTask(lowering: Lowering, task: TaskNode): MapNode {
  const id = task.name === undefined ? unknownNode(task.word.span) : nameNode(task.name);
  const entries: MapEntry[] = [{ key: "id", keySpan: task.word.span, value: id }];
  for (const header of task.headers) lowerHeader(lowering, header, entries);
  for (const step of task.block?.items ?? []) {
    if (step.kind === "check") lowering.add(entries, checkEntry(lowering, step));
    else lowerStatement(lowering, step, TASK, entries);
  }
  // The first line has the task's names: a broken block may hide only what it does.
  const isPartial = (task.block === undefined || task.block.isPartial) && !entries.some(({ key }) => KINDS.includes(key));
  return { kind: "map", span: task.span, entries, ...(isPartial ? { isPartial: true } : {}) };
}

function lowerHeader(lowering: Lowering, header: Header, entries: MapEntry[]): void {
  // A header that stands twice has been told.
  if (entries.some(({ key }) => key === FIELDS[header.kind])) return;
  const keySpan = header.word.span;
  switch (header.kind) {
    case "after":
      entries.push({ key: "depends_on", keySpan, value: namesNode(header.names, header.word) });
      break;
    case "if":
      entries.push({ key: "if", keySpan, value: lowerCondition(lowering, header.condition) });
      break;
    case "for":
      entries.push({ key: "matrix", keySpan, value: axesNode(lowering, header.axes, header.word) });
  }
}

const FIELDS = { after: "depends_on", if: "if", for: "matrix" } as const;

/** Names as a list; without any, a mistake has hidden them. */
export function namesNode(names: readonly Name[], word: Name): DocNode {
  if (names.length === 0) return unknownNode(word.span);
  const items = names.map(nameNode);
  const start = items.reduce((least, { span }) => Math.min(least, span.start), Infinity);
  const end = items.reduce((most, { span }) => Math.max(most, span.end), 0);
  return { kind: "seq", span: { start, end }, items };
}

const MATRIX = TASK.byName.get("matrix")?.type;
const AXIS = MATRIX?.kind === "map" ? MATRIX.value : undefined;

function axesNode(lowering: Lowering, axes: readonly Axis[], word: Name): DocNode {
  const [first] = axes;
  const last = axes.at(-1);
  if (first === undefined || last === undefined) return unknownNode(word.span);
  const entries: MapEntry[] = [];
  for (const { name, value } of axes) {
    lowering.add(entries, { key: name.text, keySpan: name.span, value: lowerValue(lowering, value, AXIS) });
  }
  return { kind: "map", span: { start: first.name.span.start, end: last.value.span.end }, entries };
}

/** A check that stands by itself as a task. */
export function lowerCheck(lowering: Lowering, check: CheckNode): MapNode {
  const { word, subject, span } = check;
  const id = lowering.ids.of(check) ?? "check";
  const entries = [
    { key: "id", keySpan: word.span, value: nameNode({ text: id, span: subject?.span ?? word.span }) },
    checkEntry(lowering, check),
  ];
  return { kind: "map", span, entries };
}

function checkEntry({ source }: Lowering, { word, sentence, span }: CheckNode): MapEntry {
  if (sentence === undefined) return { key: "check", keySpan: word.span, value: unknownNode(span) };
  const { value, pieces } = sourceText(source, sentence.span);
  const node: ScalarNode = { kind: "scalar", style: "pieces", span: sentence.span, value, source: value, pieces };
  // In one piece it is what was read; put together from several lines it is another text.
  const parsed = pieces.length === 1 ? { parsed: { kind: "check", sentence } as const } : {};
  return { key: "check", keySpan: word.span, value: { ...node, ...parsed } };
}
