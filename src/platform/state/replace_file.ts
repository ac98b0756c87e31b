import { storageFailure } from "./storage_failure.ts";

/**
 * Writes a small file of the state folder, readable to its owner alone: whoever reads it finds the old content or the new, whole, also
 * after a crash. The caller is the only one that writes this file.
 *
 * @throws AppError `state_full`, `state_unavailable`.
 */
export function replaceFile(path: string, text: string): void {
  const beside = `${path}.tmp`;
  try {
    // A crash may have left one, with another mode or as a link to somewhere else.
    removeIfThere(beside);
    {
      using file = Deno.openSync(beside, { write: true, createNew: true, mode: 0o600 });
      const bytes = new TextEncoder().encode(text);
      for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
      file.syncSync();
    }
    Deno.renameSync(beside, path);
  } catch (error) {
    try {
      removeIfThere(beside);
    } catch {
      // The first error is the one to report.
    }
    throw storageFailure(error, "write", path);
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
