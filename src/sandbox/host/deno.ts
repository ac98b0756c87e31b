import type { SentEnvironment } from "../protocol/environment_grant.ts";
import type { Asker } from "./asker.ts";
import { assign, create } from "./captured.ts";
import { type CommandClass, commandClass, CommandOutput } from "./command.ts";
import { DENO_ERRORS } from "./deno_errors.ts";
import { environment } from "./environment.ts";
import { entriesOfFolder, folders } from "./folders.ts";
import { frozen } from "./frozen.ts";
import { FsFile } from "./fs_file.ts";
import { wholeFiles } from "./whole_files.ts";

/** The part of Deno that scripts have. */
export type ScriptDeno =
  & ReturnType<typeof wholeFiles>
  & ReturnType<typeof folders>
  & {
    readonly env: ReturnType<typeof environment>;
    readonly Command: CommandClass;
    readonly SeekMode: typeof SEEK_MODE;
    readonly errors: typeof DENO_ERRORS;
  };

const SEEK_MODE = frozen({ 0: "Start", 1: "Current", 2: "End", Start: 0, Current: 1, End: 2 });

/**
 * Makes the script's `Deno`. Every member is there whatever the task was granted: one that needs more than that throws `NotCapable`, which
 * names the line to add. What Deno has besides is absent.
 *
 * @param sent The variables that came with the task.
 * @returns A frozen object without prototype.
 */
export function createDeno(asker: Asker, sent: SentEnvironment): ScriptDeno {
  return frozen(assign(create(null), {
    ...wholeFiles(asker),
    ...folders(asker),
    env: environment(asker, sent),
    Command: commandClass(asker),
    SeekMode: SEEK_MODE,
    errors: DENO_ERRORS,
  }));
}

/** What the `Deno` of every task leads to besides its own members; the realm freezes all of it, to the last function. */
export const SHARED_OF_DENO: readonly unknown[] = [SEEK_MODE, DENO_ERRORS, FsFile, CommandOutput, entriesOfFolder];
