import type { Span } from "../../src/core/mod.ts";
import type { DocNode } from "../tree.ts";
import { readFast } from "./fast.ts";

/**
 * Reads a document whose lines all end in CRLF as if they ended in LF, and moves the places back.
 *
 * @returns undefined for a document that is left to the library, such as one of mixed line ends.
 */
export function readFastCrlf(text: string): DocNode | undefined {
  const body = text.replaceAll("\r\n", "\n");
  const lineEnds: number[] = [];
  for (let p = body.indexOf("\n"); p !== -1; p = body.indexOf("\n", p + 1)) lineEnds.push(p);
  if (body.length + lineEnds.length !== text.length) return undefined;
  const root = readFast(body);
  return root === undefined ? undefined : moved(root, lineEnds);
}

function moved(node: DocNode, lineEnds: readonly number[]): DocNode {
  const span = movedSpan(node.span, lineEnds);
  if (node.kind === "scalar") return { ...node, span };
  if (node.kind === "seq") return { ...node, span, items: node.items.map((item) => moved(item, lineEnds)) };
  const entries = node.entries.map(({ key, keySpan, value }) => ({
    key,
    keySpan: movedSpan(keySpan, lineEnds),
    value: moved(value, lineEnds),
  }));
  return { ...node, span, entries };
}

function movedSpan({ start, end }: Span, lineEnds: readonly number[]): Span {
  return { start: start + countBefore(lineEnds, start), end: end + countBefore(lineEnds, end) };
}

/** How many of the ascending numbers are less than `limit`. */
function countBefore(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? Infinity) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
