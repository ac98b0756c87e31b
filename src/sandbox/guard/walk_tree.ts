import { isNode, type SyntaxNode } from "./syntax_node.ts";

/** What a visitor is told about a node besides the node. */
export interface Visited<C> {
  readonly parent: SyntaxNode | undefined;
  /** The parent's field that holds it. */
  readonly field: string;
  /** How many nodes are around it; the links of a chain, such as `a + b + c`, count once. */
  readonly level: number;
  /** What the visitor gave for the parent. */
  readonly context: C;
}

/** Fields that continue a chain: their depth grows with the length of the text, not with its nesting. */
const CHAINS: Readonly<Record<string, string>> = {
  BinaryExpression: "left",
  LogicalExpression: "left",
  MemberExpression: "object",
  CallExpression: "callee",
  TaggedTemplateExpression: "tag",
  ChainExpression: "expression",
  ConditionalExpression: "alternate",
  IfStatement: "alternate",
};

/**
 * Visits every node in the order of the text, parents first, without recursion: any depth that a parser survives is fine. Every field that
 * holds a node is followed, known or not.
 *
 * @param visit Returns the context that the node's children get.
 */
export function walkTree<C>(root: SyntaxNode, context: C, visit: (node: SyntaxNode, visited: Visited<C>) => C): void {
  const stack: { node: SyntaxNode; visited: Visited<C> }[] = [{ node: root, visited: { parent: undefined, field: "", level: 0, context } }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, visited } = next;
    const inner = visit(node, visited);
    const before = stack.length;
    for (const field of Object.keys(node)) {
      const value = node[field];
      if (typeof value !== "object" || value === null) continue;
      const level = CHAINS[node.type] === field ? visited.level : visited.level + 1;
      const child = { parent: node, field, level, context: inner };
      if (Array.isArray(value)) {
        for (const item of value) if (isNode(item)) stack.push({ node: item, visited: child });
      } else if (isNode(value)) stack.push({ node: value, visited: child });
    }
    reverse(stack, before);
  }
}

function reverse<T>(items: T[], from: number): void {
  for (let low = from, high = items.length - 1; low < high; low++, high--) {
    const item = items[low];
    const other = items[high];
    if (item === undefined || other === undefined) return;
    items[low] = other;
    items[high] = item;
  }
}
