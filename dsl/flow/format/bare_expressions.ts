import { parseExprAt } from "../../expr/mod.ts";
import { parseTemplate } from "../../template/mod.ts";
import { hasSugar } from "../from_yaml/print_condition.ts";
import type { FlowFile, TextValue } from "../tree.ts";
import type { Edit } from "./edit.ts";
import { visitFlow } from "./visit_flow.ts";

/** Finds the texts that are one `{{ expression }}` and mean the same without quotes and braces. */
export function bareExpressions(file: FlowFile): readonly Edit[] {
  const edits: Edit[] = [];
  visitFlow(file, {
    value: (value, place) => {
      const bare = value.kind === "text" && place !== "text" ? bareOf(file.source, value) : undefined;
      if (bare !== undefined) edits.push({ ...value.span, text: place === "word" ? `(${bare})` : bare });
    },
  });
  return edits;
}

function bareOf(source: string, { value, span }: TextValue): string | undefined {
  if (!value.startsWith("{{") || source.startsWith('"""', span.start)) return undefined;
  const { whole, problems } = parseTemplate(value);
  if (whole?.expr === undefined || whole.isRaw || problems.length > 0) return undefined;
  const { expr, source: written } = whole;
  // A literal would be one, a name might be a fixed word, and what begins with a bracket a map or list.
  if (expr.kind === "literal" || expr.kind === "ident" || /^[[{.]|\n/.test(written) || hasSugar(expr)) return undefined;
  const bare = parseExprAt(written, 0, { layout: { endsAtLine: true } });
  return bare.expr !== undefined && bare.end === written.length ? written : undefined;
}
