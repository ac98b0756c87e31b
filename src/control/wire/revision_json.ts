import { formatTime, type Revision, type RevisionRow } from "../../core/mod.ts";

/** A row of a module's history. */
export function revisionRowToJson(row: RevisionRow): Record<string, unknown> {
  const { revision, hash, origin, author, time, message, language, persisted, deleted } = row;
  return { revision, hash, origin, author, time: formatTime(time), message, language, persisted, deleted };
}

/** A revision with its document. */
export function revisionToJson(revision: Revision): Record<string, unknown> {
  return { ...revisionRowToJson(revision), document: revision.document };
}
