import { AppError, emptyRecord, type Files, type Json, type JsonObject } from "../../core/mod.ts";

/** Most bytes that a task may write to `$EXECUTOR_OUTPUT`. */
export const MAX_OUTPUTS_BYTES = 1024 * 1024;

/** Longest part of a wrong line that a message shows. */
const SHOWN_LENGTH = 60;

/**
 * Reads the outputs that a task wrote to its file in `$EXECUTOR_OUTPUT`: `name=value` lines, split at the first `=`. Empty lines are
 * skipped, the last of two values of one name counts, and a file that the task removed is none.
 *
 * @throws AppError `outputs_invalid` with the line's number, `output_too_large` beyond 1 MiB, `path_unreadable`.
 */
export function readOutputs(ports: { readonly files: Files }, path: string): JsonObject {
  if (!ports.files.exists(path)) return {};
  const text = readText(ports.files, path);
  return text === "" ? {} : parseOutputs(text);
}

/** Parses the text of an outputs file. @throws AppError as {@link readOutputs}. */
export function parseOutputs(text: string): JsonObject {
  if (text.length > MAX_OUTPUTS_BYTES) {
    throw new AppError(
      "output_too_large",
      "The file in $EXECUTOR_OUTPUT is larger than 1 MiB; write large data to standard output or a file",
    );
  }
  const outputs = emptyRecord<Json>();
  for (const [index, raw] of text.replace(/^\uFEFF/, "").split("\n").entries()) {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (line.trim() === "") continue;
    const at = line.indexOf("=");
    if (at < 1) {
      const shown = line.length > SHOWN_LENGTH ? `${line.slice(0, SHOWN_LENGTH)}…` : line;
      const what = at === 0 ? "has no name before its =" : "has no =";
      throw new AppError("outputs_invalid", `Line ${index + 1} of the file in $EXECUTOR_OUTPUT ${what}: ${shown}`);
    }
    outputs[line.slice(0, at)] = line.slice(at + 1);
  }
  return outputs;
}

function readText(files: Files, path: string): string {
  try {
    return files.readText(path, MAX_OUTPUTS_BYTES);
  } catch (error) {
    if (error instanceof AppError && error.cause instanceof Error && error.cause.name === "NotFound") return "";
    throw error;
  }
}
