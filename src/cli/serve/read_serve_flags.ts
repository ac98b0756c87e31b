import * as nodePath from "node:path";
import type { ListenOptions } from "../../control/mod.ts";
import { AppError } from "../../core/mod.ts";
import { systemReason } from "../../platform/mod.ts";
import type { Io } from "../io.ts";
import { usageError } from "../report_failure.ts";
import type { VerbArgs } from "../verb.ts";

/** Where a daemon listens unless it is told. */
const DEFAULT_ADDRESS = "127.0.0.1:7400";

/** What the command line of `serve` says of files and addresses. */
export interface ServeFlags {
  /** Absolute. */
  readonly paths: readonly string[];
  readonly addresses: readonly string[];
  readonly listen: ListenOptions;
}

/**
 * Reads the flags of `serve`.
 *
 * @throws AppError `file_unreadable` for a path with nothing there, `usage` for flags that do not go together.
 */
export function readServeFlags(args: VerbArgs, { cwd }: Pick<Io, "cwd">): ServeFlags {
  const paths = args.positional.map((path) => nodePath.resolve(cwd, path));
  for (const [index, path] of paths.entries()) requireThere(path, args.positional[index] ?? path);
  const given = args.texts("--listen");
  const addresses = given.map((text) => text.startsWith("unix:") ? `unix:${nodePath.resolve(cwd, text.slice("unix:".length))}` : text);
  return { paths, addresses: addresses.length === 0 ? [DEFAULT_ADDRESS] : addresses, listen: listenOptions(args, cwd) };
}

function listenOptions(args: VerbArgs, cwd: string): ListenOptions {
  const [cert, key, clientCa] = ["--tls-cert", "--tls-key", "--tls-client-ca"].map((flag) => args.text(flag));
  const insecure = args.has("--insecure") ? { insecure: true } : {};
  if (cert === undefined && key === undefined && clientCa === undefined) return insecure;
  if (cert === undefined || key === undefined) {
    throw usageError("--tls-cert and --tls-key belong together", "", [], "executor serve --help");
  }
  const ca = clientCa === undefined ? {} : { clientCa: nodePath.resolve(cwd, clientCa) };
  return { ...insecure, tls: { cert: nodePath.resolve(cwd, cert), key: nodePath.resolve(cwd, key), ...ca } };
}

function requireThere(path: string, named: string): void {
  try {
    Deno.statSync(path);
  } catch (cause) {
    throw new AppError("file_unreadable", `Cannot serve ${named}: ${systemReason(cause)}`, { cause });
  }
}
