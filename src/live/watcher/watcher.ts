/** What a {@link Watcher} watches, and whom it tells. */
export interface WatcherOptions {
  /** Files and folders that are served, absolute or relative to the working folder. They need not exist. */
  readonly paths: readonly string[];
  /** Milliseconds of quiet after a change before it is told; asked at each change. */
  debounceMs(): number;
  /**
   * Something may have changed: look again. Never called while an earlier call is under way; what changes meanwhile leads to one more. What
   * it throws is told as a problem.
   *
   * @param files Those that may have changed, as `scanPaths` names them, and followed ones as absolute paths; absent: anything may have.
   */
  onChange(files?: readonly string[]): void | Promise<void>;
  /** Begins a watch of one folder, not of what is deeper; default `Deno.watchFs`. */
  watchFolder?(folder: string): Deno.FsWatcher;
  /** Something keeps it from seeing changes at once. Told once, in a sentence, until it has passed. */
  onProblem(text: string): void;
}

/** Keeps an eye on the served paths and on the files that loaded pipelines depend on. */
export interface Watcher extends AsyncDisposable {
  /**
   * Sets the further files to watch, such as scripts and included pipelines; those given before are let go. One that changed only shortly
   * before, so that it may have been read in its old state, is told as a change.
   *
   * @param files Absolute, or relative to the working folder; they need not exist.
   */
  follow(files: Iterable<string>): void;
  /**
   * Calls `onChange` as if something had changed, at once; resolves when that call is over. When the system gave no watches before, they are
   * asked for again.
   */
  rescan(): Promise<void>;
  /** Resolves once nothing is watched any more. A call of `onChange` that is under way is not waited for; no other begins. */
  [Symbol.asyncDispose](): Promise<void>;
}
