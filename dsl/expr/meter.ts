import { LIMITS } from "./limits.ts";
import { Failure } from "./problem.ts";

/** Counts the work of one evaluation; every function that does more than a constant amount of it charges here. */
export class Meter {
  /** Units of work that may be spent. */
  readonly limit: number;
  spent: number;
  private startedMs = 0;

  constructor(limit: number) {
    this.limit = limit;
    this.spent = 0;
  }

  /** The time of this evaluation in milliseconds since 1970: however often it is asked for, it is the same. */
  get nowMs(): number {
    if (this.startedMs === 0) this.startedMs = Date.now();
    return this.startedMs;
  }

  /** Adds units of work. Throws `expr_cost` when the budget is used up. */
  charge(units: number): void {
    this.spent += units;
    if (this.spent > this.limit) throw new Failure("expr_cost", `The evaluation used up its budget of ${this.limit} units of work`);
  }

  /**
   * Charges for a text or bytes about to be made or read, and refuses one that is too long.
   *
   * @param weight How much more than a scan the work is: measured, so that a unit takes at most some 60 ns whatever the text.
   */
  text(length: number, weight = 1): void {
    if (length > LIMITS.valueLength) {
      throw new Failure("expr_too_large", `A text of ${length} characters is too long; ${LIMITS.valueLength} are allowed`);
    }
    this.charge(1 + (length * weight >> 3));
  }

  /** Charges for a list or map about to be made, and refuses one that is too big. */
  items(count: number): void {
    if (count > LIMITS.items) throw new Failure("expr_too_large", `${count} items are too many; ${LIMITS.items} are allowed`);
    this.charge(1 + count);
  }
}
