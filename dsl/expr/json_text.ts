import type { Meter } from "./meter.ts";
import { Failure } from "./problem.ts";

/** What bounds a {@link JsonText}. */
export interface JsonTextLimits {
  /** UTF-16 units of the whole text. */
  readonly length: number;
  /** Units of work charged for each value. */
  readonly valueCost: number;
}

/** How many pieces are joined at once: enough to be quick, few enough to hold no million of them. */
const BATCH = 4096;

/** A JSON text that is being written piece by piece; stops, with `expr_too_large`, where it grows too long. */
export class JsonText {
  readonly #meter: Meter;
  readonly #limits: JsonTextLimits;
  readonly #done: string[] = [];
  #pieces: string[] = [];
  #length = 0;

  constructor(meter: Meter, limits: JsonTextLimits) {
    this.#meter = meter;
    this.#limits = limits;
  }

  /** Charges for a value. */
  value(): void {
    this.#meter.charge(this.#limits.valueCost);
  }

  /** Makes sure, before they are made, that so many more units fit. */
  room(length: number): void {
    if (this.#length + length > this.#limits.length) {
      throw new Failure("expr_too_large", `The value is too long as JSON; ${this.#limits.length} characters are allowed`);
    }
    this.#meter.charge(length >> 4);
  }

  add(piece: string): void {
    this.room(piece.length);
    this.#length += piece.length;
    this.#pieces.push(piece);
    if (this.#pieces.length < BATCH) return;
    this.#done.push(this.#pieces.join(""));
    this.#pieces = [];
  }

  /** Adds a text in quotes. */
  quoted(text: string): void {
    // Escapes are what takes long; each may make six characters of one.
    this.room(text.length);
    this.#meter.charge(text.length >> 4);
    this.add(JSON.stringify(text));
  }

  /** The whole text. */
  finish(): string {
    return this.#done.join("") + this.#pieces.join("");
  }
}
