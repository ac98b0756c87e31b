import type { FileMark, ScannedFiles } from "./scan_files.ts";

/** What happened to a file. */
export interface FileChange {
  readonly path: string;
  readonly kind: "created" | "modified" | "removed";
  /** How it is now; undefined when it is gone. */
  readonly mark: FileMark | undefined;
}

/** What happened between what is known of files and what a scan found; by path. Of what could not be read nothing is said. */
export function fileChanges(known: ReadonlyMap<string, FileMark>, { files, unreadable, isCut }: ScannedFiles): readonly FileChange[] {
  const changes: FileChange[] = [];
  for (const [path, mark] of files) {
    const before = known.get(path);
    if (before === undefined) changes.push({ path, kind: "created", mark });
    else if (!isSame(before, mark)) changes.push({ path, kind: "modified", mark });
  }
  const isHidden = (path: string) => unreadable.some((name) => name === "" || path === name || path.startsWith(`${name}/`));
  for (const path of isCut ? [] : known.keys()) {
    if (!files.has(path) && !isHidden(path)) changes.push({ path, kind: "removed", mark: undefined });
  }
  return changes.sort((a, b) => a.path < b.path ? -1 : 1);
}

function isSame(a: FileMark, b: FileMark): boolean {
  return a.mtime === b.mtime && a.size === b.size && (a.inode === undefined || b.inode === undefined || a.inode === b.inode);
}
