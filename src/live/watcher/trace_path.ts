import * as nodePath from "node:path";

/** As many links as Linux follows. */
const MOST_LINKS = 40;
const SEPARATOR = nodePath.sep === "/" ? "/" : /[\\/]/;

/**
 * Follows a path to the file or folder it leads to, link by link, and shows each entry on the way whose change could lead it elsewhere:
 * every link, the last entry, and the first that is missing.
 *
 * @param path Absolute.
 * @param visit Takes the folder, which is no link, and the entry's name in it.
 * @returns The path without links; undefined when it leads nowhere.
 */
export function tracePath(path: string, visit: (folder: string, name: string) => void): string | undefined {
  const { root } = nodePath.parse(path);
  let current = root;
  const pending = namesOf(path.slice(root.length));
  for (let links = 0; pending.length > 0;) {
    const name = pending.pop() ?? "";
    if (name === "..") {
      current = nodePath.dirname(current);
      continue;
    }
    const next = nodePath.join(current, name);
    const info = infoOf(next);
    if (info === undefined || info.isSymlink || pending.length === 0) visit(current, name);
    if (info === undefined) return undefined;
    if (!info.isSymlink) {
      current = next;
      continue;
    }
    const target = ++links > MOST_LINKS ? undefined : targetOf(next);
    if (target === undefined) return undefined;
    const { root: start } = nodePath.parse(target);
    if (start !== "") current = start;
    pending.push(...namesOf(target.slice(start.length)));
  }
  return current;
}

/** The last first, so that the next is popped. */
function namesOf(path: string): string[] {
  return path.split(SEPARATOR).filter((name) => name !== "" && name !== ".").reverse();
}

function infoOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch {
    return undefined;
  }
}

function targetOf(path: string): string | undefined {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return undefined;
  }
}
