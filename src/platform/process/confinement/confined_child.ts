import { startConfined } from "../../../../ffi/confine/mod.ts";
import { NativeChild, type NativeChildOptions, NativeError, spawnNativeChild, UnsupportedError } from "../../../../ffi/mod.ts";
import { AppError, type ChildConfinement, type ChildSpec } from "../../../core/mod.ts";
import { nativeConfinement } from "./native_confinement.ts";

/**
 * Starts a confined child.
 *
 * @param options Of the same child without confinement.
 * @param groupFile `cgroup.procs` of the control group made for it.
 * @throws NativeError `posix_spawn` when its program cannot be started.
 * @throws AppError `confine_invalid`, `confine_unavailable`.
 */
export async function confinedChild(
  confine: ChildConfinement,
  spec: ChildSpec,
  options: NativeChildOptions,
  groupFile: string | undefined,
): Promise<NativeChild> {
  const native = nativeConfinement(confine, spec, options.path, groupFile);
  try {
    return await spawnNativeChild({ ...options, through: (plan, start) => startConfined(native, plan, start) });
  } catch (error) {
    if (error instanceof UnsupportedError) {
      throw new AppError("confine_unavailable", `"confine" cannot be applied: ${error.missing} is missing`, {
        cause: error,
        hint: error.how,
      });
    }
    if (!(error instanceof NativeError) || error.symbol === "posix_spawn") throw error;
    if (error.symbol === "open" && typeof spec.stdin === "object") throw error;
    throw new AppError("confine_unavailable", `"confine" cannot be applied: ${error.symbol} says ${error.code}: ${error.detail}`, {
      cause: error,
    });
  }
}
