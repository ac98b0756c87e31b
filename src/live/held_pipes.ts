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

/** So long what was found in folders is taken for true where nothing happens: many watches that begin or end one after the other look once. */
const FRESH_MS = 250;
const found = { at: -Infinity, pipes: new Map<string, readonly string[]>() };

/** Something happened in a watched folder: pipes are looked for anew. */
export function lookForPipes(): void {
  found.at = -Infinity;
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
  for (const path of Deno.build.os === "linux" ? pipesNow(more) : []) {
    const file = openPipe(path);
    if (file !== undefined) files.push(file);
  }
  return {
    [Symbol.dispose]() {
      for (const file of files) file.close();
    },
  };
}

function* pipesNow(more: Iterable<string>): Iterable<string> {
  const now = performance.now();
  if (now - found.at > FRESH_MS) {
    found.at = now;
    found.pipes.clear();
  }
  for (const folder of new Set([...watched.keys(), ...more])) {
    let pipes = found.pipes.get(folder);
    if (pipes === undefined) found.pipes.set(folder, pipes = pipesIn(folder));
    yield* pipes;
  }
}

function pipesIn(folder: string): readonly string[] {
  try {
    return Array.from(Deno.readDirSync(folder)).filter(({ isFile, isDirectory, isSymlink }) => !isFile && !isDirectory && !isSymlink)
      .map(({ name }) => nodePath.join(folder, name));
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
