import * as nodePath from "node:path";

/** What decides where the state folder is; all from outside, so that a test can be any machine. */
export interface StateFolderOptions {
  /** The folder named by `--state`. */
  readonly dir?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: this machine's. */
  readonly os?: typeof Deno.build.os;
  /** Whether this process is root. Default: whether it is. */
  readonly root?: boolean;
  /** What a relative folder starts from. Default: the working folder. */
  readonly cwd?: string;
}

/** A state folder's place. */
export interface StateFolder {
  /** Absolute; undefined when the environment names no home to put it in. */
  readonly path: string | undefined;
  /** What named it, such as `--state`; undefined for the default, which may be replaced by a temporary one. */
  readonly namedBy: string | undefined;
}

/**
 * Where the state folder is, the same for every verb: `--state`, else `EXECUTOR_STATE`, else the platform's place for state.
 *
 * On Linux and other Unixes that is `$XDG_STATE_HOME/executor` (a relative value is ignored, as the XDG base directory specification
 * says), `/var/lib/executor` for root, `~/.local/state/executor` for others; on macOS `~/Library/Application Support/executor`; on
 * Windows `%LOCALAPPDATA%\executor`. An empty variable counts as absent. Touches nothing.
 *
 * @example
 * ```ts
 * stateFolder({ env: { HOME: "/home/a" }, os: "linux", root: false }).path; // "/home/a/.local/state/executor"
 * ```
 */
export function stateFolder(options: StateFolderOptions): StateFolder {
  const { env } = options;
  const os = options.os ?? Deno.build.os;
  const path = os === "windows" ? nodePath.win32 : nodePath.posix;
  const absolute = (folder: string) => path.resolve(options.cwd ?? Deno.cwd(), folder);
  if (options.dir !== undefined && options.dir !== "") return { path: absolute(options.dir), namedBy: "--state" };
  if (env.EXECUTOR_STATE) return { path: absolute(env.EXECUTOR_STATE), namedBy: "EXECUTOR_STATE" };
  return { path: defaultFolder(os, env, options.root ?? (os !== "windows" && Deno.uid() === 0)), namedBy: undefined };
}

function defaultFolder(os: typeof Deno.build.os, env: StateFolderOptions["env"], root: boolean): string | undefined {
  if (os === "windows") return env.LOCALAPPDATA ? nodePath.win32.join(env.LOCALAPPDATA, "executor") : undefined;
  if (env.XDG_STATE_HOME?.startsWith("/")) return nodePath.posix.join(env.XDG_STATE_HOME, "executor");
  if (root) return os === "darwin" ? "/var/db/executor" : "/var/lib/executor";
  if (!env.HOME?.startsWith("/")) return undefined;
  const below = os === "darwin" ? "Library/Application Support/executor" : ".local/state/executor";
  return nodePath.posix.join(env.HOME, below);
}
