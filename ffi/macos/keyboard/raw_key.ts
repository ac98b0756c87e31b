import type { NativeFailure } from "../../errors.ts";

/** A key as IOKit tells of it: plain numbers, for others to name. */
export interface RawHidKey {
  /** The usage id on the HID page of keyboards (7). */
  readonly usage: number;
  /** 1 pressed, 0 released. HID knows no repeats. */
  readonly value: number;
  /** Milliseconds of the monotonic clock, which stands still while the machine sleeps. */
  readonly timestamp: number;
}

/** What the thread is told, once: to end. */
export type HidRequest = "close";

/** What the thread tells. */
export type HidMessage =
  | { readonly kind: "open" }
  | { readonly kind: "failed"; readonly failure: NativeFailure }
  | { readonly kind: "unsupported"; readonly missing: string; readonly how: string }
  | { readonly kind: "key"; readonly key: RawHidKey }
  | { readonly kind: "closed" };
