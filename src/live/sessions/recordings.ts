import * as nodePath from "node:path";

/** The recordings of a daemon's sessions: files of a folder that only its owner can read. */
export class Recordings {
  readonly #folder: string;

  /** @param state The state folder. */
  constructor(state: string) {
    this.#folder = nodePath.join(state, "sessions");
  }

  /** The file of a session's recording; its folder is there afterwards, unless that cannot be. */
  path(id: string): string {
    try {
      Deno.mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    } catch {
      // Who creates the file says why it cannot be.
    }
    return nodePath.join(this.#folder, `${id}.cast`);
  }

  remove(id: string): void {
    removeQuietly(nodePath.join(this.#folder, `${id}.cast`));
  }

  /** Removes those last written before a time, in milliseconds since the epoch, but not those of sessions that are known. */
  prune(before: number, isKnown: (id: string) => boolean): void {
    let names: string[];
    try {
      names = [...Deno.readDirSync(this.#folder)].map(({ name }) => name);
    } catch {
      return;
    }
    for (const name of names) {
      const id = /^(.+)\.cast$/.exec(name)?.[1];
      if (id === undefined || isKnown(id)) continue;
      const path = nodePath.join(this.#folder, name);
      if (writtenAt(path) < before) removeQuietly(path);
    }
  }
}

function writtenAt(path: string): number {
  try {
    return Deno.lstatSync(path).mtime?.getTime() ?? Infinity;
  } catch {
    return Infinity;
  }
}

function removeQuietly(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It is gone, or stays until the next look.
  }
}
