import { AppError } from "../../core/mod.ts";

/**
 * Primary result codes of SQLite by what they mean here; https://www.sqlite.org/rescode.html. The texts stand beside them because older
 * runtimes report some failures by text alone.
 */
const KINDS = [
  { kind: "full", code: 13, text: "database or disk is full" },
  { kind: "corrupt", code: 11, text: "malformed" },
  { kind: "corrupt", code: 26, text: "file is not a database" },
  // Every statement is our own: a table or column that is missing means that the file is somebody else's.
  { kind: "corrupt", code: undefined, text: "no such table" },
  { kind: "corrupt", code: undefined, text: "no such column" },
  { kind: "corrupt", code: undefined, text: "has no column named" },
  { kind: "busy", code: 5, text: "database is locked" },
  { kind: "read_only", code: 8, text: "attempt to write a readonly database" },
  { kind: "cannot_open", code: 14, text: "unable to open database file" },
  { kind: "constraint", code: 19, text: "constraint failed" },
] as const;

/** What went wrong in SQLite. */
export type SqliteKind = typeof KINDS[number]["kind"] | "other";

/** Which kind of failure an error of `node:sqlite` is; undefined for an error that is not SQLite's. */
export function sqliteKind(error: unknown): SqliteKind | undefined {
  if (!(error instanceof Error) || (error as Error & { code?: unknown }).code !== "ERR_SQLITE_ERROR") return undefined;
  const errcode = (error as Error & { errcode?: unknown }).errcode;
  const primary = typeof errcode === "number" ? errcode & 0xff : undefined;
  for (const { kind, code, text } of KINDS) {
    if ((code !== undefined && code === primary) || error.message.includes(text)) return kind;
  }
  return "other";
}

/**
 * Turns a failure of SQLite into what the reader can act on; any other error is returned as it is.
 *
 * @param file The database's path, for the message.
 * @param doing What was attempted, such as "write".
 */
export function sqliteFailure(error: unknown, file: string, doing: "open" | "read" | "write"): unknown {
  const kind = sqliteKind(error);
  if (kind === undefined) return error;
  const found = error instanceof Error ? error.message.replace(`: ${file}`, "") : "";
  switch (kind) {
    case "full":
      return new AppError("state_full", `Cannot write the journal ${quote(file)}: the disk is full`, { cause: error });
    case "corrupt":
      return corrupt(file, found, error);
    case "busy":
      return new AppError("state_unavailable", `Cannot ${doing} the journal ${quote(file)}: another program keeps it locked`, {
        hint: "Close the program that has the file open, such as a database browser or a backup",
        cause: error,
      });
    default:
      return new AppError("state_unavailable", `Cannot ${doing} the journal ${quote(file)}: ${found}`, { cause: error });
  }
}

/** The error for a journal that cannot be trusted, with the way out. */
export function corrupt(file: string, found: string, cause?: unknown): AppError {
  return new AppError("state_corrupt", `The journal ${quote(file)} is damaged: ${found}`, {
    hint:
      `Move it and its -wal and -shm files away (they may hold what is left of the history) and start again; stored logs stay in the folder "runs" beside it`,
    ...(cause === undefined ? {} : { cause }),
  });
}

function quote(file: string): string {
  return `"${file}"`;
}
