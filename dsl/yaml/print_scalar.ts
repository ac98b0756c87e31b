import { type CST, Scalar, type ScalarTag } from "yaml";
import { blockIndentation } from "./block_offsets.ts";

/** What the library hands to a tag that prints a node. */
export type PrintContext = Parameters<NonNullable<ScalarTag["stringify"]>>[1];

/**
 * Prints a scalar as its author wrote it, only indented anew: the library would fold, unfold and rewrite numbers. Single quotes become double
 * ones where no backslash or double quote is inside.
 *
 * @param item A scalar with its source token.
 * @param onComment Called when the comment has been printed here.
 * @param onChompKeep Called when the text's own blank lines end it.
 */
export function printScalar(item: Scalar, context: PrintContext, onComment?: () => void, onChompKeep?: () => void): string {
  const token = item.srcToken;
  if (token?.type === "block-scalar") return printBlock(item, token, context, onComment, onChompKeep);
  if (token === undefined || !("source" in token)) return item.source ?? "";
  const source = token.source;
  if (source.includes("\n")) return continued(source, context.indent);
  const isSimple = token.type === "single-quoted-scalar" && !/["\\]/.test(source);
  return isSimple ? `"${source.slice(1, -1).replaceAll("''", "'")}"` : source;
}

/** Text over several lines keeps them; white space around line ends means nothing, unless a backslash holds it. */
function continued(source: string, indent: string): string {
  const lines = source.split("\n").map((line, i) => (i === 0 ? line : line.trimStart()).replace(/(?<![\\ \t])[ \t]+$/, ""));
  return lines.map((line, i) => i === 0 || line === "" ? line : indent + line).join("\n");
}

function printBlock(item: Scalar, token: CST.BlockScalar, context: PrintContext, onComment?: () => void, onChompKeep?: () => void): string {
  const written = token.props[0] !== undefined && "source" in token.props[0] ? token.props[0].source : "|";
  const chomp = /[-+]/.exec(written)?.[0] ?? "";
  const value = String(item.value);
  const lines = token.source.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const cut = blockIndentation(lines, value);
  const body = lines.map((line) => line.slice(Math.min(cut, line.length - line.trimStart().length)));
  if (chomp === "+") onChompKeep?.();
  else while (body.at(-1)?.trim() === "") body.pop();
  const needsIndicator = /^\n*[ \t]/.test(value);
  let header = (written[0] ?? "|") + (needsIndicator ? "2" : "") + chomp;
  const comment = token.props.find(({ type }) => type === "comment");
  if (comment !== undefined && "source" in comment) {
    header += " " + comment.source.trimEnd();
    onComment?.();
  }
  const indent = context.indent || "  ";
  return [header, ...body.map((line) => line === "" ? "" : indent + line)].join("\n");
}
