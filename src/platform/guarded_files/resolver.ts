/** What a path leads to, held while it is looked at and worked on. */
export interface Held extends Disposable {
  /** Where it really stands: absolute, without links. */
  readonly real: string;
  /** A path to work on it by. */
  readonly handle: string;
}

/** Finds out what paths lead to. */
export interface Resolver {
  /**
   * Follows links to what stands there. Nothing is opened for reading or writing.
   *
   * @param path Absolute, without dots.
   * @throws Error One of Deno's.
   */
  hold(path: string): Held;
  /** As {@link Resolver.hold}, for a folder. @throws Error `NotADirectory` for anything else. */
  holdFolder(path: string): Held;
  /** Makes sure that a file opened by a handle is what was held. @throws Error */
  confirm(held: Held, file: Deno.FsFile): void;
}
