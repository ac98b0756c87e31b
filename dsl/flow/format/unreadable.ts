import type { Diagnostic } from "../../../src/core/mod.ts";
import type { FlowFile } from "../tree.ts";
import { visitFlow } from "./visit_flow.ts";

/** The first statement that no field explains: how its parts hang together is unknown. */
export function unreadable(flow: FlowFile, file: string): Diagnostic | undefined {
  let found: Diagnostic | undefined;
  visitFlow(flow, {
    statement: ({ word, isBroken }, { noun }) => {
      if (!isBroken || found !== undefined) return;
      const message = `${noun.charAt(0).toUpperCase()}${noun.slice(1)} has no field ${JSON.stringify(word.text)}`;
      found = { severity: "error", code: "unknown_field", message, file, span: word.span };
    },
  });
  return found;
}
