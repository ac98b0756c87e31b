import type { Slot, Slots } from "../core/mod.ts";

/** A place to ask for. */
export interface AdmissionRequest {
  readonly group: string;
  readonly limit: number;
  readonly overlap: "queue" | "skip" | "cancel";
  readonly run: string;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** Called when there is none yet, before the wait begins. */
  onWait(reason: string): void;
}

/** Whether a run may begin. The slot is the caller's to dispose. */
export type Admission =
  | { readonly kind: "admitted"; readonly slot: Slot }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "stopped" };

/**
 * Takes a place in a concurrency group as `overlap` says: waits for one, does without the run, or cancels as many of the oldest runs as
 * stand in the way and waits until they are gone.
 */
export async function admit(slots: Slots, request: AdmissionRequest): Promise<Admission> {
  const { group, limit, overlap, run, signal } = request;
  const slot = slots.tryAcquire(group, limit, run);
  if (slot !== undefined) return { kind: "admitted", slot };
  if (overlap === "skip") return { kind: "refused", reason: `the concurrency group "${group}" is full` };
  if (overlap === "cancel") {
    const holders = slots.holders(group);
    for (const holder of holders.slice(0, Math.max(0, holders.length - limit + 1))) slots.requestCancel(holder);
  }
  request.onWait(`waits for a place in the concurrency group "${group}"`);
  try {
    return { kind: "admitted", slot: await slots.acquire(group, limit, run, signal) };
  } catch (error) {
    if (signal.aborted) return { kind: "stopped" };
    throw error;
  }
}
