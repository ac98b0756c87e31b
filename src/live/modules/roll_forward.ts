import type { Log } from "../../core/mod.ts";
import type { RevisionStore } from "../../core/mod.ts";
import { StagedFile } from "../../platform/mod.ts";
import { textHash } from "./content_hash.ts";
import { readModuleFile } from "./module_file.ts";

/**
 * Writes the files of changes that were decided when the daemon died. A file that somebody else has changed since is theirs: it is left,
 * and will be read as it is.
 */
export function rollForward(store: RevisionStore, log: Log): void {
  for (const transition of store.unsettled()) {
    for (const { path, before, text } of transition.writes) {
      const content = readModuleFile(path);
      const now = content === undefined ? null : textHash(content.mark + content.text);
      if (now === (text === null ? null : textHash(text))) continue;
      if (now !== before) {
        log.warning("a file was changed after the daemon had decided to write it; the file is taken as it is", { file: path });
        continue;
      }
      if (text === null) Deno.removeSync(path);
      else {
        using file = StagedFile.stage(path, new TextEncoder().encode(text));
        file.apply();
      }
      log.info("finished a change that a crash had cut off", { file: path });
    }
    store.settle(transition);
  }
}
