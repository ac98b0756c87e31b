import type { FormatResult } from "../../yaml/mod.ts";
import { parseFlow } from "../parse_flow.ts";
import { readFlow } from "../read_flow.ts";
import type { FlowFile } from "../tree.ts";
import { bareExpressions } from "./bare_expressions.ts";
import { clauseOrder } from "./clause_order.ts";
import { applyEdits, type Edit } from "./edit.ts";
import { printTokens } from "./print_tokens.ts";
import { readTokens } from "./read_tokens.ts";
import { unreadable } from "./unreadable.ts";

/**
 * Writes a flow file in the one form: two spaces a level, one statement a line (a block of one statement that its author wrote on one line
 * stays there, up to 120 columns), one space around operators and within braces, clauses in the order of the grammar, double quotes,
 * expressions bare. Comments and single blank lines stay, as do line ends within brackets and expressions.
 *
 * Formatting what it returned changes nothing, and the pipeline is the same before and after.
 *
 * @param text The file.
 * @param file Its name for diagnostics.
 *
 * @example
 * ```ts
 * const { text } = formatFlow("pipeline p{task a{run 'ls'}}", "p.flow");
 * console.assert(text === 'pipeline p { task a { run "ls" } }\n');
 * ```
 */
export function formatFlow(text: string, file: string): FormatResult {
  const { root, diagnostics } = readFlow(text, file);
  if (diagnostics.length > 0) return { text: undefined, root, diagnostics };
  const body = text.replace(/^\ufeff/, "");
  let parsed = parseFlow(body).file;
  const unknown = parsed && unreadable(parsed, file);
  if (unknown !== undefined) return { text: undefined, root, diagnostics: [unknown] };
  if (body.includes("\r\n")) parsed = parseFlow(body.replaceAll("\r\n", "\n")).file;
  for (const editsOf of [bareExpressions, clauseOrder]) parsed = parsed && edited(parsed, editsOf(parsed));
  return { text: parsed === undefined ? text : printTokens(readTokens(parsed)), root, diagnostics };
}

function edited(file: FlowFile, edits: readonly Edit[]): FlowFile | undefined {
  return edits.length === 0 ? file : parseFlow(applyEdits(file.source, edits)).file;
}
