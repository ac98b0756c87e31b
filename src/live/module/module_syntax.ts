import type { Span } from "../../core/mod.ts";
import type { SyntaxNode } from "../../sandbox/mod.ts";
import { everyNode, isFunction, isNode, nameOf, nodesOf, type SyntaxNames, syntaxNames } from "./syntax_names.ts";

/** An expression of the module, and what names it. */
export interface NamedSyntax {
  readonly name: Span;
  readonly value: SyntaxNode | undefined;
}

/** Most expressions that one may stand for, and most steps from name to name. */
const MOST_EXPRESSIONS = 64;
const MOST_STEPS = 20;
/** Most expressions that a list's items may come from. */
const MOST_ITEMS = 10_000;

/**
 * What a module's expressions stand for, read from its text: `const` names, what functions return, the first argument of a call such as
 * `definePipeline({ … })`. It is used to find places and nothing else, so it may be wrong: what is found is compared with the true value.
 */
export class ModuleSyntax {
  readonly text: string;
  readonly #tree: SyntaxNode | undefined;
  readonly #names: SyntaxNames;
  readonly #literals = new Map<SyntaxNode, readonly SyntaxNode[]>();
  readonly #returns = new Map<SyntaxNode, readonly SyntaxNode[]>();
  readonly #items = new Map<SyntaxNode, readonly SyntaxNode[]>();

  constructor(text: string, tree: SyntaxNode | undefined) {
    this.text = text;
    this.#tree = tree;
    this.#names = tree === undefined ? { values: new Map(), pushed: new Map() } : syntaxNames(tree);
  }

  /** The default export; its name is the words `export default`. */
  get default(): NamedSyntax {
    const statement = this.#statements.find(({ type }) => type === "ExportDefaultDeclaration");
    if (statement === undefined) return this.exported("default") ?? { name: { start: 0, end: 0 }, value: undefined };
    const { declaration } = statement;
    if (!isNode(declaration)) return { name: spanOf(statement), value: undefined };
    const words = this.text.slice(statement.start, declaration.start).trimEnd();
    return { name: { start: statement.start, end: statement.start + words.length }, value: declaration };
  }

  /** What is exported under a name; undefined when that is not in this file. */
  exported(name: string): NamedSyntax | undefined {
    for (const statement of this.#statements) {
      if (statement.type !== "ExportNamedDeclaration") continue;
      const { declaration } = statement;
      const declared = !isNode(declaration)
        ? []
        : declaration.type === "VariableDeclaration"
        ? nodesOf(declaration["declarations"])
        : [declaration];
      for (const { id, init } of declared) {
        if (isNode(id) && nameOf(id) === name) return { name: spanOf(id), value: isNode(init) ? init : undefined };
      }
      for (const each of nodesOf(statement["specifiers"])) {
        if (nameOf(each["exported"]) !== name) continue;
        const local = nameOf(each["local"]);
        return { name: spanOf(each), value: isNode(statement["source"]) ? undefined : this.#names.values.get(local ?? "") };
      }
    }
    return undefined;
  }

  /** The expressions that a value may have been written as: literals where there are any. */
  literals(node: SyntaxNode): readonly SyntaxNode[] {
    const named = this.#named(node);
    let found = this.#literals.get(named);
    if (found === undefined) this.#literals.set(named, found = this.#resolve(named));
    return found;
  }

  /**
   * The expressions that a list's items may have been written as, also where it was computed: in `map`, `push`, spread…
   *
   * @param key The property that the list is, for what is pushed to it.
   */
  items(node: SyntaxNode, key?: string): readonly SyntaxNode[] {
    let found = this.#items.get(node);
    if (found === undefined) this.#items.set(node, found = this.#itemsOf(node));
    const pushed = key === undefined ? undefined : this.#names.pushed.get(`.${key}`);
    return pushed === undefined ? found : [...found, ...pushed.slice(0, MOST_ITEMS)];
  }

  get #statements(): readonly SyntaxNode[] {
    return nodesOf(this.#tree?.["body"]);
  }

  /** What a name stands for, so that a thousand uses of it are followed once. */
  #named(node: SyntaxNode): SyntaxNode {
    let named = node;
    for (let step = 0; step < MOST_STEPS && named.type === "Identifier"; step++) {
      const next = this.#names.values.get(nameOf(named) ?? "");
      if (next === undefined) return named;
      named = next;
    }
    return named;
  }

  #resolve(root: SyntaxNode): readonly SyntaxNode[] {
    const found: SyntaxNode[] = [];
    let steps: readonly SyntaxNode[] = [root];
    for (let step = 0; step < MOST_STEPS && steps.length > 0; step++) {
      const next: SyntaxNode[] = [];
      for (const node of steps) {
        const behind = this.#behind(node);
        if (behind === undefined) append(found, [node], MOST_EXPRESSIONS);
        else append(next, behind, MOST_EXPRESSIONS);
      }
      steps = next;
    }
    return found;
  }

  /** What an expression gives on; undefined when it is itself where the value was written. */
  #behind(node: SyntaxNode): readonly SyntaxNode[] | undefined {
    if (isFunction(node)) return this.#returnsOf(node);
    switch (node.type) {
      case "ParenthesizedExpression":
        return nodesOf([node["expression"]]);
      case "AwaitExpression":
        return nodesOf([node["argument"]]);
      case "SequenceExpression":
        return nodesOf(node["expressions"]).slice(-1);
      case "ConditionalExpression":
        return nodesOf([node["consequent"], node["alternate"]]);
      case "LogicalExpression":
        return nodesOf([node["left"], node["right"]]);
      case "Identifier": {
        const value = this.#names.values.get(nameOf(node) ?? "");
        return value === undefined ? undefined : [value];
      }
      case "CallExpression": {
        const { callee } = node;
        const called = isNode(callee) ? this.#functionOf(callee) : undefined;
        const [first] = nodesOf(node["arguments"]);
        const given = first === undefined || isFunction(first) ? [] : [first];
        return called === undefined ? given.length === 0 ? undefined : given : [...given, ...this.#returnsOf(called)];
      }
      default:
        return undefined;
    }
  }

  #functionOf(callee: SyntaxNode): SyntaxNode | undefined {
    const node = callee.type === "ParenthesizedExpression" && isNode(callee["expression"]) ? callee["expression"] : callee;
    const value = node.type === "Identifier" ? this.#names.values.get(nameOf(node) ?? "") : node;
    return value !== undefined && isFunction(value) ? value : undefined;
  }

  #itemsOf(root: SyntaxNode): readonly SyntaxNode[] {
    const found: SyntaxNode[] = [];
    const seen = new Set<SyntaxNode>();
    const stack = [root];
    const find = (nodes: readonly SyntaxNode[]) => append(found, nodes, MOST_ITEMS);
    const follow = (nodes: readonly SyntaxNode[]) => append(stack, nodes, MOST_ITEMS);
    for (let node = stack.pop(); node !== undefined && found.length < MOST_ITEMS; node = stack.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      if (node.type === "ArrayExpression") {
        for (const item of nodesOf(node["elements"]).slice(0, MOST_ITEMS)) {
          if (item.type === "SpreadElement") follow(nodesOf([item["argument"]]));
          else find([item]);
        }
        continue;
      }
      if (node.type === "Identifier") find(this.#names.pushed.get(nameOf(node) ?? "") ?? []);
      if (node.type === "CallExpression") {
        const { callee } = node;
        // `list.map(item)`: of the list itself, and what the function returns for each.
        if (isNode(callee) && callee.type === "MemberExpression") follow(nodesOf([callee["object"]]));
        for (const given of nodesOf(node["arguments"]).slice(0, MOST_EXPRESSIONS)) {
          const returned = isFunction(given) ? this.#returnsOf(given) : [given];
          if (isFunction(given)) find(returned);
          follow(returned);
        }
      }
      follow(this.#behind(node) ?? []);
    }
    return found;
  }

  /** What a function returns, wherever it does. */
  #returnsOf(node: SyntaxNode): readonly SyntaxNode[] {
    let found = this.#returns.get(node);
    if (found === undefined) this.#returns.set(node, found = returnsOf(node));
    return found;
  }
}

/** Adds to a list that stays short. */
function append(list: SyntaxNode[], more: readonly SyntaxNode[], most: number): void {
  for (const node of more) {
    if (list.length >= most) return;
    list.push(node);
  }
}

/** Where a node stands. */
export function spanOf({ start, end }: SyntaxNode): Span {
  return { start, end };
}

function returnsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const { body } = node;
  if (!isNode(body)) return [];
  if (body.type !== "BlockStatement") return [body];
  const found: SyntaxNode[] = [];
  for (const each of everyNode(body, (inner) => !isFunction(inner))) {
    if (each.type === "ReturnStatement" && isNode(each["argument"])) append(found, [each["argument"]], MOST_EXPRESSIONS);
  }
  return found;
}
