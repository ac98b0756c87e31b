import { joinBytes } from "../../core/mod.ts";

/** Bytes as they come, up to a most. */
export class Collected {
  readonly #max: number;
  readonly #pieces: Uint8Array[] = [];
  #length = 0;
  /** False once something did not fit. */
  isWhole = true;

  constructor(max: number) {
    this.#max = max;
  }

  /** Takes a copy of as much as fits. */
  add(bytes: Uint8Array): void {
    const fitting = Math.min(bytes.length, this.#max - this.#length);
    if (fitting < bytes.length) this.isWhole = false;
    if (fitting === 0) return;
    this.#pieces.push(bytes.slice(0, fitting));
    this.#length += fitting;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return joinBytes(this.#pieces);
  }

  /** As UTF-8; what is none becomes U+FFFD. */
  text(): string {
    return new TextDecoder().decode(this.bytes());
  }
}
