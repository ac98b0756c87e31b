import { NativeError, UnsupportedError } from "../errors.ts";
import { checked, libc } from "./libc.ts";
import type { ProbeAnswer } from "./probe.ts";
import { cString } from "./string_vectors.ts";
import { O_CLOEXEC } from "./open_flags.ts";

// <fcntl.h>; the same numbers on x86-64 and aarch64. O_DIRECTORY and O_NOFOLLOW are not.
const O_PATH = 0o10000000;

/** Something of the file system, held fast: whatever is swapped on the way to it, {@link HeldPath.handle} leads to the same. */
export class HeldPath implements Disposable {
  readonly #descriptor: number;

  /** Use {@link holdPath}. */
  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** A path that leads there until this is disposed, and on below it when it is a folder. Its link says where that stands now. */
  get handle(): string {
    return `/proc/self/fd/${this.#descriptor}`;
  }

  [Symbol.dispose](): void {
    libc().close(this.#descriptor);
  }
}

/**
 * Resolves a path, following links, and holds what it leads to. Nothing is opened for reading or writing: a device notices nothing, and a
 * pipe without another end does not block.
 *
 * @param path Absolute, without NUL.
 * @param what `folder`: anything else is ENOTDIR.
 * @throws NativeError
 */
export function holdPath(path: string, what: "any" | "folder"): HeldPath {
  const wanted = what === "any" ? path : `${path}/.`;
  return new HeldPath(checked("open", libc().open(cString(wanted), O_PATH | O_CLOEXEC), path));
}

/** Whether paths can be held: glibc, FFI, and a `/proc` that is this process's own. */
export function probeHeldPaths(): ProbeAnswer {
  try {
    using root = holdPath("/", "folder");
    return Deno.readLinkSync(root.handle) === "/" ? { answer: "yes" } : { answer: "no", missing: "/proc", how: "mount proc on /proc" };
  } catch (error) {
    if (error instanceof UnsupportedError) return { answer: "no", missing: error.missing, how: error.how };
    if (error instanceof NativeError) return { answer: "no", missing: "O_PATH", how: error.detail };
    if (error instanceof Deno.errors.NotFound) return { answer: "no", missing: "/proc", how: "mount proc on /proc" };
    return { answer: "unknown", why: String(error) };
  }
}
