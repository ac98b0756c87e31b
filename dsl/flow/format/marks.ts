import type { FlowFile } from "../tree.ts";
import { visitFlow } from "./visit_flow.ts";

/** What a file's tree says about its tokens. */
export interface Marks {
  /** Where expressions begin, with their ends. */
  readonly expressions: Map<number, number>;
  /** Where types begin, with their ends. */
  readonly types: Map<number, number>;
  /** Where sentences of checks begin, with their ends. */
  readonly sentences: Map<number, number>;
  /** Where the blocks' braces open, and whether the author wrote the block's only statement on the same line. */
  readonly blocks: Map<number, { readonly isShort: boolean }>;
  /** Where statements begin. */
  readonly statements: Set<number>;
}

/** Collects the marks of a file that was read without a mistake. */
export function marksOf(file: FlowFile): Marks {
  const marks: Marks = {
    expressions: new Map(),
    types: new Map(),
    sentences: new Map(),
    blocks: new Map(),
    statements: new Set([file.word.start]),
  };
  /** The blocks around the one at hand, as long as each of them may stay on its line. */
  let around: { readonly start: number; readonly end: number }[] = [];
  visitFlow(file, {
    block: ({ span, items }) => {
      const { start, end } = span;
      around = around.filter((outer) => outer.end > start);
      const isShort = items.length < 2 && !file.source.slice(start, end).includes("\n");
      marks.blocks.set(start, { isShort });
      if (isShort) around.push(span);
      else {
        // What holds a block of several lines has several lines itself.
        for (const outer of around) marks.blocks.set(outer.start, { isShort: false });
        around = [];
      }
      for (const item of items) marks.statements.add(item.span.start);
    },
    declare: ({ type }) => {
      if (type !== undefined) marks.types.set(type.start, type.end);
    },
    check: ({ sentence }) => {
      if (sentence !== undefined) marks.sentences.set(sentence.span.start, sentence.span.end);
    },
    value: ({ kind, span }) => {
      if (kind === "expr" || kind === "literal") marks.expressions.set(span.start, span.end);
    },
  });
  return marks;
}
