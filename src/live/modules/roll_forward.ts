import type { FileWrite, Log, RevisionStore } from "../../core/mod.ts";
import { StagedFile, systemReason } from "../../platform/mod.ts";
import { textHash } from "./content_hash.ts";
import { readModuleFile } from "./module_file.ts";

/**
 * Writes the files of changes that were decided when the daemon died. A file that somebody else has changed since is theirs: it is left,
 * and will be read as it is.
 */
export function rollForward(store: RevisionStore, log: Log): void {
  for (const transition of store.unsettled()) {
    let isWhole = true;
    for (const write of transition.writes) {
      try {
        finishWrite(write, log);
      } catch (error) {
        // It serves from what is stored, and the next start tries again.
        isWhole = false;
        log.error("a change that a crash had cut off cannot be written to its file", { file: write.path, reason: systemReason(error) });
      }
    }
    if (isWhole) store.settle(transition);
  }
}

function finishWrite({ path, before, text }: FileWrite, log: Log): void {
  const content = readModuleFile(path);
  const now = content === undefined ? null : textHash(content.mark + content.text);
  if (now === (text === null ? null : textHash(text))) return;
  if (now !== before) {
    log.warning("a file was changed after the daemon had decided to write it; the file is taken as it is", { file: path });
    return;
  }
  if (text === null) Deno.removeSync(path);
  else {
    using file = StagedFile.stage(path, new TextEncoder().encode(text));
    file.apply();
  }
  log.info("finished a change that a crash had cut off", { file: path });
}
