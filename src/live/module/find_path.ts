import type { Span } from "../../core/mod.ts";
import type { SyntaxNode } from "../../sandbox/mod.ts";
import { type ModuleSyntax, spanOf } from "./module_syntax.ts";
import { isNode, nameOf, nodesOf } from "./syntax_names.ts";

/**
 * The place that a path such as `tasks[2].env.NAME` leads to, as far as literals show the way.
 *
 * @returns The innermost expression on the way that is known; undefined when not even the first step is.
 */
export function findPath(syntax: ModuleSyntax, root: SyntaxNode, path: string): Span | undefined {
  let place: Span | undefined;
  let node: SyntaxNode | undefined = root;
  let rest = path;
  let key: string | undefined;
  while (node !== undefined && rest !== "") {
    const step: Step | undefined = stepFrom(syntax.literals(node), rest) ?? computedStep(syntax, node, rest, key);
    if (step === undefined) break;
    place = spanOf(step.node);
    node = step.node;
    key = /\w+$/.exec(rest.slice(0, rest.length - step.rest.length))?.[0];
    rest = step.rest;
  }
  return place;
}

interface Step {
  readonly node: SyntaxNode;
  readonly rest: string;
}

/** A step into a list that was put together: the first expression of its items that has the next step. */
function computedStep(syntax: ModuleSyntax, node: SyntaxNode, path: string, key: string | undefined): Step | undefined {
  const [whole] = /^\[\d+\]/.exec(path) ?? [];
  if (whole === undefined) return undefined;
  const rest = path.slice(whole.length);
  for (const item of syntax.items(node, key)) if (stepFrom(syntax.literals(item), rest) !== undefined) return { node: item, rest };
  return undefined;
}

function stepFrom(literals: readonly SyntaxNode[], path: string): Step | undefined {
  const [whole, digits] = /^\[(\d+)\]/.exec(path) ?? [];
  const from = path.startsWith(".") ? path.slice(1) : path;
  let best: Step | undefined;
  for (const literal of literals) {
    if (literal.type === "ArrayExpression" && whole !== undefined) {
      const { elements } = literal;
      const items: readonly unknown[] = Array.isArray(elements) ? elements : [];
      const item = items[Number(digits)];
      const isShifted = nodesOf(items.slice(0, Number(digits) + 1)).some(({ type }) => type === "SpreadElement");
      if (isNode(item) && !isShifted) return { node: item, rest: path.slice(whole.length) };
    }
    if (literal.type !== "ObjectExpression") continue;
    for (const each of nodesOf(literal["properties"])) {
      const key = each["computed"] === true ? undefined : nameOf(each["key"]);
      if (key === undefined || !isNode(each["value"]) || !from.startsWith(key) || !/^(?:$|[.[])/.test(from.slice(key.length))) continue;
      // A key may hold dots itself: the longest that fits.
      if (best === undefined || from.length - key.length <= best.rest.length) best = { node: each["value"], rest: from.slice(key.length) };
    }
  }
  return best;
}
