import type { PreparedModule } from "./loaded_module.ts";
import type { KnownFile } from "./module_entry.ts";
import { markOf, markOfText, marksOf } from "./module_file.ts";

/**
 * What is known of a file from now on, when this was made of it. It is the file as it was read, not as it is: what somebody has written to
 * it since will look different.
 *
 * @param isWritten Whether the text has just been written to it.
 */
export function knownFile(path: string, prepared: PreparedModule, isWritten = false): KnownFile {
  const { text, readAt, loaded: { dependencies } } = prepared;
  const mark = isWritten ? markOfText(path, text) : readAt ?? markOf(path);
  return { path, text, marks: new Map([[path, mark], ...marksOf(dependencies)]) };
}
