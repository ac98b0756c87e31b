import { type Problem, snippet } from "./problem.ts";
import { lineEnd, lineStart } from "./text_lines.ts";

/** The problem of `{{ }}` that YAML took for brackets, from `start` on. */
export function templateProblem(text: string, start: number): Problem {
  return {
    code: "yaml_complex_key",
    message: `${snippet(text)} without quotes is a mapping, not an expression`,
    start,
    end: start + text.length,
    hint: "Put the whole text into quotes",
  };
}

/** Where a value may begin, and then two braces. */
const OPENING = /(?:^|[:,[-]) *(?=\{\{)/g;

/**
 * Finds out whether a problem is there because a template before it on its line has no quotes: what the library says about brackets and
 * commas inside an expression helps nobody.
 *
 * @returns The problem to show instead, undefined when no template is to blame.
 */
export function unquotedTemplate(problem: Problem, text: string): Problem | undefined {
  if (problem.structural !== true && problem.code !== "yaml_nested_mapping" && problem.code !== "yaml_extra_comma") return undefined;
  const from = lineStart(text, problem.start);
  const line = text.slice(from, lineEnd(text, problem.start));
  for (const match of line.matchAll(OPENING)) {
    const at = match.index + match[0].length;
    if (from + at > problem.start) return undefined;
    const closing = line.indexOf("}}", at);
    const end = closing === -1 ? line.trimEnd().length : closing + 2;
    return { ...templateProblem(line.slice(at, end), from + at), structural: true };
  }
  return undefined;
}
