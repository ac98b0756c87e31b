import { nameOf, nodesOf, type SyntaxNode } from "./syntax_node.ts";

/** A stretch of the text with names of its own; only names that are watched are kept. */
export interface Scope {
  readonly parent: Scope | undefined;
  /** Where `var` declares. */
  readonly holder: Scope;
  readonly names: Set<string>;
}

/** What the children of a node need to know to tell declared names from used ones. */
export interface ScopeContext {
  readonly scope: Scope;
  /** Where the declarators of a `var`, `let`, … put their names. */
  readonly declares: Scope;
  /** Set within a pattern: where it declares its names. */
  readonly binding: Scope | undefined;
}

/** What an identifier is, by where it stands. */
export type IdentifierRole = "declared" | "used" | "label";

/** The context of a module's outermost level. */
export function moduleContext(): ScopeContext {
  const scope = makeScope(undefined);
  return { scope, declares: scope, binding: undefined };
}

/** Whether a name that is used in a scope was declared in it or around it. */
export function isDeclared(name: string, scope: Scope): boolean {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) if (at.names.has(name)) return true;
  return false;
}

/** The context of a node itself, from that of its parent's children. */
export function contextAt(parent: SyntaxNode | undefined, field: string, context: ScopeContext): ScopeContext {
  const binding = bindingAt(parent, field, context);
  return binding === context.binding ? context : { ...context, binding };
}

/** Where an identifier or pattern at this place declares; undefined where it does not. */
function bindingAt(parent: SyntaxNode | undefined, field: string, { scope, declares, binding }: ScopeContext): Scope | undefined {
  switch (parent?.type) {
    case "VariableDeclarator":
      return field === "id" ? declares : undefined;
    case "FunctionDeclaration":
    case "ClassDeclaration":
      if (field === "id") return scope.parent ?? scope;
      return field === "params" ? scope : undefined;
    case "FunctionExpression":
    case "ArrowFunctionExpression":
    case "ClassExpression":
      return field === "id" || field === "params" ? scope : undefined;
    case "CatchClause":
      return field === "param" ? scope : undefined;
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
      return field === "local" ? scope : undefined;
    case "ArrayPattern":
    case "ObjectPattern":
    case "RestElement":
      return binding;
    case "Property":
      return field === "value" ? binding : undefined;
    case "AssignmentPattern":
      return field === "left" ? binding : undefined;
    default:
      return undefined;
  }
}

/** The context that a node gives its children. */
export function innerContext(node: SyntaxNode, context: ScopeContext): ScopeContext {
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
    case "StaticBlock": {
      const scope = makeScope(context.scope);
      return { scope, declares: scope, binding: undefined };
    }
    case "BlockStatement":
    case "ForStatement":
    case "ForInStatement":
    case "ForOfStatement":
    case "SwitchStatement":
    case "CatchClause":
    case "ClassDeclaration":
    case "ClassExpression": {
      const scope = makeScope(context.scope, context.scope.holder);
      return { scope, declares: scope, binding: undefined };
    }
    case "VariableDeclaration":
      return { ...context, declares: node["kind"] === "var" ? context.scope.holder : context.scope };
    default:
      return context;
  }
}

/** What an identifier at this place is; `context` is its own. */
export function roleOf(parent: SyntaxNode | undefined, field: string, context: ScopeContext): IdentifierRole {
  if (context.binding !== undefined) return "declared";
  switch (parent?.type) {
    case "MemberExpression":
      return field === "property" && parent["computed"] !== true ? "label" : "used";
    case "Property":
    case "MethodDefinition":
    case "PropertyDefinition":
    case "AccessorProperty":
      return field === "key" && parent["computed"] !== true ? "label" : "used";
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
      return field === "label" ? "label" : "used";
    case "ImportSpecifier":
    case "ExportAllDeclaration":
    case "MetaProperty":
    case "ImportAttribute":
    // What is exported was declared, or stands in another file.
    case "ExportSpecifier":
      return "label";
    default:
      return "used";
  }
}

/** What is called in the end: parentheses, `(0, f)` and `?.` taken away. */
export function calleeOf(node: SyntaxNode): SyntaxNode | undefined {
  let at: unknown = node["callee"] ?? node["tag"];
  for (;;) {
    const inner: unknown = at;
    const { type, expression, expressions } = (typeof inner === "object" && inner !== null ? inner : {}) as Record<string, unknown>;
    if (type === "ParenthesizedExpression" || type === "ChainExpression") at = expression;
    else if (type === "SequenceExpression") at = nodesOf(expressions).at(-1);
    else break;
  }
  return nameOf(at) === undefined ? undefined : at as SyntaxNode;
}

function makeScope(parent: Scope | undefined, holder?: Scope): Scope {
  const names = new Set<string>();
  if (holder !== undefined) return { parent, holder, names };
  const scope: { parent: Scope | undefined; holder: Scope | undefined; names: Set<string> } = { parent, holder: undefined, names };
  scope.holder = scope as Scope;
  return scope as Scope;
}
