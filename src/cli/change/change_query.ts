import { usageError } from "../report_failure.ts";
import type { VerbArgs } from "../verb.ts";

/** The query of a change: what `--dry-run`, `--no-persist` and `--message` say. */
export function changeQuery(args: VerbArgs): string {
  const query = new URLSearchParams();
  if (args.has("--dry-run")) query.set("dry_run", "true");
  if (args.has("--no-persist")) query.set("persist", "none");
  const message = args.text("--message");
  if (message !== undefined) query.set("message", message);
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/**
 * A revision given as an argument.
 *
 * @throws AppError `usage` for what is no whole number from 1 up.
 */
export function revisionArgument(text: string, verb: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw usageError(`"${text}" is no revision: they are whole numbers from 1 up`, "", [], `executor ${verb} --help`);
  }
  return Number(text);
}
