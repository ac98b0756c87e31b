import { isJoined, parseCheck, sentenceTokens } from "../check/mod.ts";
import { applyEdits, type Edit } from "../flow/format/edit.ts";
import type { DocNode, ScalarNode } from "../tree.ts";
import { offsetInNode } from "./offset_in_node.ts";
import { entryOf, isText } from "./reading.ts";

/**
 * Puts the blanks that they lack into the sentences of a YAML document's checks, and takes out what is too many: `disk usage>90%` becomes
 * `disk usage > 90%`. What stands within quotes is left alone, and so are sentences of several lines and those that are wrong.
 *
 * @param root What was read from the text.
 * @returns The text, of which only blanks are others.
 */
export function spaceChecks(root: DocNode, text: string): string {
  return applyEdits(text, sentencesOf(root).flatMap((node) => editsOf(node, text)));
}

function editsOf(node: ScalarNode & { readonly value: string }, text: string): readonly Edit[] {
  if (text.slice(node.span.start, node.span.end).includes("\n") || parseCheck(node.value).check === undefined) return [];
  const edits: Edit[] = [];
  const tokens = sentenceTokens(node.value, { start: 0, end: node.value.length });
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    if (before === undefined) continue;
    const wanted = isJoined(before, token) ? "" : " ";
    if (node.value.slice(before.span.end, token.span.start) === wanted) continue;
    const [start, end] = [before.span.end, token.span.start].map((offset) => offsetInNode(text, node, offset));
    if (start !== undefined && end !== undefined) edits.push({ start, end, text: wanted });
  }
  return edits;
}

/** The sentences of all tasks, each once: an alias stands for the text that it names. */
function sentencesOf(root: DocNode): readonly (ScalarNode & { readonly value: string })[] {
  if (root.kind !== "map") return [];
  const found = new Map<number, ScalarNode & { readonly value: string }>();
  for (const { value } of root.entries) {
    for (const task of value.kind === "seq" ? value.items : []) {
      const sentence = task.kind === "map" ? entryOf(task, "check") : undefined;
      if (sentence !== undefined && isText(sentence)) found.set(sentence.span.start, sentence);
    }
  }
  return [...found.values()];
}
