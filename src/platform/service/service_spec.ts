/** A service to be made: `executor serve` with its arguments, kept running by the system. */
export interface ServiceSpec {
  /** The service's name with the manager. */
  readonly name: string;
  /** The program and what stands before its verb, absolute. */
  readonly program: readonly string[];
  /** What follows `serve`; paths are absolute. */
  readonly serveArgs: readonly string[];
  /** The state folder that was named; undefined: the default one. */
  readonly state: string | undefined;
  /** A service of this user, from log-in on, instead of the machine's. */
  readonly user: boolean;
}

/** The words that every file written here begins with, after its own kind of comment: a file without them is somebody else's. */
export const MARK = "Written by `executor service install`";
