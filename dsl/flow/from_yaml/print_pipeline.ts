import type { Span } from "../../../src/core/mod.ts";
import { PIPELINE } from "../../schema/mod.ts";
import type { DocNode, MapEntry, MapNode } from "../../tree.ts";
import { PIPELINE_FORMS, settingForm, SOURCE_FORMS } from "../forms.ts";
import { SOURCES } from "../parse_item.ts";
import type { Comments } from "./comments.ts";
import { entrySpan, Lines } from "./lines.ts";
import { printDeclare, printSecret } from "./print_declare.ts";
import { printNodes } from "./print_nodes.ts";
import { printItems, printStatement } from "./print_statement.ts";
import { printTask } from "./print_task.ts";
import { printName } from "./print_text.ts";

/** Words of the blocks that hold hooks. */
const HOOKS: Readonly<Record<string, string>> = { finally: "finally", on_failure: "on failure", on_success: "on success" };

/** Prints a document as flow that only lacks its form. */
export function printPipeline(root: MapNode, name: string, comments: Comments): string {
  const lines = new Lines(comments);
  const named = root.entries.find(({ key }) => key === "name");
  const first = root.entries.reduce((least, { keySpan }) => Math.min(least, keySpan.start), Infinity);
  lines.addComments(comments.takeBefore(first));
  lines.add(`pipeline ${printName(name)} {`, ...(named === undefined ? [] : [entrySpan(named)]));
  for (const entry of root.entries) {
    if (entry !== named) printEntry(lines, entry);
  }
  const rest = comments.take({ start: 0, end: Infinity });
  const last = comments.takeBefore(Infinity);
  lines.addComments([...rest, ...last.filter(({ start }) => !comments.isAtMargin(start))]);
  lines.push("}");
  lines.addComments(last.filter(({ start }) => comments.isAtMargin(start)));
  return lines.text;
}

function printEntry(lines: Lines, entry: MapEntry): void {
  const { key, value } = entry;
  const { comments } = lines;
  const hook = Object.hasOwn(HOOKS, key) ? HOOKS[key] : undefined;
  if (hook !== undefined) {
    lines.add(`${hook} {`, headOf(entry));
    for (const task of itemsOf(value)) if (task.kind === "map") printTask(lines, task);
    return lines.push("}");
  }
  const isGroup = key === "tasks" || key === "config" || key === "params" || key === "secrets" || key === "on";
  if (!isGroup) {
    const text = printStatement(comments, PIPELINE_FORMS.get(key) ?? settingForm(key), value, PIPELINE.byName.get(key)?.type);
    return lines.add(text, entrySpan(entry));
  }
  printGroupHead(lines, entry);
  if (key === "tasks") return printNodes(lines, itemsOf(value));
  for (const inner of value.kind === "map" ? value.entries : []) {
    if (key === "secrets") printSecret(lines, inner);
    else if (key === "on") printSource(lines, inner);
    else printDeclare(lines, key === "config" ? "config" : "param", inner);
  }
}

/** What stands at the name of a group that flow has no word for. */
function printGroupHead(lines: Lines, entry: MapEntry): void {
  const comments = lines.comments.take(headOf(entry));
  lines.addComments(comments.filter(({ isBehind }) => !isBehind));
  lines.space(entry.keySpan.start);
  lines.addComments(comments.filter(({ isBehind }) => isBehind));
}

/** From a group's name to its first entry. */
function headOf({ keySpan }: MapEntry): Span {
  return { start: keySpan.start, end: keySpan.start + 1 };
}

function itemsOf(node: DocNode): readonly DocNode[] {
  return node.kind === "seq" ? node.items : [];
}

function printSource(lines: Lines, entry: MapEntry): void {
  const { key, value } = entry;
  const form = SOURCE_FORMS.get(key) ?? settingForm(key);
  const type = SOURCES.byName.get(key)?.type;
  const texts = form.isList ? printItems(lines.comments, form, value, type) : undefined;
  if (texts === undefined) return lines.add(`on ${printStatement(lines.comments, form, value, type)}`, entrySpan(entry));
  const items = value.kind === "seq" ? value.items : [value];
  texts.forEach((text, index) => {
    const own = index === 0 ? [headOf(entry)] : [];
    lines.add(`on ${text}`, ...own, items[index]?.span ?? entry.keySpan);
  });
}
