const TILDE = 0x7e;
const DOT = 0x2e;
const RETURN = 0x0d;
const LINE_FEED = 0x0a;

/**
 * Finds the keys that let a remote session go, as `ssh` has them: at the beginning of a line `~.` detaches and `~~` is a tilde. All else
 * passes.
 */
export class EscapeKeys {
  #isAtStart = true;
  #hasTilde = false;

  /** @returns What is to be sent, and whether the keys were there; what follows them is dropped. */
  take(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly isLeaving: boolean } {
    const passed: number[] = [];
    for (const byte of bytes) {
      if (this.#hasTilde) {
        this.#hasTilde = false;
        if (byte === DOT) return { bytes: Uint8Array.from(passed), isLeaving: true };
        passed.push(TILDE);
        if (byte === TILDE) {
          this.#isAtStart = false;
          continue;
        }
      } else if (this.#isAtStart && byte === TILDE) {
        this.#hasTilde = true;
        continue;
      }
      this.#isAtStart = byte === RETURN || byte === LINE_FEED;
      passed.push(byte);
    }
    return { bytes: Uint8Array.from(passed), isLeaving: false };
  }
}
