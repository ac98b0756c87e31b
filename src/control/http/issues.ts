import { z } from "zod";
import { type JsonObject, nearest } from "../../core/mod.ts";

/** What is wrong with a value, in words and for machines. */
export interface Issues {
  /** The first of them. */
  readonly message: string;
  readonly hint?: string;
  readonly errors: readonly JsonObject[];
}

/** Most that are listed. */
const MOST = 100;

/** Words for what a schema found; a misspelt member gets the nearest right one. */
export function issuesOf(error: z.ZodError, schema: z.ZodType): Issues {
  const errors = error.issues.slice(0, MOST).map((issue) => ({ path: pointerOf(issue.path), message: wordsOf(issue) }));
  const [first] = error.issues;
  const place = first === undefined || first.path.length === 0 ? "" : `${pointerOf(first.path)}: `;
  const near = first?.code === "unrecognized_keys" && first.path.length === 0 && schema instanceof z.ZodObject
    ? nearest(first.keys[0] ?? "", Object.keys(schema.shape))
    : undefined;
  return {
    message: `${place}${first === undefined ? "nothing fits" : wordsOf(first)}`.slice(0, 500),
    ...(near === undefined ? {} : { hint: `Did you mean "${near}"?` }),
    errors,
  };
}

/** What was found, in our words where the schema library's speak of its language. */
function wordsOf({ message }: z.core.$ZodIssue): string {
  const missing = /^Invalid input: expected (.+), received undefined$/.exec(message)?.[1];
  return missing === undefined ? message : `missing: expected ${missing}`;
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
