import { AppError } from "../../core/mod.ts";
import { sqliteFailure, sqliteKind } from "./sqlite_failure.ts";
import { systemFault, systemReason } from "./system_reason.ts";

/**
 * Turns whatever a file operation in the state folder threw into `state_full` or `state_unavailable`; errors that already speak to the
 * user, and mistakes of this program, are returned as they are.
 *
 * @param doing What was attempted, as it follows "Cannot": `create the folder`.
 */
export function storageFailure(error: unknown, doing: string, path: string): unknown {
  if (error instanceof AppError || error instanceof TypeError || error instanceof RangeError) return error;
  if (sqliteKind(error) !== undefined) return sqliteFailure(error, path, "open");
  if (systemFault(error) === "full") return new AppError("state_full", `Cannot ${doing} "${path}": the disk is full`, { cause: error });
  return new AppError("state_unavailable", `Cannot ${doing} "${path}": ${systemReason(error)}`, { cause: error });
}
