/** A node of the syntax tree, as far as the guard relies on it; offsets are UTF-16 units of the text that was parsed. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** Whether a field's value is a node. */
export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}

/** The nodes in a field that holds a list; none for any other. */
export function nodesOf(value: unknown): readonly SyntaxNode[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The text of an identifier or of a string literal; undefined for everything else. */
export function nameOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  const name = value.type === "Identifier" ? value["name"] : value.type === "Literal" ? value["value"] : undefined;
  return typeof name === "string" ? name : undefined;
}
