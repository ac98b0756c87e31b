import { systemReason } from "../state/system_reason.ts";
import type { ProcFiles } from "./proc_files.ts";
import type { Unread } from "./process_snapshot.ts";

/** What {@link Look.at} says of something that it could not read. */
export interface LookOptions {
  /** What is looked at, as people call it. */
  readonly what: string;
  /** What permits it. Default: {@link PTRACE}. */
  readonly needs?: string;
  /** What the kernel lacks where there is no such file. */
  readonly option?: string;
}

/** What permits looking into a process of somebody else. */
export const PTRACE = "root, or the capability CAP_SYS_PTRACE";

/** Looks at one process: what cannot be read is noted and left out. */
export class Look {
  readonly pid: number;
  readonly files: ProcFiles;
  readonly #unread: Unread[] = [];

  constructor(pid: number, files: ProcFiles) {
    this.pid = pid;
    this.files = files;
  }

  /** What could not be read so far. */
  get unread(): readonly Unread[] {
    return this.#unread;
  }

  /** A path below the process' folder. */
  path(name: string): string {
    return `/proc/${this.pid}/${name}`;
  }

  /** What `read` gives; null when that fails, which is noted unless the process has ended. */
  at<T>({ what, needs = PTRACE, option }: LookOptions, read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      if (isDenied(error)) this.note(denied(what, needs));
      else if (!isGone(error)) this.note({ what, why: systemReason(error), needs: null });
      else if (option !== undefined && this.isThere()) {
        this.note({ what, why: "the kernel does not tell it", needs: `a kernel with ${option}` });
      }
      return null;
    }
  }

  note(unread: Unread): void {
    if (!this.#unread.some(({ what }) => what === unread.what)) this.#unread.push(unread);
  }

  /** Whether the process still exists. */
  isThere(): boolean {
    try {
      return this.files.text(this.path("stat")) !== "";
    } catch {
      return false;
    }
  }
}

function denied(what: string, needs: string): Unread {
  if (Deno.uid() !== 0) return { what, why: "permission denied", needs };
  return { what, why: "permission denied, though this user is root: the process or a container forbids it", needs: null };
}

/** Whether an error means that the file, or what it is about, is not there (any more). */
export function isGone(error: unknown): boolean {
  // ESRCH has no class of its own in the runtime.
  return error instanceof Deno.errors.NotFound || (error instanceof Error && /\(os error 3\)/.test(error.message));
}

/** Whether an error means that this user may not. */
export function isDenied(error: unknown): boolean {
  return error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable;
}
