import type { Json, SourceMemory } from "../../../core/mod.ts";
import type { FileMark } from "./scan_files.ts";

/** In how many values the files are kept, so that a change writes few of them. */
const SHARDS = 64;
const COUNT = "emitted";

/** What a watch keeps of files through restarts: those that became part of an event, and how many events there were. */
export class FileMemory {
  readonly #memory: SourceMemory;

  constructor(memory: SourceMemory) {
    this.#memory = memory;
  }

  /** How many events there were; undefined when nothing is kept. */
  get count(): number | undefined {
    const count = this.#memory.get(COUNT);
    return typeof count === "number" ? count : undefined;
  }

  read(): Map<string, FileMark> {
    const files = new Map<string, FileMark>();
    for (let shard = 0; shard < SHARDS; shard++) {
      const kept = this.#memory.get(keyOf(shard));
      if (!Array.isArray(kept)) continue;
      for (const row of kept as readonly Json[]) {
        const [path, mtime, size] = Array.isArray(row) ? row as readonly Json[] : [];
        if (typeof path === "string" && typeof mtime === "number" && typeof size === "number") files.set(path, { mtime, size });
      }
    }
    return files;
  }

  /**
   * Keeps what is known of files.
   *
   * @param changed The paths that changed; absent: all.
   */
  write(known: ReadonlyMap<string, FileMark>, count: number, changed?: Iterable<string>): void {
    const shards = new Map<number, Json[]>();
    for (const path of changed ?? known.keys()) shards.set(shardOf(path), []);
    for (const [path, { mtime, size }] of known) shards.get(shardOf(path))?.push([path, mtime, size]);
    for (const [shard, rows] of shards) this.#memory.set(keyOf(shard), rows);
    this.#memory.set(COUNT, count);
  }
}

function keyOf(shard: number): string {
  return `files${shard}`;
}

/** FNV-1a of the path. */
function shardOf(path: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < path.length; at++) hash = Math.imul(hash ^ path.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % SHARDS;
}
