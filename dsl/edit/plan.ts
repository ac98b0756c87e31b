import type { Json } from "../../src/core/mod.ts";
import type { MapPlace, SeqPlace } from "./place.ts";

/** What becomes of the parts of a collection. Those that stay have been edited already. */
export interface Plan {
  readonly place: MapPlace | SeqPlace;
  /** Places of the parts that go from where they are. */
  readonly gone: ReadonlySet<number>;
  /** New parts, in order. */
  readonly added: readonly Addition[];
}

/** A part that comes in. */
export interface Addition {
  /** Behind which of the old parts that stay; undefined for the first place. */
  readonly behind: number | undefined;
  /** A new entry or item, or a part of the same list that stood elsewhere, with its lines. */
  readonly part: { readonly key: string | undefined; readonly value: Json } | { readonly text: string };
}
