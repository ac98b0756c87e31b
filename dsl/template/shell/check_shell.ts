import type { Reference, ShellFamily } from "../../../src/core/mod.ts";
import type { ExprProblem } from "../../expr/mod.ts";
import type { Scope } from "../../scope/mod.ts";
import { checkExpression } from "../check_expression.ts";
import { parseExpression, unclosedProblem } from "../parse_template.ts";
import { needProblem } from "./need_problem.ts";
import { scanShell } from "./scan_shell.ts";
import type { Refusal, ShellSlot } from "./slot.ts";

/** What `run` text was found to be. */
export interface CheckedShell {
  /** Everything wrong, by place; spans count UTF-16 units of the text. */
  readonly problems: readonly ExprProblem[];
  /** The paths that its expressions read, each once. */
  readonly references: readonly Reference[];
}

/**
 * Checks `run` text: each expression's syntax and types, and whether its value can be handed over at its place without becoming code.
 * Never throws.
 *
 * @param family Which quoting rules the text follows.
 */
export function checkShell(text: string, scope: Scope, family: ShellFamily): CheckedShell {
  if (!text.includes("{{")) return { problems: [], references: [] };
  const { slots, unclosed } = scanShell(text, family);
  const problems: ExprProblem[] = [];
  const references = new Map<string, Reference>();
  for (const slot of slots) {
    if (slot.form === "literal") continue;
    const expression = parseExpression(slot.span, slot.source, slot.offset, problems);
    // A text such as `awk '{{ print }}'` is told about its place alone: that it is no expression is no news.
    if (slot.refusal !== undefined && expression.expr === undefined && expression.source !== "") dropWithin(problems, slot);
    if (slot.refusal !== undefined && !expression.isRaw) {
      problems.push(problemAt(slot, slot.refusal));
      if (expression.expr === undefined) continue;
    }
    const checked = checkExpression(expression, scope);
    problems.push(...checked.problems);
    for (const path of checked.references) references.set(JSON.stringify(path), path);
    const need = expression.isRaw || slot.refusal !== undefined || expression.expr === undefined
      ? undefined
      : needProblem(slot, checked.type);
    if (need !== undefined) problems.push(problemAt(slot, need));
  }
  if (unclosed !== undefined) problems.push(unclosedProblem(unclosed));
  return { problems: problems.sort((a, b) => a.span.start - b.span.start), references: [...references.values()] };
}

function problemAt(slot: ShellSlot, refusal: Refusal): ExprProblem {
  return { code: refusal.code, severity: "error", message: refusal.message, span: slot.span, hint: refusal.hint };
}

function dropWithin(problems: ExprProblem[], slot: ShellSlot): void {
  while ((problems.at(-1)?.span.start ?? -1) >= slot.span.start) problems.pop();
}
