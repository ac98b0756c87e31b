import { type Integer, monotonicNanoseconds } from "../../../platform/probes/listen/mod.ts";

/** More than the time that passes until the next event can be taken. */
const MARGIN_NS = 1000n;
let current: bigint | undefined;

/**
 * The moment of a switch, by the kernel's clock: the same for all that is switched in one step. What the kernel saw before is the business
 * of what is released, what it saw from then on of what is activated. It lies a little ahead, so that nothing seen later has been taken yet.
 */
export function switchTime(): Integer {
  if (current === undefined) {
    current = BigInt(monotonicNanoseconds()) + MARGIN_NS;
    queueMicrotask(() => current = undefined);
  }
  return current;
}
