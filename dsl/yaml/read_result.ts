import type { Diagnostic } from "../../src/core/mod.ts";
import type { DocNode } from "../tree.ts";

/** What reading a document gives. */
export interface ReadResult {
  /** The tree; undefined when the text is not one readable document. */
  readonly root: DocNode | undefined;
  /** Sorted by place. Errors beside a root leave out or repair the values they are about. */
  readonly diagnostics: readonly Diagnostic[];
}
