import type { Diagnostic } from "../../src/core/mod.ts";
import type { DocNode } from "../tree.ts";
import { describeNode } from "./describe.ts";

/** What is said of a document that is no map at all. */
export function notAPipeline(root: DocNode, file: string): Diagnostic {
  const message = `A pipeline is a map with "tasks", found ${describeNode(root)}`;
  return { severity: "error", code: "wrong_type", message, file, span: root.span };
}
