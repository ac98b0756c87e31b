import type { ModuleId } from "../../core/mod.ts";
import { StagedFile, systemReason } from "../../platform/mod.ts";
import { type FileContent, readModuleFile } from "./module_file.ts";
import { Refusal } from "./refusal.ts";

/**
 * What a change would be written over; undefined when there is nothing.
 *
 * @throws Refusal `file_not_written`: what cannot be read is not replaced.
 */
export function contentToReplace(module: ModuleId, file: string): FileContent | undefined {
  try {
    return readModuleFile(file);
  } catch (cause) {
    throw notWritten(module, cause);
  }
}

/**
 * Writes a file anew, unless it is no longer what the change was made from.
 *
 * @throws Refusal `file_changed`, `file_not_written`.
 */
export function replaceContent(module: ModuleId, file: string, content: FileContent | undefined, text: string): void {
  if (contentToReplace(module, file)?.text !== content?.text) {
    throw new Refusal(module, "file_changed", `${file} changed while the change was made; neither is lost`);
  }
  try {
    using staged = StagedFile.stage(file, new TextEncoder().encode((content?.mark ?? "") + text));
    staged.apply();
  } catch (cause) {
    throw notWritten(module, cause);
  }
}

function notWritten(module: ModuleId, cause: unknown): Refusal {
  return new Refusal(module, "file_not_written", `${module} was not changed: ${systemReason(cause)}`, { cause });
}
