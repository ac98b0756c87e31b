import { dirname, relative, resolve, sep } from "node:path";

/** The path from a folder to a file within it, `/` between its parts; undefined for what is not within it. */
export function pathWithin(folder: string, path: string): string | undefined {
  const way = relative(folder, path);
  if (way === "" || way === ".." || way.startsWith(`..${sep}`) || resolve(folder, way) !== resolve(path)) return undefined;
  return resolve(way) === way ? undefined : way.split(sep).join("/");
}

/** The address of one file of a program as another imports it; both by their paths within the program. */
export function specifierBetween(from: string, to: string): string {
  const here = from.split("/").slice(0, -1);
  const there = to.split("/");
  let shared = 0;
  while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) shared++;
  const up = here.length - shared;
  return (up === 0 ? "./" : "../".repeat(up)) + there.slice(shared).join("/");
}

/** The folder that a file's relative imports start from. */
export function folderOf(path: string): string {
  return dirname(path);
}
