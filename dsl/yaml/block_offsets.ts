import type { ScalarNode } from "../tree.ts";

/** A line of the source without its indentation. */
interface SourceLine {
  readonly start: number;
  readonly text: string;
  /** Where its line end stands. */
  readonly end: number;
}

/** The offset in `text` of every character of a `|` or `>` scalar, but for the line ends behind its last line. */
export function blockOffsets(text: string, node: ScalarNode): number[] {
  const lines = contentLines(text, node);
  return node.style === "literal" ? literalOffsets(lines) : foldedOffsets(lines);
}

function contentLines(text: string, node: ScalarNode): SourceLine[] {
  const header = text.indexOf("\n", node.span.start);
  if (header === -1 || header >= node.span.end) return [];
  const raw: SourceLine[] = [];
  for (let start = header + 1; start <= node.span.end;) {
    const lineEnd = text.indexOf("\n", start);
    const end = lineEnd === -1 ? text.length : lineEnd;
    const stop = text[end - 1] === "\r" && end > start ? end - 1 : end;
    raw.push({ start, text: text.slice(start, stop), end: stop });
    start = end + 1;
  }
  const indent = blockIndentation(raw.map((line) => line.text), node.source);
  return raw.map((line) => {
    const cut = Math.min(indent, leadingSpaces(line.text));
    return { start: line.start + cut, text: line.text.slice(cut), end: line.end };
  });
}

/**
 * How far the text of a block scalar is indented: what its first line has more in the source than in the value, which is right for
 * explicit indentation too.
 *
 * @param lines As they stand in the source.
 */
export function blockIndentation(lines: readonly string[], value: string): number {
  const inSource = lines.find((line) => line.trim() !== "") ?? "";
  const inValue = value.split("\n").find((line) => line.trim() !== "") ?? "";
  return leadingSpaces(inSource) - leadingSpaces(inValue);
}

function leadingSpaces(line: string): number {
  let p = 0;
  while (line[p] === " ") p++;
  return p;
}

function literalOffsets(lines: readonly SourceLine[]): number[] {
  const offsets: number[] = [];
  lines.forEach((line, i) => {
    if (i > 0) offsets.push(lines[i - 1]?.end ?? line.start);
    pushText(offsets, line);
  });
  return offsets;
}

/** The steps of {@link foldLines}, with places instead of characters. */
function foldedOffsets(lines: readonly SourceLine[]): number[] {
  const offsets: number[] = [];
  const leading = lines.findIndex((line) => line.text !== "");
  for (const line of lines.slice(0, Math.max(0, leading))) offsets.push(line.end);
  let separator: number[] = [];
  let isSpace = false;
  let wasIndented = false;
  for (const line of lines.slice(Math.max(0, leading))) {
    if (line.text === "") {
      if (separator.length === 1 && !isSpace) offsets.push(...separator);
      separator = [line.end];
      isSpace = false;
      continue;
    }
    const isIndented = line.text.startsWith(" ") || line.text.startsWith("\t");
    if (isIndented && !isSpace && !wasIndented && separator.length === 1) separator = [...separator, ...separator];
    offsets.push(...separator);
    pushText(offsets, line);
    separator = [line.end];
    isSpace = !isIndented;
    wasIndented = isIndented;
  }
  return offsets;
}

function pushText(offsets: number[], line: SourceLine): void {
  for (let i = 0; i < line.text.length; i++) offsets.push(line.start + i);
}
