import { LineHold, type OutputStream } from "../../core/mod.ts";

const HIDDEN = "***";
const decoder = new TextDecoder();

/** Makes lines of what a source writes, with its secrets blacked out. */
export class OutputLines {
  readonly #holds = new Map<OutputStream, LineHold>();
  readonly #give: (stream: OutputStream, line: string) => void;
  readonly #secrets: readonly string[];

  constructor(secrets: readonly string[], give: (stream: OutputStream, line: string) => void) {
    this.#give = give;
    // The longest first: one may be part of another.
    this.#secrets = secrets.filter((secret) => secret !== "").sort((a, b) => b.length - a.length);
  }

  push(stream: OutputStream, bytes: Uint8Array): void {
    let hold = this.#holds.get(stream);
    if (hold === undefined) this.#holds.set(stream, hold = new LineHold());
    void hold.push(bytes, (piece) => {
      for (const line of decoder.decode(piece).split("\n")) if (line !== "") this.#give(stream, this.mask(line));
    });
  }

  /** A text without the secrets. */
  mask(text: string): string {
    return this.#secrets.reduce((masked, secret) => masked.replaceAll(secret, HIDDEN), text);
  }
}
