/** A file as it was opened. */
export interface OpenedFile {
  readonly bytes: Uint8Array;
  /** Where the very object that was opened lies, links resolved: a link that was swapped meanwhile shows here. */
  readonly realPath: string;
}

/**
 * What the guard reads the user's files through. Paths are absolute. Failures are errors whose `name` is Deno's: `NotFound`, `NotADirectory`,
 * `IsADirectory`, `PermissionDenied`, `FilesystemLoop`; anything else is reported with its message.
 */
export interface GuardFiles {
  /** The path with all links resolved. */
  realPath(path: string): string | Promise<string>;
  /**
   * Reads a regular file, and never waits for a pipe or a device: for those it throws.
   *
   * @param maxBytes A longer file may be cut after `maxBytes + 1` bytes.
   */
  readFile(path: string, maxBytes: number): OpenedFile | Promise<OpenedFile>;
  /** The names in a folder. */
  list(folder: string): readonly string[] | Promise<readonly string[]>;
}
