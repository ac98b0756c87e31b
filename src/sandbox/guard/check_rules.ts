import type { Code, Span } from "../../core/mod.ts";
import { GUARD_LIMITS } from "./limits.ts";
import { calleeOf, contextAt, innerContext, isDeclared, moduleContext, roleOf, type Scope, type ScopeContext } from "./name_scopes.ts";
import { ruleIndex } from "./rule_index.ts";
import type { Level, Rule } from "./rules.ts";
import { isNode, nameOf, type SyntaxNode } from "./syntax_node.ts";
import { walkTree } from "./walk_tree.ts";

/** A place where a rule is broken. */
export interface RuleBreak {
  readonly code: Code;
  readonly message: string;
  readonly span: Span;
  readonly hint: string;
}

/** Ways to the realm itself; what is refused as a name is refused as their property too. */
const REALMS = new Set(["globalThis", "self"]);

/** Checks a module's tree against the rules of a level. Specifiers are looked at where they are resolved. */
export function checkRules(tree: SyntaxNode, level: Level): RuleBreak[] {
  const rules = ruleIndex(level);
  const breaks: RuleBreak[] = [];
  const uses: { name: string; node: SyntaxNode; scope: Scope; rule: Rule }[] = [];
  let tooDeep: SyntaxNode | undefined;
  walkTree<ScopeContext>(tree, moduleContext(), (node, visited) => {
    if (visited.level > GUARD_LIMITS.nesting) tooDeep ??= node;
    const context = contextAt(visited.parent, visited.field, visited.context);
    const rule = rules.node(node.type) ?? formRule(node);
    if (rule !== undefined && breaks.length < GUARD_LIMITS.diagnostics) breaks.push(breakOf(rule, node));
    if (node.type === "Identifier") seeName(node, visited.parent, visited.field, context);
    else if (node.type === "CallExpression" || node.type === "NewExpression" || node.type === "TaggedTemplateExpression") {
      seeCall(node, context);
    } else if (node.type === "MemberExpression") seeMember(node, context);
    return innerContext(node, context);
  });
  for (const { name, node, scope, rule } of uses) {
    if (breaks.length < GUARD_LIMITS.diagnostics && !isDeclared(name, scope)) breaks.push(breakOf(rule, node));
  }
  if (tooDeep !== undefined) {
    breaks.push({
      code: "script_too_large",
      message: `More than ${GUARD_LIMITS.nesting} pieces of syntax within each other`,
      span: { start: tooDeep.start, end: tooDeep.start + 1 },
      hint: "Split the expression into several, or keep data in a JSON file",
    });
  }
  return breaks.sort((a, b) => a.span.start - b.span.start);

  function formRule(node: SyntaxNode): Rule | undefined {
    if (node.type === "MetaProperty") return nameOf(node["meta"]) === "import" ? rules.form("import_meta") : undefined;
    if (node.type === "ImportDeclaration" && typeof node["phase"] === "string") return rules.form("import_phase");
    return undefined;
  }

  function seeName(node: SyntaxNode, parent: SyntaxNode | undefined, field: string, context: ScopeContext): void {
    const name = nameOf(node) ?? "";
    const rule = rules.names.get(name);
    if (rule === undefined && !REALMS.has(name)) return;
    const role = roleOf(parent, field, context);
    // Modules cannot declare `eval`; where the parser overlooks that, the runtime does not.
    if (role === "declared" && name !== "eval") context.binding?.names.add(name);
    if (role !== "used" || rule === undefined || rule.match.kind !== "name" || rule.match.use !== "any") return;
    // Asking whether there is one does no harm.
    if (parent?.type === "UnaryExpression" && parent["operator"] === "typeof") return;
    uses.push({ name, node, scope: context.scope, rule });
  }

  function seeCall(node: SyntaxNode, context: ScopeContext): void {
    const callee = calleeOf(node);
    const name = callee?.type === "Identifier" ? nameOf(callee) : undefined;
    const rule = name === undefined ? undefined : rules.names.get(name);
    if (callee === undefined || name === undefined || rule?.match.kind !== "name" || rule.match.use !== "call") return;
    uses.push({ name, node: callee, scope: context.scope, rule });
  }

  function seeMember(node: SyntaxNode, context: ScopeContext): void {
    const { object, property } = node;
    const realm = isNode(object) && object.type === "Identifier" ? nameOf(object) : undefined;
    if (realm === undefined || !REALMS.has(realm) || !isNode(property)) return;
    if (node["computed"] === true && property.type !== "Literal") return;
    const rule = rules.names.get(nameOf(property) ?? "");
    if (rule !== undefined) uses.push({ name: realm, node: property, scope: context.scope, rule });
  }
}

function breakOf(rule: Rule, node: SyntaxNode): RuleBreak {
  const what = rule.match.kind === "form" && rule.match.id === "unknown"
    ? `Syntax that the sandbox does not know (${node.type})`
    : `${rule.form} in a script`;
  return {
    code: rule.code,
    message: `${what}: ${rule.why}`,
    span: { start: node.start, end: node.end },
    hint: rule.instead,
  };
}
