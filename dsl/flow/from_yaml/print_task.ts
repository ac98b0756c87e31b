import type { Span } from "../../../src/core/mod.ts";
import { KINDS, TASK } from "../../schema/mod.ts";
import type { MapEntry, MapNode } from "../../tree.ts";
import { settingForm, TASK_FORMS } from "../forms.ts";
import { fieldOf } from "../value_types.ts";
import { entrySpan, Lines } from "./lines.ts";
import { onOneLine, printCondition } from "./print_condition.ts";
import { printItems, printStatement, settingOf } from "./print_statement.ts";
import { printName } from "./print_text.ts";
import { printValue, textOf } from "./print_value.ts";
import { idOf, namesOf, valueAt } from "./task_fields.ts";

/** Fields that stand in a task's first line. */
const HEADER: ReadonlySet<string> = new Set(["id", "depends_on", "if", "matrix"]);

/** Prints a task with its block. */
export function printTask(lines: Lines, task: MapNode): void {
  const { comments } = lines;
  const header = printHeader(lines, task);
  const headerSpans = task.entries.filter(({ key }) => HEADER.has(key)).map(entrySpan);
  const { start } = task.span;
  const own = comments.take(comments.isOneLine(task.span) ? task.span : { start, end: start + 1 }, ...headerSpans);
  const block = new Lines(comments);
  const beside = besideOf(lines, task);
  for (const entry of task.entries) {
    if (!HEADER.has(entry.key) && beside?.spans.has(entry) !== true) printStep(block, entry, beside);
  }
  block.addComments(comments.take(task.span));
  const isShort = !/[\n#]/.test(block.text);
  if (isShort) return lines.addWith(`${header} { ${block.text} }`, own, start);
  lines.addWith(`${header} {`, own, start);
  lines.push(block.text);
  lines.push("}");
}

function printHeader({ comments }: Lines, task: MapNode): string {
  const written = valueAt(task, "if");
  const condition = written === undefined ? undefined : printCondition(written);
  const matrix = valueAt(task, "matrix");
  const after = namesOf(valueAt(task, "depends_on"));
  const type = TASK.byName.get("matrix")?.type;
  const axes = matrix?.kind === "map"
    ? matrix.entries.map(({ key, value }) => `${printName(key)} in ${printValue(comments, value, fieldOf(type, key))}`)
    : [];
  return [
    `task ${printName(idOf(task))}`,
    ...(after.length > 0 ? [`after ${after.map(printName).join(", ")}`] : []),
    ...(condition === undefined ? [] : [`if ${condition}`]),
    ...(axes.length > 0 ? [`for ${axes.join(", ")}`] : []),
  ].join(" ");
}

/** Fields that a kind's line says with `with`. */
interface Beside {
  readonly kind: string;
  readonly text: string;
  readonly spans: ReadonlyMap<MapEntry, Span>;
}

/** What the line of a task's kind says besides: the parameters of a pipeline, what a script may do. */
function besideOf({ comments }: Lines, task: MapNode): Beside | undefined {
  const kind = task.entries.find(({ key }) => KINDS.includes(key));
  if (kind?.value.kind !== "scalar" || textOf(kind.value).includes("\n")) return undefined;
  const fields = kind.key === "script" ? ["permissions", "limits"] : kind.key === "pipeline" || kind.key === "plugin" ? ["with"] : [];
  const entries = task.entries.filter((entry) => fields.includes(entry.key) && !comments.has(entrySpan(entry)));
  const parts: string[] = [];
  const spans = new Map<MapEntry, Span>();
  for (const key of fields) {
    const entry = entries.find((candidate) => candidate.key === key);
    if (entry === undefined) continue;
    const type = TASK.byName.get(key)?.type;
    if (key === "limits") {
      if (entry.value.kind !== "map" || entry.value.entries.length === 0) continue;
      parts.push(...entry.value.entries.map(({ key: name, value }) => `${name} ${printValue(comments, value, fieldOf(type, name))}`));
    } else parts.push(key === "with" ? printValue(comments, entry.value, type) : `${key} ${printValue(comments, entry.value, type)}`);
    spans.set(entry, entrySpan(entry));
  }
  return parts.length === 0 ? undefined : { kind: kind.key, text: ` with ${parts.join(", ")}`, spans };
}

function printStep(block: Lines, entry: MapEntry, beside: Beside | undefined): void {
  const { comments } = block;
  const { key, value } = entry;
  const span = entrySpan(entry);
  const type = TASK.byName.get(key)?.type;
  if (key === "check" && value.kind === "scalar") return block.add(`check ${onOneLine(textOf(value).trim())}`, span);
  if (key === "preconditions") {
    const form = TASK_FORMS.get("require") ?? settingForm(key);
    const texts = printItems(comments, form, value, type);
    if (texts === undefined || texts.length === 0) return block.add(printStatement(comments, settingOf(form), value, type), span);
    const items = value.kind === "seq" ? value.items : [value];
    const first = { start: span.start, end: items[0]?.span.start ?? span.end };
    return texts.forEach((text, index) => block.add(text, ...(index === 0 ? [first] : []), items[index]?.span ?? span));
  }
  const form = TASK_FORMS.get(key) ?? settingForm(key);
  const text = printStatement(comments, form, value, type);
  if (beside?.kind === key) block.add(text + beside.text, span, ...beside.spans.values());
  else block.add(text, span);
}
