import { emptyRecord, type Json } from "../../src/core/mod.ts";
import { LIMITS } from "./limits.ts";

/** A text is not JSON; `offset` counts UTF-16 units. */
export class JsonSyntaxError extends SyntaxError {
  override readonly name = "JsonSyntaxError";
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(`${message} at offset ${offset}`);
    this.offset = offset;
  }
}

/**
 * Parses JSON without losing anything: integers beyond 2^53 become `bigint`, objects have no prototype, and of a repeated key the last value
 * counts, as in `JSON.parse`.
 *
 * @throws {JsonSyntaxError} (a `SyntaxError` with `offset`) for what is not JSON or is nested over 1,000 levels.
 *
 * @example
 * ```ts
 * console.assert(parseJsonExact("9007199254740993") === 9007199254740993n);
 * ```
 */
export function parseJsonExact(text: string): Json {
  const reader = new Reader(text);
  reader.blanks();
  const value = reader.value(0);
  reader.blanks();
  if (reader.at < text.length) reader.fail("Unexpected text after the value");
  return value;
}

class Reader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
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

  value(depth: number): Json {
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

  #word(word: string, value: Json): Json {
    if (!this.text.startsWith(word, this.at)) this.fail("Expected a value");
    this.at += word.length;
    return value;
  }

  #number(): Json {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (match === null) this.fail("Expected a value");
    this.at += match[0].length;
    const number = Number(match[0]);
    const isInteger = match[1] === undefined && match[2] === undefined;
    return isInteger && !Number.isSafeInteger(number) ? BigInt(match[0]) : number;
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
    STRING.lastIndex = start;
    const match = STRING.exec(this.text);
    if (match === null) this.fail("A text is broken or has no end");
    this.at += match[0].length;
    return JSON.parse(match[0]) as string;
  }

  #array(depth: number): Json {
    const items: Json[] = [];
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

  #object(depth: number): Json {
    const object = emptyRecord<Json>();
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
// deno-lint-ignore no-control-regex
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
