import type { Json } from "../../src/core/mod.ts";
import type { ScalarNode } from "../tree.ts";

/** A value of a YAML document with its place, as it is written: aliases and merge keys are there as such. */
export type Place = MapPlace | SeqPlace | ScalarPlace | AliasPlace;

interface PlaceBase {
  /** Where it begins, its anchor and tag included. */
  readonly start: number;
  /** Where the value itself begins. */
  readonly at: number;
  /** Behind its last character; of block collections that of their last value, of `|` and `>` texts without the line ends behind them. */
  readonly end: number;
  /** What it reads as. */
  readonly value: Json;
  readonly isAnchored: boolean;
  readonly isTagged: boolean;
  /** Whether there is an alias in it. */
  readonly hasAlias: boolean;
  /** Whether it or something in it is anchored. */
  readonly hasAnchor: boolean;
}

/** `pair`: a map of one entry in a list, without braces. */
export type CollectionStyle = "block" | "flow" | "pair";

export interface MapPlace extends PlaceBase {
  readonly kind: "map";
  readonly style: CollectionStyle;
  readonly parts: readonly EntryPlace[];
}

export interface SeqPlace extends PlaceBase {
  readonly kind: "seq";
  readonly style: CollectionStyle;
  readonly parts: readonly Part[];
}

export interface ScalarPlace extends PlaceBase {
  readonly kind: "scalar";
  readonly style: ScalarNode["style"];
}

export interface AliasPlace extends PlaceBase {
  readonly kind: "alias";
  /** What the alias stands for. */
  readonly target: Place;
}

/** An entry of a map or an item of a list. */
export interface Part {
  /** Where it begins: at its dash, its key, or in brackets its value. */
  readonly start: number;
  /** Behind its dash or colon; undefined where a key stands alone. In brackets an item begins there. */
  readonly after: number | undefined;
  readonly value: Place;
}

export interface EntryPlace extends Part {
  readonly key: string;
  /** Whether it is a `<<`, which brings in other maps. */
  readonly isMerge: boolean;
}

/** The value that ends a block: what stands last in it. */
export function lastOf(place: Place): Place {
  let last = place;
  for (;;) {
    const next = (last.kind === "map" || last.kind === "seq") && last.style === "block" ? last.parts.at(-1)?.value : undefined;
    if (next === undefined) return last;
    last = next;
  }
}

/** Whether it is a collection in lines of its own, without brackets. */
export function isBlock(place: Place): place is MapPlace | SeqPlace {
  return (place.kind === "map" || place.kind === "seq") && place.style === "block";
}

/** Whether it is a text of the kind `|` or `>`. */
export function isBlockText(place: Place): place is ScalarPlace {
  return place.kind === "scalar" && (place.style === "literal" || place.style === "folded");
}
