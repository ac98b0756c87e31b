/**
 * Looks at where an object really stands and throws when it may not be touched: an absolute path without links and dots. Called on the
 * object that was opened, before anything of it is read, made or changed.
 */
export type PathCheck = (realPath: string) => void;

/** How a file is opened; as Deno's `OpenOptions`. */
export interface GuardedOpenOptions {
  readonly read: boolean;
  readonly write: boolean;
  /** Every write goes to the end. */
  readonly append: boolean;
  readonly truncate: boolean;
  readonly create: boolean;
  readonly createNew: boolean;
  /** Permission bits of a file that is made, before the umask. */
  readonly mode?: number;
  /** Whether `mode` is also given to a file that was there, and past the umask. */
  readonly isModeForced?: boolean;
}

/** What is known of a file; as Deno's `FileInfo`, times in milliseconds since the epoch, null where the system does not tell. */
export interface GuardedFileInfo {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly isSymlink: boolean;
  readonly size: number;
  readonly mtime: number | null;
  readonly atime: number | null;
  readonly birthtime: number | null;
  readonly ctime: number | null;
  readonly dev: number;
  readonly ino: number | null;
  readonly mode: number | null;
  readonly nlink: number | null;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly rdev: number | null;
  readonly blksize: number | null;
  readonly blocks: number | null;
  readonly isBlockDevice: boolean | null;
  readonly isCharDevice: boolean | null;
  readonly isFifo: boolean | null;
  readonly isSocket: boolean | null;
}

/** An entry of a folder. */
export interface GuardedDirEntry {
  readonly name: string;
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly isSymlink: boolean;
}

/** An open regular file. One operation at a time. */
export interface GuardedFile {
  /** Reads what is there, up to the size of `into`; null at the end. */
  read(into: Uint8Array): Promise<number | null>;
  /** Writes all of it. */
  write(bytes: Uint8Array): Promise<void>;
  /** @returns The new place, from the start. */
  seek(offset: number, whence: "start" | "current" | "end"): Promise<number>;
  truncate(length: number): Promise<void>;
  /** Makes content (`data`) or content and metadata durable. */
  sync(what: "data" | "all"): Promise<void>;
  stat(): Promise<GuardedFileInfo>;
  close(): void;
}

/**
 * Files for somebody who may have some of them only: each path is resolved and what it leads to is held fast, then `check` sees where that
 * really stands, then it is worked on through what is held, so that a link swapped meanwhile changes nothing. Paths are absolute, without
 * `.` and `..`. A path that leads to nothing is checked too, at the point where it ends, so that a refusal does not tell what exists.
 *
 * Failures are Errors with the names of Deno's (`NotFound`, `AlreadyExists`, `PermissionDenied`, `IsADirectory`, `NotADirectory`…).
 * A hard link is the file: one that stands in a folder is the folder's, whatever other names it has.
 */
export interface GuardedFiles {
  /** Opens regular files only; never waits for a pipe's other end. */
  open(path: string, options: GuardedOpenOptions, check: PathCheck): Promise<GuardedFile>;
  /** What a path leads to. */
  stat(path: string, check: PathCheck): Promise<GuardedFileInfo>;
  readDir(path: string, check: PathCheck): Promise<readonly GuardedDirEntry[]>;
  /** With `recursive` each folder on the way that is missing is made, each checked by itself; one that is there is no error. */
  mkdir(path: string, options: { readonly recursive: boolean; readonly mode?: number }, check: PathCheck): Promise<void>;
  /** Removes what stands at the path, a link itself and not what it leads to; with `recursive` a folder with all in it. */
  remove(path: string, options: { readonly recursive: boolean }, check: PathCheck): Promise<void>;
  /** Renames what stands at the path, a link itself. */
  rename(from: string, to: string, checkFrom: PathCheck, checkTo: PathCheck): Promise<void>;
  /** Where a path really leads; of one that does not exist, the part that does, and the rest as it is. */
  realPath(path: string): string;
  /** The file that a program's name or path means, absolute; undefined when there is none that may be executed. */
  findProgram(name: string, path: string | undefined, cwd: string): string | undefined;
}
