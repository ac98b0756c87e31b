import { findRefusedCall } from "../../../../ffi/confine/mod.ts";
import type { ChildExit } from "../../../core/mod.ts";

/** The kernel's log is written by a thread of its own. */
const LOOKS = 5;
const PAUSE_MS = 10;
/** Its clock is coarse. */
const SLACK_MS = 20;

/**
 * What a confined child was ended for by SIGSYS, itself or one that it started; undefined where nobody tells.
 *
 * @param isAlone Nothing else here was confined meanwhile.
 */
export async function findRefusal(pid: number, startedMs: number, isAlone: boolean): Promise<ChildExit["refused"]> {
  for (let look = 0; look < LOOKS; look++) {
    const found = findRefusedCall(pid, startedMs - SLACK_MS, isAlone);
    if (found !== undefined) return found.call === undefined ? { program: found.program } : { program: found.program, call: found.call };
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return undefined;
}
