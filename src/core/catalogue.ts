import { checkCodes } from "./codes/check.ts";
import { commandCodes } from "./codes/command.ts";
import { documentCodes } from "./codes/document.ts";
import { expressionCodes } from "./codes/expression.ts";
import { flowCodes } from "./codes/flow.ts";
import { probeCodes } from "./codes/probe.ts";
import { runCodes } from "./codes/run.ts";
import { scriptCodes } from "./codes/script.ts";
import { serveCodes } from "./codes/serve.ts";
import { stateCodes } from "./codes/state.ts";
import { terminalCodes } from "./codes/terminal.ts";

/** One row of the error catalogue: everything about a code that is not about one occurrence of it. */
export interface CatalogueRow {
  /** Exit code of a verb that ends with this: 1 failed, 2 wrong input, 3 cancelled, 4 environment, 70 our defect; 126, 127 as shells have them. */
  readonly exit: 0 | 1 | 2 | 3 | 4 | 70 | 126 | 127;
  /** HTTP status of an API answer that carries it. */
  readonly status: number;
  /** One line for the documentation: when this code appears. */
  readonly summary: string;
  /** What to do, when the occurrence knows nothing better. */
  readonly hint?: string;
  /** A warning about the text and not about what a run will do: only who asks about the text is told. */
  readonly isAdvice?: true;
}

const ROWS = {
  ...checkCodes,
  ...commandCodes,
  ...documentCodes,
  ...expressionCodes,
  ...flowCodes,
  ...probeCodes,
  ...runCodes,
  ...scriptCodes,
  ...serveCodes,
  ...stateCodes,
  ...terminalCodes,
} as const;

/** Every stable error code. */
export type Code = keyof typeof ROWS;

/** The catalogue, by code, in the order of the documentation. */
export const CATALOGUE: Readonly<Record<Code, CatalogueRow>> = ROWS;

/** The catalogue's row of a code. */
export function rowOf(code: Code): CatalogueRow {
  return CATALOGUE[code];
}
