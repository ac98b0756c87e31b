import * as nodePath from "node:path";
import type { Resolver } from "./resolver.ts";

const MAX_LINKS = 40;

/** Where a link leads as it is written; undefined when there is none. */
export function linkAt(path: string): string | undefined {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return undefined;
  }
}

/**
 * Where a path that leads to nothing would lead: the real place of the first name that is missing, or that is no folder and no way on, and
 * the rest below it. Looked for from the top, so that it costs what is there and not what was asked for.
 */
export function endOfPath(resolver: Resolver, path: string, links = 0): string {
  const { root } = nodePath.parse(path);
  let last = root;
  const names = path.slice(root.length).split(nodePath.sep);
  for (const [index, name] of names.entries()) {
    const next = nodePath.join(last, name);
    if (isFolder(resolver, next)) {
      last = next;
      continue;
    }
    using folder = resolver.holdFolder(last);
    const link = linkAt(nodePath.join(folder.handle, name));
    const rest = names.slice(index + 1);
    if (link === undefined) return nodePath.join(folder.real, name, ...rest);
    return links < MAX_LINKS ? endOfPath(resolver, nodePath.resolve(folder.real, link, ...rest), links + 1) : path;
  }
  return path;
}

function isFolder(resolver: Resolver, path: string): boolean {
  try {
    resolver.holdFolder(path)[Symbol.dispose]();
    return true;
  } catch {
    return false;
  }
}

/** Where a path really leads; of one that does not exist, the part that does, and the rest as it is. */
export function realPath(path: string): string {
  let rest = "";
  for (let at = nodePath.resolve(path), links = 0;;) {
    try {
      return nodePath.join(Deno.realPathSync(at), rest);
    } catch {
      const link = links++ < MAX_LINKS ? linkAt(at) : undefined;
      const parent = nodePath.dirname(at);
      if (link !== undefined) at = nodePath.resolve(parent, link);
      else if (parent === at) return nodePath.join(at, rest);
      else {
        rest = nodePath.join(nodePath.basename(at), rest);
        at = parent;
      }
    }
  }
}
