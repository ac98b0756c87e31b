import type { FlowFile } from "../tree.ts";
import type { Edit } from "./edit.ts";
import { visitFlow } from "./visit_flow.ts";

const HEADERS = ["after", "if", "for"];

/** Finds the clauses that do not stand in the order of the grammar. */
export function clauseOrder(file: FlowFile): readonly Edit[] {
  const edits: Edit[] = [];
  const add = (starts: readonly number[], words: readonly string[], order: readonly string[], end: number): void => {
    const edit = reordered(file.source, starts, words, order, end);
    if (edit !== undefined) edits.push(edit);
  };
  visitFlow(file, {
    task: ({ headers, block }) => {
      const end = block?.span.start;
      if (end !== undefined) add(headers.map(({ word }) => word.span.start), headers.map(({ kind }) => kind), HEADERS, end);
    },
    statement: ({ clauses, form, span }) => {
      const words = clauses.map(({ word }) => word.text);
      add(clauses.map(({ word }) => word.span.start), words, form.clauses.map(({ word }) => word), span.end);
    },
  });
  return edits;
}

/** The clauses in order; undefined when they are, or when comments or lines between them would lose their place. */
function reordered(
  source: string,
  starts: readonly number[],
  words: readonly string[],
  order: readonly string[],
  end: number,
): Edit | undefined {
  const [start] = starts;
  const ranks = words.map((word) => order.includes(word) ? order.indexOf(word) : order.length);
  if (start === undefined || ranks.every((rank, index) => rank >= (ranks[index - 1] ?? 0))) return undefined;
  const whole = source.slice(start, end);
  if (/[\n#]/.test(whole)) return undefined;
  const parts = starts.map((from, index) => ({ rank: ranks[index] ?? 0, text: source.slice(from, starts[index + 1] ?? end).trim() }));
  const blank = /\s*$/.exec(whole)?.[0] ?? "";
  return { start, end, text: parts.toSorted((a, b) => a.rank - b.rank).map(({ text }) => text).join(" ") + blank };
}
