import { terminalSize } from "../terminal_size.ts";
import type { Writer } from "../writer.ts";

/** How many cells a line of what is written there may have; undefined off a terminal, where nothing is shortened. */
export function widthOf(writer: Writer): number | undefined {
  return writer.isTerminal ? terminalSize().columns : undefined;
}
