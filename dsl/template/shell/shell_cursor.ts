import { findExpressionEnd, MAX_RECOVERIES } from "../find_expression_end.ts";
import { LITERAL_BRACES, type OpenSlot, type ScannedShell, type SlotForm } from "./slot.ts";

/** Reads a text from left to right and collects the expressions that are met. */
export class ShellCursor {
  readonly text: string;
  /** Where the text ends for now: the body of a here-document is read as a text of its own. */
  limit: number;
  at = 0;
  readonly #slots: OpenSlot[] = [];
  #recoveries = 0;
  #unclosed: number | undefined;

  constructor(text: string) {
    this.text = text;
    this.limit = text.length;
  }

  /** Whether a `{{` was met that nothing closes: nothing after it can be told. */
  get isBroken(): boolean {
    return this.#unclosed !== undefined;
  }

  get char(): string {
    return this.text[this.at] ?? "";
  }

  result(): ScannedShell {
    return { slots: this.#slots, unclosed: this.#unclosed };
  }

  startsWith(what: string, at = this.at): boolean {
    return at + what.length <= this.limit && this.text.startsWith(what, at);
  }

  /** The offset behind the expression whose `{{` is at `open`. */
  expressionEnd(open: number): number {
    return this.#find(open).end;
  }

  /** Whether the `{{` at `open` begins one of the literal braces. */
  isLiteralAt(open: number): boolean {
    return LITERAL_BRACES.test(this.text.slice(open + 2, Math.max(open + 2, this.#find(open).end - 2)));
  }

  /**
   * Takes the expression at the current place.
   *
   * @returns Its slot, still without need and refusal, or undefined when nothing closes it.
   */
  take(form: SlotForm): OpenSlot | undefined {
    const start = this.at;
    const { end, closed, isRecovered } = this.#find(start);
    if (isRecovered) this.#recoveries++;
    this.at = end;
    if (!closed) {
      this.#unclosed = start;
      return undefined;
    }
    const source = this.text.slice(start + 2, end - 2);
    const slot: OpenSlot = {
      span: { start, end },
      source,
      offset: start + 2,
      form: LITERAL_BRACES.test(source) ? "literal" : form,
      need: undefined,
      refusal: undefined,
    };
    this.#slots.push(slot);
    return slot;
  }

  #find(open: number) {
    return findExpressionEnd(this.text, open + 2, this.limit, this.#recoveries >= MAX_RECOVERIES);
  }
}
