import { emptyRecord } from "../../src/core/mod.ts";
import { LIMITS } from "./limits.ts";
import { wholeValue } from "./number_value.ts";
import { type CelValue, double } from "./values.ts";

/** A text is not JSON; `offset` counts UTF-16 units. */
export class JsonSyntaxError extends SyntaxError {
  override readonly name = "JsonSyntaxError";
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(`${message} at offset ${offset}`);
    this.offset = offset;
  }
}

/** How {@link parseJsonExact} reads. */
export interface ParseJsonOptions {
  /** Whether integers over 64 bits, which are no values of CEL, are given as `bigint`, for `fromTyped` to judge. Default false. */
  readonly wide?: boolean;
}

/**
 * Parses JSON without losing anything: integers keep their 64 bits (beyond those of an int they are uints), what is written with a point or
 * an exponent is a double, objects have no prototype, and of a repeated key the last value counts, as in `JSON.parse`.
 *
 * @throws {JsonSyntaxError} (a `SyntaxError` with `offset`) for what is not JSON, is nested over 1,000 levels, or is an integer of more
 * than 64 bits.
 *
 * @example
 * ```ts
 * console.assert(parseJsonExact("9007199254740993") === 9007199254740993n);
 * console.assert(parseJsonExact("1.0") instanceof CelDouble);
 * ```
 */
export function parseJsonExact(text: string, options: ParseJsonOptions = {}): CelValue {
  const reader = new Reader(text, options.wide === true);
  reader.blanks();
  const value = reader.value(0);
  reader.blanks();
  if (reader.at < text.length) reader.fail("Unexpected text after the value");
  return value;
}

class Reader {
  readonly text: string;
  at = 0;
  readonly #wide: boolean;

  constructor(text: string, wide: boolean) {
    this.text = text;
    this.#wide = wide;
  }

  fail(message: string): never {
    throw new JsonSyntaxError(this.at >= this.text.length ? "Unexpected end of JSON" : message, Math.min(this.at, this.text.length));
  }

  blanks(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
      this.at++;
    }
  }

  value(depth: number): CelValue {
    if (depth > LIMITS.valueDepth) this.fail(`More than ${LIMITS.valueDepth} levels of nesting`);
    switch (this.text.charAt(this.at)) {
      case "{":
        return this.#object(depth);
      case "[":
        return this.#array(depth);
      case '"':
        return this.#string();
      case "t":
        return this.#word("true", true);
      case "f":
        return this.#word("false", false);
      case "n":
        return this.#word("null", null);
      default:
        return this.#number();
    }
  }

  #word(word: string, value: CelValue): CelValue {
    if (!this.text.startsWith(word, this.at)) this.fail("Expected a value");
    this.at += word.length;
    return value;
  }

  #number(): CelValue {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (match === null) this.fail("Expected a value");
    const [digits, fraction, exponent] = match;
    const number = Number(digits);
    if (fraction !== undefined || exponent !== undefined) {
      this.at += digits.length;
      return double(number);
    }
    const value = Number.isSafeInteger(number) ? number + 0 : this.#whole(digits);
    if (value === undefined) this.fail("An integer has more than 64 bits");
    this.at += digits.length;
    return value;
  }

  #whole(digits: string): CelValue | undefined {
    if (digits.length > MAX_DIGITS) return undefined;
    const exact = BigInt(digits);
    return wholeValue(exact) ?? (this.#wide ? exact : undefined);
  }

  #string(): string {
    const start = this.at;
    for (let at = start + 1; at < this.text.length; at++) {
      const code = this.text.charCodeAt(at);
      if (code === 34) {
        this.at = at + 1;
        return this.text.slice(start + 1, at);
      }
      if (code === 92 || code < 32) break;
    }
    const end = this.#endOfString(start);
    try {
      const text = JSON.parse(this.text.slice(start, end)) as string;
      this.at = end;
      return text;
    } catch {
      return this.fail("A text is broken or has no end");
    }
  }

  /** The offset behind the closing quote, or the end of the text. */
  #endOfString(start: number): number {
    let at = start + 1;
    while (at < this.text.length) {
      const code = this.text.charCodeAt(at);
      if (code === 34) return at + 1;
      at += code === 92 ? 2 : 1;
    }
    return this.text.length;
  }

  #array(depth: number): CelValue {
    const items: CelValue[] = [];
    this.at++;
    this.blanks();
    if (this.text.charAt(this.at) === "]") {
      this.at++;
      return items;
    }
    for (;;) {
      this.blanks();
      items.push(this.value(depth + 1));
      if (this.#ends("]")) return items;
    }
  }

  #object(depth: number): CelValue {
    const object = emptyRecord<CelValue>();
    this.at++;
    this.blanks();
    if (this.text.charAt(this.at) === "}") {
      this.at++;
      return object;
    }
    for (;;) {
      this.blanks();
      if (this.text.charAt(this.at) !== '"') this.fail("Expected a key in double quotes");
      const key = this.#string();
      this.blanks();
      if (this.text.charAt(this.at) !== ":") this.fail("Expected ':'");
      this.at++;
      this.blanks();
      object[key] = this.value(depth + 1);
      if (this.#ends("}")) return object;
    }
  }

  /** After an item: whether the closing bracket follows rather than a comma. */
  #ends(close: string): boolean {
    this.blanks();
    const found = this.text.charAt(this.at);
    if (found !== close && found !== ",") this.fail(`Expected ',' or '${close}'`);
    this.at++;
    return found === close;
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
/** The greatest double has 309 digits. */
const MAX_DIGITS = 400;
