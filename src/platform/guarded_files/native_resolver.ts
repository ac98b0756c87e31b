import { type HeldPath, holdPath, NativeError } from "../../../ffi/mod.ts";
import type { Held, Resolver } from "./resolver.ts";

/** Holds by descriptor: whatever is swapped on the way, the handle leads to what was looked at. Linux with glibc and /proc. */
export const nativeResolver: Resolver = {
  hold: (path) => held(path, "any"),
  holdFolder: (path) => held(path, "folder"),
  confirm: () => {},
};

const DELETED = " (deleted)";

function held(path: string, what: "any" | "folder"): Held {
  const object = holdOrFail(path, what);
  try {
    return { real: realOf(object), handle: object.handle, [Symbol.dispose]: () => object[Symbol.dispose]() };
  } catch (error) {
    object[Symbol.dispose]();
    throw error;
  }
}

function realOf({ handle }: HeldPath): string {
  const real = Deno.readLinkSync(handle);
  // What stands in no folder of ours: a pipe, a socket, something beyond our root.
  if (!real.startsWith("/")) throw new Deno.errors.PermissionDenied("Permission denied (os error 13)");
  if (real.endsWith(DELETED) && !isSame(real, handle)) throw new Deno.errors.NotFound("No such file or directory (os error 2)");
  return real;
}

/** Whether what is called so is really there: a file may have a name like the mark of a removed one. */
function isSame(real: string, handle: string): boolean {
  try {
    const [named, object] = [Deno.lstatSync(real), Deno.statSync(handle)];
    return named.dev === object.dev && named.ino === object.ino;
  } catch {
    return false;
  }
}

function holdOrFail(path: string, what: "any" | "folder"): HeldPath {
  try {
    return holdPath(path, what);
  } catch (error) {
    throw error instanceof NativeError ? systemError(error) : error;
  }
}

function systemError({ code, detail }: NativeError): Error {
  const message = detail.slice(detail.lastIndexOf(": ") + 1).trim();
  switch (code) {
    case "ENOENT":
      return new Deno.errors.NotFound("No such file or directory (os error 2)");
    case "ENOTDIR":
      return new Deno.errors.NotADirectory("Not a directory (os error 20)");
    case "EACCES":
      return new Deno.errors.PermissionDenied("Permission denied (os error 13)");
    case "EPERM":
      return new Deno.errors.PermissionDenied("Operation not permitted (os error 1)");
    case "ELOOP":
      return new Deno.errors.FilesystemLoop("Too many levels of symbolic links (os error 40)");
    default:
      return new Error(message.charAt(0).toUpperCase() + message.slice(1));
  }
}
