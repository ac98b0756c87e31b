/** A change so shortly before the look could be followed by another with the same time and size. */
const FINE_MS = 50;
/** The same for file systems that keep whole seconds; those that keep two are the coarsest in use. */
const COARSE_MS = 2100;

let looks = 0;

/**
 * What tells one state of a file from another without reading it: its times, size and identity. Two stamps that are equal mean the same
 * content. The stamp of a file that has just been written equals no other, because a second write within the tick of the file system's
 * clock would not show.
 *
 * @param now Milliseconds since the epoch, taken before `info` was.
 */
export function stampOf(info: Deno.FileInfo, now: number): string {
  const changed = info.mtime?.getTime() ?? now;
  const tick = changed % 1000 === 0 ? COARSE_MS : FINE_MS;
  const stamp = `${changed}:${info.ctime?.getTime() ?? 0}:${info.size}:${info.mode ?? 0}:${identityOf(info)}`;
  return Math.abs(now - changed) < tick ? `${stamp}:${++looks}` : stamp;
}

/** Tells a file or folder from others that stand, or stood, at its path. Numbers of removed files are used again; their births differ. */
export function identityOf(info: Deno.FileInfo): string {
  return `${info.dev}.${info.ino ?? 0}.${info.birthtime?.getTime() ?? 0}`;
}
