import * as nodePath from "node:path";

/** Folders that some watch of this process sees, with how many do. */
const watched = new Map<string, number>();

/** Says that a folder is watched, until it is disposed: {@link heldPipes} then looks into it. */
export function watchesFolder(folder: string): Disposable {
  watched.set(folder, (watched.get(folder) ?? 0) + 1);
  let isOver = false;
  return {
    [Symbol.dispose]() {
      if (isOver) return;
      isOver = true;
      const count = (watched.get(folder) ?? 1) - 1;
      if (count > 0) watched.set(folder, count);
      else watched.delete(folder);
    },
  };
}

/**
 * Holds all named pipes in watched folders open, for the time of a call that begins or ends a watch. When a writer of such a pipe closes it,
 * the runtime's thread opens it for reading, and stands there until somebody writes; the next call that begins or ends a watch then waits for
 * that thread, and with it the whole program (`Deno.watchFs` of 2.4 and 2.9). Open for both directions, a pipe lets the thread go on.
 *
 * @param more Folders besides those that are watched.
 */
export function heldPipes(more: Iterable<string> = []): Disposable {
  const files: Deno.FsFile[] = [];
  const folders = Deno.build.os === "linux" ? new Set([...watched.keys(), ...more]) : [];
  for (const folder of folders) files.push(...pipesIn(folder));
  return {
    [Symbol.dispose]() {
      for (const file of files) file.close();
    },
  };
}

function pipesIn(folder: string): readonly Deno.FsFile[] {
  try {
    const special = Array.from(Deno.readDirSync(folder)).filter(({ isFile, isDirectory, isSymlink }) =>
      !isFile && !isDirectory && !isSymlink
    );
    return special.flatMap(({ name }) => {
      const file = openPipe(nodePath.join(folder, name));
      return file === undefined ? [] : [file];
    });
  } catch {
    // A folder that is gone or may not be read holds nothing up.
    return [];
  }
}

function openPipe(path: string): Deno.FsFile | undefined {
  try {
    // For both directions it never waits. What may not be written to the thread may still wait for.
    return Deno.lstatSync(path).isFifo === true ? Deno.openSync(path, { read: true, write: true }) : undefined;
  } catch {
    return undefined;
  }
}
