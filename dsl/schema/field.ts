import type { Json } from "../../src/core/mod.ts";
import type { FieldType } from "./field_type.ts";

/**
 * When a field's `{{ }}` are evaluated, and so what they may read: `task` just before the task starts, `own` after it ended (its own
 * result included), `start` when the run starts, before any task.
 */
export type ScopeKind = "task" | "own" | "start";

/** Everything about a field besides its name, type and sentence. All of it is optional. */
export interface FieldOptions {
  readonly required?: true;
  /** A document may leave it out, but the checked value always has it. */
  readonly filled?: true;
  /** As it would be written in a document. */
  readonly default?: Json;
  /** Why the default is not a value, for the reference: "the number of cores". */
  readonly defaultNote?: string;
  /** One line of YAML, the field's name included. */
  readonly example?: string;
  /** Lowest and highest value allowed, both included, as they would be written; null for no bound. */
  readonly range?: readonly [number | string | null, number | string | null];
  /** Present when the field may hold `{{ }}`. */
  readonly template?: ScopeKind;
  /** It says what a task does; a task has exactly one such field. */
  readonly kind?: true;
  /** It may stand only in a task of one of these kinds. */
  readonly only?: readonly string[];
  /** It is reserved: a document that uses it is refused, and told that this comes with a later version. */
  readonly later?: true;
  /** What other tools call it, for the hint when somebody writes that. */
  readonly elsewhere?: readonly string[];
  /** The first version that has it. */
  readonly since?: string;
}

/**
 * One field of a document: the single place that validation, defaults, the generated TypeScript types, the JSON Schema, the reference
 * page and completions read. Values are immutable; each method answers a new one.
 *
 * @example
 * ```ts
 * const delay = new Field("delay", duration, "Time before the second try.").default("1s").range("0s", "1d").example("delay: 2s");
 * console.assert(delay.options.default === "1s");
 * ```
 */
export class Field {
  readonly name: string;
  readonly type: FieldType;
  /** Sentences with their full stops, for users; becomes the reference, the schema's description and the type's comment. */
  readonly doc: string;
  readonly options: FieldOptions;

  constructor(name: string, type: FieldType, doc: string, options: FieldOptions = {}) {
    this.name = name;
    this.type = type;
    this.doc = doc;
    this.options = options;
  }

  required(): Field {
    return this.#with({ required: true });
  }

  filled(): Field {
    return this.#with({ filled: true });
  }

  default(value: Json): Field {
    return this.#with({ default: value });
  }

  defaultNote(text: string): Field {
    return this.#with({ defaultNote: text });
  }

  example(yaml: string): Field {
    return this.#with({ example: yaml });
  }

  range(low: number | string | null, high: number | string | null): Field {
    return this.#with({ range: [low, high] });
  }

  template(scope: ScopeKind): Field {
    return this.#with({ template: scope });
  }

  kind(): Field {
    return this.#with({ kind: true });
  }

  only(...kinds: string[]): Field {
    return this.#with({ only: kinds });
  }

  later(): Field {
    return this.#with({ later: true });
  }

  elsewhere(...names: string[]): Field {
    return this.#with({ elsewhere: names });
  }

  since(version: string): Field {
    return this.#with({ since: version });
  }

  #with(more: FieldOptions): Field {
    return new Field(this.name, this.type, this.doc, { ...this.options, ...more });
  }
}

/** Starts a field: `field("delay", duration, "Time before the second try.").default("1s")`. */
export function field(name: string, type: FieldType, doc: string): Field {
  return new Field(name, type, doc);
}
