import { posix } from "node:path";
import type { GuardFiles } from "./guard_files.ts";

/** Files in memory for tests: a text, bytes, or a link to another path. */
export type TestingFiles = Readonly<Record<string, string | Uint8Array | { readonly link: string }>>;

/** {@link GuardFiles} over files in memory; folders are what lies above files. */
export function testingFiles(files: TestingFiles): GuardFiles {
  const all = new Map(Object.entries(files));
  const isFolder = (path: string): boolean => [...all.keys()].some((each) => each.startsWith(path === "/" ? "/" : `${path}/`));
  const realPath = (path: string): string => {
    let real = "/";
    const parts = posix.resolve(path).split("/").filter((part) => part !== "");
    for (let steps = 0; parts.length > 0; steps++) {
      if (steps > 40_000) throw named("FilesystemLoop");
      const at = posix.join(real, parts.shift() ?? "");
      const entry = all.get(at);
      if (typeof entry === "object" && "link" in entry) {
        parts.unshift(...posix.resolve(real, entry.link).split("/").filter((part) => part !== ""));
        real = "/";
      } else if (entry !== undefined && parts.length > 0) throw named("NotADirectory");
      else real = at;
    }
    if (!all.has(real) && !isFolder(real)) throw named("NotFound");
    return real;
  };
  return {
    realPath,
    readFile(path, maxBytes) {
      const real = realPath(path);
      const entry = all.get(real);
      if (entry === undefined) throw named("IsADirectory");
      const bytes = typeof entry === "string" ? new TextEncoder().encode(entry) : entry as Uint8Array;
      return { bytes: bytes.subarray(0, maxBytes + 1), realPath: real };
    },
    list(folder) {
      if (folder !== "/" && !isFolder(realPath(folder))) throw named("NotADirectory");
      const prefix = folder === "/" ? "/" : `${realPath(folder)}/`;
      return [
        ...new Set([...all.keys()].filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length).split("/")[0] ?? "")),
      ];
    },
  };
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}
