import type { DocNode, MapEntry, MapNode, ScalarNode, SeqNode } from "../../../dsl/mod.ts";
import type { Json, JsonObject, Span } from "../../core/mod.ts";
import type { SyntaxNode } from "../../sandbox/mod.ts";
import { literalText } from "./literal_text.ts";
import { type ModuleSyntax, spanOf } from "./module_syntax.ts";
import { isNode, nameOf, nodesOf } from "./syntax_names.ts";

/** Most collections inside one another, as in YAML. */
const MAX_DEPTH = 200;
/** Most comparisons of values with expressions they may have come from; what is left then has no place of its own. */
const MAX_COMPARED = 500_000;

/** Where a value may have come from. */
interface Site {
  readonly node: SyntaxNode | undefined;
  /** The place of what is found nowhere. */
  readonly around: Span;
  readonly depth: number;
  /** The property that it is the value of. */
  readonly key: string | undefined;
}

/** Data is nested deeper than any document. */
export class TooDeepError extends Error {
  override readonly name = "TooDeepError";
}

/** A property as an object literal has it. */
interface Property {
  readonly key: Span;
  readonly value: SyntaxNode;
}

/**
 * A module's value as the tree that every language of pipelines becomes, each part at its place in the module: keys and values of object
 * and list literals stand where they are written; what was computed stands at the expression it came from.
 */
export class ValuePlacer {
  readonly #syntax: ModuleSyntax;
  /** Where texts stand that hold half of a character, which no document may. */
  readonly halves: Span[] = [];
  readonly #properties = new Map<SyntaxNode, ReadonlyMap<string, Property>>();
  #compared = 0;

  constructor(syntax: ModuleSyntax) {
    this.#syntax = syntax;
  }

  /**
   * @param around The place of what is found nowhere.
   * @throws TooDeepError
   */
  place(value: Json, node: SyntaxNode | undefined, around: Span): DocNode {
    return this.#place(value, { node, around, depth: 0, key: undefined });
  }

  #place(value: Json, { node, around, depth, key }: Site): DocNode {
    if (typeof value !== "object" || value === null) return this.#scalar(value, node, around);
    if (depth >= MAX_DEPTH) throw new TooDeepError(`The document is nested more than ${MAX_DEPTH} levels deep`);
    if (Array.isArray(value)) return this.#list(value, { node, around, depth, key });
    return this.#map(value as JsonObject, { node, around, depth, key });
  }

  #scalar(value: null | boolean | number | bigint | string, node: SyntaxNode | undefined, around: Span): ScalarNode {
    const source = String(value);
    const literals = node === undefined ? [] : this.#syntax.literals(node);
    if (typeof value !== "string") {
      const literal = literals.find((each) => constantOf(each) === value);
      const place = literal ?? node;
      return { kind: "scalar", span: place === undefined ? around : spanOf(place), value, style: "plain", source };
    }
    if (!value.isWellFormed()) this.halves.push(node === undefined ? around : spanOf(node));
    for (const literal of literals) {
      const pieces = literalText(literal, value, this.#syntax.text);
      if (pieces !== undefined) return { kind: "scalar", span: spanOf(literal), value, style: "pieces", pieces, source };
    }
    return { kind: "scalar", span: node === undefined ? around : spanOf(node), value, style: "pieces", pieces: [], source };
  }

  #list(value: readonly Json[], { node, around, depth, key }: Site): SeqNode {
    if (node === undefined) {
      const items = value.map((item) => this.#place(item, { node, around, depth: depth + 1, key: undefined }));
      return { kind: "seq", span: around, items };
    }
    const literal = this.#syntax.literals(node).find((each) => each.type === "ArrayExpression");
    const span = spanOf(literal ?? node);
    const written = literal === undefined ? [] : nodesOf(literal["elements"]);
    const isPlain = written.length === value.length && written.every(({ type }) => type !== "SpreadElement");
    const pool = isPlain ? [] : this.#syntax.items(node, key);
    const items = value.map((item, index) => {
      const from = isPlain ? written[index] : this.#best(item, pool, pool.length === value.length ? pool[index] : undefined);
      return this.#place(item, { node: from, around: span, depth: depth + 1, key: undefined });
    });
    return { kind: "seq", span, items };
  }

  #map(value: JsonObject, { node, around, depth }: Site): MapNode {
    const literals = node === undefined ? [] : this.#syntax.literals(node).filter(({ type }) => type === "ObjectExpression");
    const literal = literals.length > 1 ? this.#best(value, literals) : literals[0];
    const place = literal ?? node;
    const span = place === undefined ? around : spanOf(place);
    const properties = literal === undefined ? undefined : this.#propertiesOf(literal);
    const entries = Object.keys(value).map((key): MapEntry => {
      const property = properties?.get(key);
      const keySpan = property?.key ?? span;
      if (!key.isWellFormed()) this.halves.push(keySpan);
      const site = { node: property?.value, around: keySpan, depth: depth + 1, key };
      return { key, keySpan, value: this.#place(value[key] ?? null, site) };
    });
    return { kind: "map", span, entries };
  }

  /** The expression that a value fits best; undefined when it fits none. `likely` is taken when it fits at all. */
  #best(value: Json, among: readonly SyntaxNode[], likely?: SyntaxNode): SyntaxNode | undefined {
    if (likely !== undefined && this.#score(value, likely) > 0) return likely;
    let best: SyntaxNode | undefined;
    let most = 0;
    for (const node of among) {
      if (this.#compared > MAX_COMPARED) break;
      const score = this.#score(value, node);
      if (score > most) [best, most] = [node, score];
    }
    return best;
  }

  #score(value: Json, node: SyntaxNode): number {
    return Math.max(0, ...this.#syntax.literals(node).map((literal) => this.#fit(value, literal)));
  }

  /** How well a value fits a literal; 0 when it does not. */
  #fit(value: Json, literal: SyntaxNode): number {
    this.#compared++;
    if (typeof value !== "object" || value === null) return constantOf(literal) === value ? 2 : 0;
    if (Array.isArray(value)) return literal.type === "ArrayExpression" ? 1 : 0;
    if (literal.type !== "ObjectExpression") return 0;
    const properties = this.#propertiesOf(literal);
    let score = 0;
    for (const [key, item] of Object.entries(value)) {
      this.#compared++;
      const property = properties.get(key);
      if (property === undefined) continue;
      const constant = constantOf(property.value);
      score += constant === undefined ? 1 : constant === item ? 3 : -3;
    }
    return score;
  }

  /** The properties of an object literal with those it takes over from others; the last of a name counts. */
  #propertiesOf(literal: SyntaxNode, depth = 0): ReadonlyMap<string, Property> {
    const known = this.#properties.get(literal);
    if (known !== undefined) return known;
    const found = new Map<string, Property>();
    this.#properties.set(literal, found);
    for (const each of nodesOf(literal["properties"])) {
      if (each.type === "SpreadElement" && isNode(each["argument"]) && depth < 8) {
        const [taken] = this.#syntax.literals(each["argument"]).filter(({ type }) => type === "ObjectExpression");
        for (const [name, property] of taken === undefined ? [] : this.#propertiesOf(taken, depth + 1)) {
          if (this.#compared++ > MAX_COMPARED) return found;
          found.set(name, property);
        }
        continue;
      }
      const { key, value, computed } = each;
      const name = isNode(key) ? computed === true && key.type !== "Literal" ? undefined : nameOf(key) : undefined;
      if (name !== undefined && isNode(key) && isNode(value)) found.set(name, { key: spanOf(key), value });
    }
    return found;
  }
}

/** The value of a literal that is no text with pieces; undefined for everything else. */
function constantOf(node: SyntaxNode): null | boolean | number | string | undefined {
  if (node.type === "UnaryExpression" && node["operator"] === "-" && isNode(node["argument"])) {
    const positive = constantOf(node["argument"]);
    return typeof positive === "number" ? -positive : undefined;
  }
  const { value } = node;
  if (node.type !== "Literal" || "regex" in node || "bigint" in node) return undefined;
  return value === null || typeof value === "boolean" || typeof value === "number" || typeof value === "string" ? value : undefined;
}
