import { StagedFile } from "../../platform/mod.ts";
import type { ModuleEntry } from "./module_entry.ts";
import { readModuleFile } from "./module_file.ts";
import { Refusal } from "./refusal.ts";

/** A file to write, with what it holds now. */
export interface PlannedWrite {
  readonly path: string;
  /** Undefined when there is none. */
  readonly before: string | undefined;
  /** Undefined removes it. */
  readonly after: string | undefined;
}

/** A change as far as its file is concerned. */
export interface WritingChange {
  readonly entry: ModuleEntry;
  /** Absent when no file changes. */
  readonly write?: PlannedWrite;
}

/** Files written beside their places. Disposing removes those that were not put into them. */
export interface StagedWrites extends Disposable {
  /** @throws Refusal `file_changed` when a file is no longer what the change was made from. */
  verify(): void;
  /** @throws Refusal `file_not_written`, after `undo` and after the files that were written have been put back. */
  apply(undo: () => void): void;
}

/**
 * Writes the new content of files beside them.
 *
 * @throws Refusal `file_not_written`; then nothing is left.
 */
export function stageWrites(changes: readonly WritingChange[]): StagedWrites {
  const encoder = new TextEncoder();
  const writes = changes.flatMap(({ entry, write }) => write === undefined ? [] : [{ entry, write }]);
  const staged: (StagedFile | undefined)[] = [];
  const dispose = () => staged.forEach((file) => file?.[Symbol.dispose]());
  try {
    for (const { entry, write } of writes) {
      staged.push(attempt(entry, () => write.after === undefined ? undefined : StagedFile.stage(write.path, encoder.encode(write.after))));
    }
  } catch (error) {
    dispose();
    throw error;
  }
  return {
    [Symbol.dispose]: dispose,
    verify() {
      for (const { entry, write: { path, before } } of writes) {
        const content = readModuleFile(path);
        const now = content === undefined ? undefined : content.mark + content.text;
        if (now === before) continue;
        throw new Refusal(entry.module, "file_changed", `${path} changed while the change was made; neither is lost`, {
          hint: "Look at the file, and send the change again",
        });
      }
    },
    apply(undo) {
      const done: PlannedWrite[] = [];
      try {
        for (const [index, { entry, write }] of writes.entries()) {
          attempt(entry, () => write.after === undefined ? Deno.removeSync(write.path) : staged[index]?.apply());
          done.push(write);
        }
      } catch (error) {
        for (const { path, before } of done) putBack(path, before);
        undo();
        throw error;
      }
    },
  };

  function putBack(path: string, before: string | undefined): void {
    if (before === undefined) return Deno.removeSync(path);
    using file = StagedFile.stage(path, encoder.encode(before));
    file.apply();
  }

  function attempt<T>(entry: ModuleEntry, act: () => T): T {
    try {
      return act();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Refusal(entry.module, "file_not_written", `${entry.module} was not changed: ${reason}`, { cause });
    }
  }
}
