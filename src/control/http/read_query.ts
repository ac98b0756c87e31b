import type { z } from "zod";
import { AppError, emptyRecord } from "../../core/mod.ts";
import { issuesOf } from "./issues.ts";

/** Tokens are taken from the header alone; in an address, which ends up in logs, they are nothing. */
const IGNORED = ["token", "access_token"];

/**
 * Reads a query by its schema: nothing unknown, nothing twice.
 *
 * @throws AppError `query_invalid`.
 */
export function readQuery<T>(url: URL, schema: z.ZodType<T>): T {
  const values = emptyRecord<string>();
  for (const [name, value] of url.searchParams) {
    if (IGNORED.includes(name)) continue;
    if (name in values) throw new AppError("query_invalid", `The query has "${name.slice(0, 80)}" twice`);
    values[name] = value;
  }
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const { message, hint, errors } = issuesOf(result.error, schema);
  throw new AppError("query_invalid", `The query is wrong: ${message}`, { ...(hint === undefined ? {} : { hint }), details: { errors } });
}
