import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { emptyRecord, type Json } from "../../src/core/mod.ts";
import { LIBRARY_OPTIONS } from "../yaml/library.ts";
import { isMergeKey, scalarStyle, scalarValue } from "../yaml/library_tree.ts";
import { isList } from "./is_list.ts";
import { isObject } from "./is_object.ts";
import type { EntryPlace, Part, Place } from "./place.ts";
import { behindColon, skipTrivia } from "./skip_trivia.ts";

/**
 * The places of a document that only the library reads: with anchors, aliases, merges, tags, complex layouts.
 *
 * @param text A document without mistakes.
 * @returns Undefined where a value does not stand where it should: such a document cannot be edited in part.
 */
export function placeDocument(text: string): Place | undefined {
  const document = parseDocument(text, LIBRARY_OPTIONS) as Document;
  if (document.contents === null) return undefined;
  try {
    return new Placer(text).place(document.contents as Node, undefined);
  } catch (error) {
    if (error instanceof Misplaced) return undefined;
    throw error;
  }
}

/** Ends the placing of a document whose layout is not understood. */
class Misplaced extends Error {
  override readonly name = "Misplaced";
}

/** What stands before a value. */
interface Props {
  readonly start: number;
  readonly isAnchored: boolean;
  readonly isTagged: boolean;
}

class Placer {
  readonly #text: string;
  readonly #anchors = new Map<string, Place>();

  constructor(text: string) {
    this.#text = text;
  }

  /** @param after Where what belongs to the value begins; undefined for the root. */
  place(node: Node, after: number | undefined): Place {
    if (isAlias(node)) return this.#alias(node);
    const start = this.#begin(node, after);
    const isAnchored = "anchor" in node && node.anchor !== undefined;
    const isTagged = node.tag !== undefined;
    const place = this.#content(node, { start, isAnchored, isTagged });
    if ("anchor" in node && node.anchor !== undefined) this.#anchors.set(node.anchor, place);
    return place;
  }

  #alias(node: Alias): Place {
    const [start, end] = node.range ?? [0, 0];
    const target = this.#anchors.get(node.source);
    if (target === undefined || this.#text[start] !== "*") throw new Misplaced();
    const { value } = target;
    const props = { isAnchored: false, isTagged: false, hasAlias: true, hasAnchor: false };
    return { ...props, kind: "alias", start, at: start, end, value, target };
  }

  /** Where a value's anchor and tag begin, and where they end. */
  #begin(node: Node, after: number | undefined): number {
    const at = node.range?.[0] ?? 0;
    const hasProps = node.tag !== undefined || "anchor" in node && node.anchor !== undefined;
    if (!hasProps) return at;
    const start = skipTrivia(this.#text, after ?? this.#rootStart(at));
    if (start >= at || !"&!".includes(this.#text[start] ?? "")) throw new Misplaced();
    return start;
  }

  /** Where the root begins: behind the directives and the `---`. */
  #rootStart(at: number): number {
    const marker = /^---(?=\s|$)/m.exec(this.#text.slice(0, at));
    return marker === null ? 0 : marker.index + 3;
  }

  #content(node: Node, props: Props): Place {
    if (isMap(node)) return this.#map(node, props);
    if (isSeq(node)) return this.#seq(node, props);
    const scalar = node as Scalar;
    const [at, rangeEnd] = scalar.range ?? [0, 0];
    const style = scalarStyle(scalar);
    const isBlock = style === "literal" || style === "folded";
    const end = isBlock ? at + this.#text.slice(at, rangeEnd).trimEnd().length : rangeEnd;
    return { ...props, kind: "scalar", at, end, value: scalarValue(scalar), style, hasAlias: false, hasAnchor: props.isAnchored };
  }

  #map(node: YAMLMap, props: Props): Place {
    const [at, rangeEnd] = node.range ?? [0, 0];
    const style = node.flow !== true ? "block" : this.#text[at] === "{" ? "flow" : "pair";
    let next = style === "flow" ? at + 1 : at;
    const parts = node.items.map((pair): EntryPlace => {
      const key = pair.key as Node;
      if (!isScalar(key) && !isAlias(key)) throw new Misplaced();
      const start = this.#partStart(next);
      const written = this.place(key, start);
      const after = behindColon(this.#text, written.end);
      const value = this.#value(pair.value as Node | null, after, written.end);
      next = value.end;
      const text = isAlias(key) ? this.#keyOf(written) : key.source ?? "";
      return { start, after, value, key: text, isMerge: isMergeKey(key) };
    });
    const begin = style === "flow" ? at : parts[0]?.start ?? at;
    const start = props.isAnchored || props.isTagged ? props.start : begin;
    const end = style === "flow" ? rangeEnd : parts.at(-1)?.value.end ?? rangeEnd;
    return { ...props, ...flagsOf(parts, props.isAnchored), kind: "map", start, at: begin, end, value: valueOf(parts), style, parts };
  }

  #keyOf(place: Place): string {
    const { value } = place;
    if (typeof value !== "string") throw new Misplaced();
    return value;
  }

  #seq(node: YAMLSeq, props: Props): Place {
    const [at, rangeEnd] = node.range ?? [0, 0];
    const style = node.flow === true ? "flow" : "block";
    let next = style === "flow" ? at + 1 : at;
    const parts = node.items.map((item): Part => {
      const start = this.#partStart(next);
      if (style === "block" && this.#text[start] !== "-") throw new Misplaced();
      const after = style === "block" ? start + 1 : start;
      const value = this.#value(item as Node | null, after, after);
      next = value.end;
      return { start, after, value };
    });
    const end = style === "flow" ? rangeEnd : parts.at(-1)?.value.end ?? rangeEnd;
    const value = parts.map((part) => part.value.value);
    return { ...props, ...flagsOf(parts, props.isAnchored), kind: "seq", at, end, value, style, parts };
  }

  /** The next part of a collection: behind what ends the part before. */
  #partStart(from: number): number {
    const p = skipTrivia(this.#text, from);
    return this.#text[p] === "," ? skipTrivia(this.#text, p + 1) : p;
  }

  #value(node: Node | null, after: number | undefined, keyEnd: number): Place {
    const at = after ?? keyEnd;
    const isEmpty = node === null || isScalar(node) && node.type === "PLAIN" && node.source === "";
    if (!isEmpty) return this.place(node, at);
    const isAnchored = node?.anchor !== undefined;
    const isTagged = node?.tag !== undefined;
    const flags = { isAnchored, isTagged, hasAlias: false, hasAnchor: isAnchored };
    const start = isAnchored || isTagged ? skipTrivia(this.#text, at) : at;
    const end = start + (isAnchored || isTagged ? PROPS.exec(this.#text.slice(start, start + MAX_PROPS))?.[0].length ?? 0 : 0);
    const place: Place = { ...flags, kind: "scalar", start, at: end, end, value: node === null ? null : scalarValue(node), style: "plain" };
    if (node?.anchor !== undefined) this.#anchors.set(node.anchor, place);
    return place;
  }
}

/** An anchor, a tag, or both. */
const PROPS = /^[&!][^\s,\]}]*(?:[ \t]+[&!][^\s,\]}]*)?/;

/** Most characters of them that are looked at. */
const MAX_PROPS = 2000;

function flagsOf(parts: readonly Part[], isAnchored: boolean): { readonly hasAlias: boolean; readonly hasAnchor: boolean } {
  return {
    hasAlias: parts.some(({ value }) => value.hasAlias),
    hasAnchor: isAnchored || parts.some(({ value }) => value.hasAnchor),
  };
}

/** What a map reads as: its own entries, and what its merges add. */
function valueOf(parts: readonly EntryPlace[]): Json {
  const object = emptyRecord<Json>();
  for (const { key, isMerge, value } of parts) if (!isMerge) object[key] = value.value;
  for (const { isMerge, value } of parts) {
    if (!isMerge) continue;
    for (const source of isList(value.value) ? value.value : [value.value]) {
      if (!isObject(source)) continue;
      for (const [key, item] of Object.entries(source)) if (!Object.hasOwn(object, key)) object[key] = item;
    }
  }
  return object;
}
