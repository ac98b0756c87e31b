import { AppError, type Json, parseJson } from "../../core/mod.ts";

/** Most collections inside one another. */
const MOST_DEPTH = 200;
/** Most digits of a number: longer ones cost more to read than they can mean. */
const MOST_DIGITS = 1000;

/**
 * Reads JSON as {@link parseJson} does and refuses what two readers could understand differently, or what costs more than it is worth: a key
 * twice in one object, more than 200 collections inside one another, a number of more than 1,000 characters.
 *
 * @throws AppError `body_malformed`.
 */
export function parseStrictJson(text: string): Json {
  inspect(text);
  try {
    return parseJson(text);
  } catch (cause) {
    throw new AppError("body_malformed", `The body is not JSON: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/** An open collection: the keys of an object, undefined of a list. */
type Open = Set<string> | undefined;

/** Looks at a text that may be JSON; what is none is left to the parser. */
function inspect(text: string): void {
  const open: Open[] = [];
  let isKey = false;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '"': {
        const end = endOfText(text, at);
        if (isKey) noteKey(open.at(-1), text.slice(at, end + 1));
        at = end;
        break;
      }
      case "{":
      case "[":
        if (open.length >= MOST_DEPTH) throw new AppError("body_malformed", `The body has more than ${MOST_DEPTH} levels of nesting`);
        open.push(text[at] === "{" ? new Set() : undefined);
        isKey = text[at] === "{";
        break;
      case "}":
      case "]":
        open.pop();
        isKey = false;
        break;
      case ",":
        isKey = open.at(-1) !== undefined;
        break;
      case ":":
        isKey = false;
        break;
      default:
        at = endOfNumber(text, at);
    }
  }
}

function noteKey(keys: Open, quoted: string): void {
  if (keys === undefined) return;
  let key = quoted;
  if (quoted.includes("\\")) {
    try {
      key = JSON.stringify(JSON.parse(quoted));
    } catch {
      return; // The parser says what is wrong with it.
    }
  }
  if (keys.has(key)) throw new AppError("body_malformed", `The body has the key ${key.slice(0, 80)} twice in one object`);
  keys.add(key);
}

/** Where the quote that ends a text stands, or the end of everything. */
function endOfText(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return text.length;
    let slashes = quote - 1;
    while (text[slashes] === "\\" && slashes >= at) slashes--;
    if ((quote - slashes) % 2 === 1) return quote;
    at = quote + 1;
  }
}

const NUMBER = /[-+.\deE]+/y;

function endOfNumber(text: string, start: number): number {
  NUMBER.lastIndex = start;
  const length = NUMBER.exec(text)?.[0].length ?? 1;
  if (length > MOST_DIGITS) throw new AppError("body_malformed", `The body has a number of more than ${MOST_DIGITS} digits`);
  return start + length - 1;
}
