import type { Span } from "../../src/core/mod.ts";
import type { Field, FieldType, RecordSpec } from "../schema/mod.ts";
import type { MapNode, ScalarNode } from "../tree.ts";

/** A key or a scalar of a document, with what the field table says about it. */
export type Place = KeyPlace | ValuePlace;

interface AnyPlace {
  readonly span: Span;
  /** The keys from the root to this one, its own included; items of lists have none. */
  readonly path: readonly string[];
  /** The field that this is, or belongs to; undefined where the table knows none. */
  readonly field: Field | undefined;
  /** The map of the task that this stands in. */
  readonly task: MapNode | undefined;
}

export interface KeyPlace extends AnyPlace {
  readonly kind: "key";
  readonly key: string;
  /** What the map holds; undefined for maps with free keys. */
  readonly record: RecordSpec | undefined;
  readonly map: MapNode;
}

export interface ValuePlace extends AnyPlace {
  readonly kind: "value";
  readonly node: ScalarNode;
  /** What may stand here. */
  readonly type: FieldType | undefined;
}
