import type { VerbMain } from "./verb.ts";
import { serveLsp } from "./lsp/serve_lsp.ts";

/** `executor lsp`: the language server over standard input and output; exit 1 when the client went without taking its leave. */
export const lspVerb: VerbMain = async (_args, io) => {
  const hasLeft = await serveLsp({ input: Deno.stdin.readable, out: io.out, log: (line) => void io.err.line(line), cwd: io.cwd });
  return hasLeft ? 0 : 1;
};
