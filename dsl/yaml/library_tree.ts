import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import { nearest, type Span } from "../../src/core/mod.ts";
import type { DocNode, MapEntry, ScalarNode } from "../tree.ts";
import { coreScalar } from "./core_scalar.ts";
import { MAX_ALIASED, MAX_DEPTH, MAX_DIGITS } from "./limits.ts";
import { type Problem, snippet } from "./problem.ts";
import { templateProblem } from "./unquoted_template.ts";

/** A document's tree and what is wrong with its values. */
export interface LibraryTree {
  /** Undefined when the document is empty or too large to be built; what a problem hides is marked in it. */
  readonly root: DocNode | undefined;
  readonly problems: readonly Problem[];
}

/** Turns the library's document into our tree: resolves aliases and merges, types plain scalars, and checks what the library does not. */
export function libraryTree(document: Document, text: string): LibraryTree {
  const builder = new Builder(text);
  try {
    const root = document.contents === null ? undefined : builder.node(document.contents as Node, 0);
    return { root, problems: builder.problems };
  } catch (error) {
    if (error instanceof Hopeless) return { root: undefined, problems: builder.problems };
    throw error;
  }
}

/** Ends the building after a problem that would be met again and again. */
class Hopeless extends Error {
  override readonly name = "Hopeless";
}

interface Anchored {
  readonly node: DocNode;
  /** How many values it stands for, those behind its own aliases included. */
  readonly weight: number;
}

const STYLES: Readonly<Record<string, ScalarNode["style"]>> = {
  [Scalar.PLAIN]: "plain",
  [Scalar.QUOTE_SINGLE]: "single",
  [Scalar.QUOTE_DOUBLE]: "double",
  [Scalar.BLOCK_LITERAL]: "literal",
  [Scalar.BLOCK_FOLDED]: "folded",
};

class Builder {
  readonly problems: Problem[] = [];
  readonly #text: string;
  readonly #anchors = new Map<string, Anchored | "open">();
  #weight = 0;
  #aliased = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** @param emptyAt Where a value stands that nobody wrote. */
  node(node: Node, depth: number, emptyAt?: number): DocNode {
    if (isAlias(node)) return this.#alias(node.source, node.range?.[0] ?? 0);
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    const before = this.#weight;
    if (anchor !== undefined) this.#anchors.set(anchor, "open");
    const built = this.#build(node, depth, emptyAt);
    if (anchor !== undefined) this.#anchors.set(anchor, { node: built, weight: this.#weight - before });
    return built;
  }

  #build(node: Node, depth: number, emptyAt: number | undefined): DocNode {
    this.#weight++;
    if (isMap(node)) return this.#map(node, depth + 1);
    if (isSeq(node)) return this.#seq(node, depth + 1);
    return this.#scalar(node as Scalar, emptyAt);
  }

  #scalar(scalar: Scalar, emptyAt: number | undefined): ScalarNode {
    const [start, rangeEnd] = scalar.range ?? [0, 0];
    const style = scalarStyle(scalar);
    const source = scalar.source ?? "";
    this.#weight += Math.floor(source.length / 64);
    if (style === "plain" && source === "" && emptyAt !== undefined) {
      return { kind: "scalar", span: { start: emptyAt, end: emptyAt }, value: isText(scalar.tag) ? "" : null, style, source };
    }
    const end = style === "literal" || style === "folded" ? trimEnd(this.#text, start, rangeEnd) : rangeEnd;
    const span = { start, end };
    if (style === "double" && !source.isWellFormed()) {
      this.problems.push({ code: "yaml_bad_escape", message: "An escape gives half of a character", ...span });
    }
    const isTyped = isTypedScalar(scalar);
    if (isTyped && source.length > MAX_DIGITS && /^[-+]?(?:[0-9]+|0x[0-9a-fA-F]+|0o[0-7]+)$/.test(source)) {
      this.problems.push({ code: "yaml_number", message: `An integer of ${source.length} digits`, ...span });
      return unknownAt(span);
    }
    return { kind: "scalar", span, value: isTyped ? coreScalar(source) : source, style, source };
  }

  #seq(seq: YAMLSeq, depth: number): DocNode {
    const [start, rangeEnd] = seq.range ?? [0, 0];
    this.#checkDepth(depth, start);
    let end = start;
    const items = seq.items.map((item) => {
      const node = item as Node;
      const built = this.node(node, depth, seq.flow === true ? undefined : behindDash(this.#text, node.range?.[0] ?? start));
      end = endOf(node, built);
      return built;
    });
    return { kind: "seq", span: { start, end: seq.flow === true ? rangeEnd : end }, items };
  }

  #map(map: YAMLMap, depth: number): DocNode {
    const [start, rangeEnd] = map.range ?? [0, 0];
    this.#checkDepth(depth, start);
    const template = this.#template(map);
    if (template !== undefined) return template;
    const entries: MapEntry[] = [];
    const merged: DocNode[] = [];
    const seen = new Map<string, MapEntry>();
    let mergedAt = 0;
    let from = start;
    let end = start;
    let isPartial = false;
    for (const pair of map.items) {
      const entry = this.#entry(pair as Pair<Node, Node | null>, depth);
      if (entry === undefined) {
        isPartial = true;
        continue;
      }
      if (!seen.size) from = entry.keySpan.start;
      end = endOf(pair.value as Node | null, entry.value);
      const first = seen.get(entry.key);
      if (first !== undefined) {
        this.problems.push({
          code: "yaml_duplicate_key",
          message: `The key ${snippet(entry.key)} is there twice`,
          ...entry.keySpan,
          related: { message: "The first one", ...first.keySpan },
        });
        continue;
      }
      seen.set(entry.key, entry);
      if (isMergeKey(pair.key as Node)) {
        mergedAt = entries.length;
        const sources = this.#mergeSources(entry.value, writtenAt(pair.value as Node | null, entry));
        merged.push(...sources ?? []);
        isPartial ||= sources === undefined || sources.some((source) => source.kind === "map" && source.isPartial === true);
      } else {
        entries.push(entry);
      }
    }
    entries.splice(mergedAt, 0, ...mergedEntries(merged, seen));
    const span = map.flow === true ? { start, end: rangeEnd } : { start: from, end };
    return { kind: "map", span, entries, ...(isPartial ? { isPartial } : {}) };
  }

  #entry(pair: Pair<Node, Node | null>, depth: number): MapEntry | undefined {
    const key = this.node(pair.key, depth);
    const [keyStart, keyEnd] = pair.key.range ?? [0, 0];
    const keySpan = { start: keyStart, end: isAlias(pair.key) ? keyEnd : key.span.end };
    const value: DocNode = pair.value === null
      ? { kind: "scalar", span: { start: keySpan.end, end: keySpan.end }, value: null, style: "plain", source: "" }
      : this.node(pair.value, depth, keySpan.end);
    if (key.kind === "scalar") return { key: key.source, keySpan, value };
    this.problems.push({ code: "yaml_complex_key", message: `A ${key.kind === "map" ? "mapping" : "list"} cannot be a key`, ...keySpan });
    return undefined;
  }

  /** `{{ x }}` without quotes is a mapping in a mapping; it was meant to be text, and so it is read. */
  #template(map: YAMLMap): ScalarNode | undefined {
    const [start, end] = map.range ?? [0, 0];
    const key = map.items[0]?.key;
    if (map.flow !== true || !isMap(key) || key.flow !== true || key.range?.[0] !== start + 1 || this.#text[start] !== "{") {
      return undefined;
    }
    const text = this.#text.slice(start, end);
    this.problems.push(templateProblem(text, start));
    return { kind: "scalar", span: { start, end }, value: text, style: "plain", source: text };
  }

  #alias(name: string, start: number): DocNode {
    const span = { start, end: start + name.length + 1 };
    const anchored = this.#anchors.get(name);
    if (anchored !== undefined && anchored !== "open") {
      this.#aliased += anchored.weight;
      this.#weight += anchored.weight;
      if (this.#aliased > MAX_ALIASED) {
        this.problems.push({
          code: "yaml_alias_bomb",
          message: `Up to this alias more than ${MAX_ALIASED.toLocaleString("en")} values are repeated`,
          ...span,
        });
        throw new Hopeless();
      }
      return anchored.node;
    }
    if (anchored === "open") {
      this.problems.push({ code: "yaml_alias_cycle", message: `The alias *${name} stands inside the value that it names`, ...span });
    } else if (name !== "") {
      const similar = nearest(name, this.#anchors.keys());
      this.problems.push({
        code: "yaml_alias_unknown",
        message: `No anchor &${name} stands above this alias`,
        ...span,
        hint: similar === undefined ? "Put the text into quotes if it is none" : `Did you mean *${similar}?`,
      });
    }
    return unknownAt(span);
  }

  /** The mappings that `<<` takes in; undefined when some of them are not known. */
  #mergeSources(value: DocNode, at: Span): readonly DocNode[] | undefined {
    if (value.kind === "map") return [value];
    const items = value.kind === "seq" ? value.items : [value];
    if (items.some((item) => item.kind !== "map" && !isUnknown(item))) {
      this.problems.push({ code: "yaml_merge", message: "<< takes in something that is no mapping", ...at });
    }
    return items.every((item) => item.kind === "map") ? items : undefined;
  }

  #checkDepth(depth: number, at: number): void {
    if (depth <= MAX_DEPTH) return;
    this.problems.push(tooDeep(at));
    throw new Hopeless();
  }
}

/** How a scalar is written. */
export function scalarStyle(scalar: Scalar): ScalarNode["style"] {
  return STYLES[scalar.type ?? Scalar.PLAIN] ?? "plain";
}

/** What a scalar without mistakes reads as. */
export function scalarValue(scalar: Scalar): ScalarNode["value"] {
  const source = scalar.source ?? "";
  return isTypedScalar(scalar) ? coreScalar(source) : source;
}

/** Whether the core schema tells what a scalar is, not its quotes or its tag. */
function isTypedScalar(scalar: Scalar): boolean {
  return scalar.tag === undefined ? scalarStyle(scalar) === "plain" : !isText(scalar.tag);
}

/** Stands for a value that a mistake has hidden. */
export function unknownAt(span: Span): ScalarNode {
  return { kind: "scalar", span, value: null, style: "plain", source: "", isUnknown: true };
}

function isUnknown(node: DocNode): boolean {
  return node.kind === "scalar" && node.isUnknown === true;
}

/** The problem of a collection inside too many others. */
export function tooDeep(at: number): Problem {
  return { code: "yaml_too_deep", message: `More than ${MAX_DEPTH} collections are open here`, start: at, end: at + 1 };
}

/** What the sources add: of equal keys the map's own wins, then the first source. */
function mergedEntries(sources: readonly DocNode[], own: ReadonlyMap<string, MapEntry>): MapEntry[] {
  const added = new Map<string, MapEntry>();
  for (const source of sources) {
    if (source.kind !== "map") continue;
    for (const entry of source.entries) {
      if (!own.has(entry.key) && !added.has(entry.key)) added.set(entry.key, entry);
    }
  }
  return [...added.values()];
}

/** Whether a key is the `<<` that takes in other maps. */
export function isMergeKey(key: Node): boolean {
  return isScalar(key) && key.source === "<<" && (key.type === undefined || key.type === Scalar.PLAIN) && key.tag === undefined;
}

function isText(tag: string | undefined): boolean {
  return tag === "tag:yaml.org,2002:str" || tag === "!";
}

/** Where an entry's value stands in the text, an alias being where it is written; the key's place when there is no value. */
function writtenAt(node: Node | null, { keySpan }: MapEntry): Span {
  const [start, end] = node?.range ?? [0, 0];
  return end > start ? { start, end } : keySpan;
}

/** Where a value ends: an alias where it is written, not where the anchored value does. */
function endOf(node: Node | null, built: DocNode): number {
  return isAlias(node) ? node.range?.[1] ?? built.span.end : built.span.end;
}

/** The library puts an item that nobody wrote behind the spaces after its dash. */
function behindDash(text: string, at: number): number {
  let p = at;
  while (p > 0 && text[p - 1] !== "-") p--;
  return p;
}

function trimEnd(text: string, start: number, end: number): number {
  let p = end;
  while (p > start && " \t\r\n".includes(text[p - 1] ?? "")) p--;
  return p;
}
