import { confineThread, landlockVersion, NativeError, UnsupportedError } from "../../../ffi/landlock/mod.ts";
import { AppError } from "../../core/mod.ts";

/** What holds a confined process, besides its own good behaviour. */
export interface Confinement {
  /** Version of the kernel's Landlock; 0 where there is none, as on macOS, Windows and Linux before 5.13. */
  readonly landlock: number;
}

/**
 * Confines this process as far as the platform can: with Landlock it reads nothing but these folders from now on, writes nothing, starts
 * nothing and reaches no TCP port. Its first act, before it has threads that could work for it.
 *
 * @param folders Absolute.
 * @throws AppError `sandbox_unavailable` when a kernel that could confine it refuses to.
 */
export function confineProcess(folders: readonly string[]): Confinement {
  if (Deno.build.os !== "linux") return { landlock: 0 };
  try {
    return confineThread(folders);
  } catch (cause) {
    if (cause instanceof UnsupportedError) return { landlock: 0 };
    const why = cause instanceof NativeError ? `${cause.symbol}: ${cause.detail}` : String(cause);
    throw new AppError("sandbox_unavailable", `The sandbox cannot be confined: ${why}`, { cause });
  }
}

/** The version of Landlock that would confine scripts here; 0 for none. */
export function probeLandlock(): number {
  try {
    return Deno.build.os === "linux" ? landlockVersion() : 0;
  } catch {
    return 0;
  }
}
