import { AppError } from "../../core/mod.ts";

/** A unix socket that is listened on. */
export interface UnixListener {
  readonly listener: Deno.UnixListener;
  /** Removes the socket file, unless another one has taken its place. */
  remove(): void;
}

/**
 * Listens on a unix socket that only its owner can open. A socket file that nobody listens on any more, left behind by a process that was
 * killed, is replaced.
 *
 * @throws AppError `port_taken`.
 */
export async function bindUnix(path: string): Promise<UnixListener> {
  await checkFree(path);
  // Bound under another name and then renamed: the runtime removes, on closing, whatever stands at the name that it bound.
  const bound = `${path}~${crypto.randomUUID().slice(0, 4)}`;
  // The file has its mode from the moment it exists.
  const mask = Deno.build.os === "windows" ? undefined : Deno.umask(0o177);
  let listener: Deno.UnixListener;
  try {
    listener = Deno.listen({ transport: "unix", path: bound });
  } catch (cause) {
    throw taken(path, reasonOf(cause), cause);
  } finally {
    if (mask !== undefined) Deno.umask(mask);
  }
  Deno.renameSync(bound, path);
  const { dev, ino } = Deno.lstatSync(path);
  return {
    listener,
    remove() {
      try {
        const now = Deno.lstatSync(path);
        if (now.dev === dev && now.ino === ino) Deno.removeSync(path);
      } catch {
        // It is gone already.
      }
    },
  };
}

/** Makes sure that nothing stands at the path but a socket that nobody listens on. */
async function checkFree(path: string): Promise<void> {
  let info: Deno.FileInfo;
  try {
    info = Deno.lstatSync(path);
  } catch {
    return;
  }
  if (info.isSocket !== true) throw taken(path, "it is there and is no socket");
  try {
    (await Deno.connect({ transport: "unix", path })).close();
  } catch (error) {
    if (!(error instanceof Deno.errors.ConnectionRefused)) throw taken(path, reasonOf(error), error);
    return;
  }
  throw taken(path, "another process listens on it");
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function taken(path: string, why: string, cause?: unknown): AppError {
  return new AppError("port_taken", `Cannot listen on the socket "${path}": ${why}`, cause === undefined ? {} : { cause });
}
