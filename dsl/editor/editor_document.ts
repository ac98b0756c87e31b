import type { Pipeline } from "../../src/core/mod.ts";
import type { DocNode } from "../tree.ts";

/** A document as an editor has it open. */
export interface EditorDocument {
  /** Its path; the name tells the language. */
  readonly file: string;
  /** Without a byte order mark. */
  readonly text: string;
  /** As the text was read; undefined when it has no readable form. */
  readonly tree: DocNode | undefined;
  /** The pipeline as far as it is understood; of a text that cannot be read, that of the last one that could. */
  readonly draft: Pipeline | undefined;
  /** The pipelines that its tasks name, by their paths. */
  readonly included: ReadonlyMap<string, Pipeline>;
}
