import { entryOf, isText } from "../document/reading.ts";
import type { TaskInDocument } from "./task_nodes.ts";

/** A task in a few words: what it does and what it waits for. */
export function taskMarkdown({ id, kind, node }: TaskInDocument): string {
  const what = kind === undefined ? undefined : entryOf(node, kind);
  const shown = what !== undefined && isText(what) ? ` \`${firstLine(what.value)}\`` : "";
  const description = entryOf(node, "description");
  const waits = entryOf(node, "depends_on");
  const names = waits === undefined ? [] : (waits.kind === "seq" ? waits.items : [waits]).filter(isText).map(({ value }) => `\`${value}\``);
  return [
    `Task **${id}** · ${kind ?? "router"}${shown}`,
    ...(description !== undefined && isText(description) ? [description.value] : []),
    ...(names.length === 0 ? [] : [`After ${names.join(", ")}.`]),
  ].join("\n\n");
}

/** A text that fits into one line, without the quotes that would end it. */
function firstLine(text: string): string {
  const line = text.trim().split("\n", 1)[0] ?? "";
  const short = line.length > 80 ? `${line.slice(0, 79)}…` : line;
  return short.replaceAll("`", "'");
}
