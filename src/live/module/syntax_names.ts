import type { SyntaxNode } from "../../sandbox/mod.ts";

/** Whether a field's value is a node. */
export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}

/** The nodes in a field that holds a list; none for any other. */
export function nodesOf(value: unknown): readonly SyntaxNode[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The name that an identifier or a literal stands for as a key; undefined for everything else. */
export function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "Identifier") return typeof node["name"] === "string" ? node["name"] : undefined;
  const { value } = node;
  return node.type === "Literal" && (typeof value === "string" || typeof value === "number") ? String(value) : undefined;
}

const FUNCTIONS: ReadonlySet<string> = new Set(["ArrowFunctionExpression", "FunctionExpression", "FunctionDeclaration"]);

export function isFunction(node: SyntaxNode): boolean {
  return FUNCTIONS.has(node.type);
}

/** What a module's names stand for, as far as the text alone tells. */
export interface SyntaxNames {
  /** Constants and functions by name; a name that is bound more than once is in none. */
  readonly values: ReadonlyMap<string, SyntaxNode>;
  /** What is pushed to a list, by the list's name; of one that is a property by a dot and its key. */
  readonly pushed: ReadonlyMap<string, readonly SyntaxNode[]>;
}

/** Finds what names stand for, in all of a module at once: a name that means two things in two places is left out. */
export function syntaxNames(tree: SyntaxNode): SyntaxNames {
  const values = new Map<string, SyntaxNode>();
  const pushed = new Map<string, SyntaxNode[]>();
  const counts = new Map<string, number>();
  const bind = (pattern: unknown, value?: unknown) => {
    for (const name of boundNames(pattern)) counts.set(name, (counts.get(name) ?? 0) + 1);
    const name = nameOf(pattern);
    if (name !== undefined && isNode(value)) values.set(name, value);
  };
  for (const node of everyNode(tree, () => true)) {
    if (node.type === "VariableDeclarator") bind(node["id"], node["init"]);
    else if (isFunction(node)) {
      if (node.type === "FunctionDeclaration") bind(node["id"], node);
      for (const param of nodesOf(node["params"])) bind(param);
    } else if (node.type === "CallExpression") notePush(node, pushed);
  }
  for (const [name, count] of counts) if (count > 1) values.delete(name);
  return { values, pushed };
}

function notePush(call: SyntaxNode, pushed: Map<string, SyntaxNode[]>): void {
  const { callee } = call;
  if (!isNode(callee) || callee.type !== "MemberExpression" || nameOf(callee["property"]) !== "push") return;
  const { object } = callee;
  const isProperty = isNode(object) && object.type === "MemberExpression" && object["computed"] !== true;
  const name = nameOf(isProperty ? object["property"] : object);
  if (name === undefined) return;
  const list = isProperty ? `.${name}` : name;
  const known = pushed.get(list) ?? [];
  pushed.set(list, known);
  for (const given of nodesOf(call["arguments"])) known.push(given);
}

/** Where a pattern goes on: not in keys and defaults. */
const PATTERNS: Readonly<Record<string, readonly string[]>> = {
  ObjectPattern: ["properties"],
  ArrayPattern: ["elements"],
  Property: ["value"],
  AssignmentPattern: ["left"],
  RestElement: ["argument"],
};

/** The names that a pattern binds. */
function* boundNames(pattern: unknown): Generator<string> {
  const stack = [pattern];
  while (stack.length > 0) {
    const node = stack.pop();
    if (!isNode(node)) continue;
    const name = node.type === "Identifier" ? nameOf(node) : undefined;
    if (name !== undefined) yield name;
    for (const field of PATTERNS[node.type] ?? []) {
      const value = node[field];
      if (Array.isArray(value)) { for (const item of value) stack.push(item); }
      else stack.push(value);
    }
  }
}

/** A node and what is within it, in the order of the text. `enter` says of each whether what is within it is of interest. */
export function* everyNode(root: SyntaxNode, enter: (node: SyntaxNode) => boolean): Generator<SyntaxNode> {
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    if (!enter(node)) continue;
    const before = stack.length;
    for (const value of Object.values(node)) {
      if (isNode(value)) stack.push(value);
      else if (Array.isArray(value)) { for (const item of value) if (isNode(item)) stack.push(item); }
    }
    if (stack.length > before + 1) reverseFrom(stack, before);
  }
}

function reverseFrom(stack: SyntaxNode[], begin: number): void {
  const children = stack.splice(begin).sort((a, b) => b.start - a.start);
  for (const child of children) stack.push(child);
}
