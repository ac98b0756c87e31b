/** The types that a script can declare its outputs to have: those of settings, and `any`. */
export const OUTPUT_TYPES = ["string", "int", "float", "bool", "duration", "size", "bytes", "url", "path", "list", "map", "any"] as const;

/** A type of {@link OUTPUT_TYPES}. */
export type OutputType = (typeof OUTPUT_TYPES)[number];

/** What a script declares of one of its outputs. */
export interface DeclaredOutput {
  readonly type: OutputType;
  /** The type of a list's items or a map's values; absent where they may be anything. */
  readonly items?: OutputType;
  /** Whether it may be absent. */
  readonly isOptional: boolean;
}

/** The outputs that a script declares, by their names: it returns these and no others. */
export type DeclaredOutputs = ReadonlyMap<string, DeclaredOutput>;
