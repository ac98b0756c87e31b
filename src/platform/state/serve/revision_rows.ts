import type { DocumentLanguage, FileWrite, Revision, RevisionOrigin, RevisionRow, StoredText } from "../../../core/mod.ts";
import type { Database, Row } from "../database.ts";
import { decodeStored } from "../stored_json.ts";

/** The columns of `revisions` that {@link revisionRowOf} reads: all but the content. */
export const REVISION_COLUMNS =
  "r.module, r.revision, r.hash, r.origin, r.author, r.message, r.time, r.language, r.persisted, r.deleted, r.file";

/** A revision without its content, from a row of {@link REVISION_COLUMNS}. */
export function revisionRowOf(row: Row): RevisionRow {
  return {
    module: String(row.module),
    revision: Number(row.revision),
    hash: String(row.hash),
    origin: row.origin as RevisionOrigin,
    author: String(row.author),
    message: textOf(row.message),
    time: Number(row.time),
    language: row.language as DocumentLanguage,
    persisted: row.persisted === 1,
    deleted: row.deleted === 1,
    ...(row.file === null ? {} : { file: String(row.file) }),
  };
}

/** A revision with its text, from a row that has `text` besides {@link REVISION_COLUMNS}. */
export function storedTextOf(row: Row): StoredText {
  return { ...revisionRowOf(row), text: textOfBytes(row.text) };
}

/**
 * A whole revision, from a row that has `text` and `document` besides {@link REVISION_COLUMNS}.
 *
 * @throws AppError `state_corrupt`.
 */
export function revisionOf(database: Database, row: Row): Revision {
  try {
    return { ...storedTextOf(row), document: decodeStored(String(row.document)) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw database.damaged(`the document of revision ${row.revision} of "${row.module}" is not JSON`, error);
  }
}

/** A file to be written, from a row of `writes`. */
export function fileWriteOf(row: Row): FileWrite {
  return { path: String(row.path), before: textOf(row.before), text: row.text === null ? null : textOfBytes(row.text) };
}

function textOf(value: unknown): string | null {
  return value === null ? null : String(value);
}

/** Text stored as bytes; a byte order mark is part of it. */
function textOfBytes(bytes: unknown): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes as Uint8Array);
}
