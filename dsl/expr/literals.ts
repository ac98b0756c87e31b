/** A decoded string or bytes literal, or what is wrong with it. */
export interface DecodedLiteral {
  readonly text: string;
  readonly bytes: Uint8Array | undefined;
  /** Offset after the literal. */
  readonly end: number;
  readonly error?: string;
  /** Where the error begins, when that is not the literal's start. */
  readonly errorStart?: number;
}

/**
 * Decodes the literal whose prefix (`r`, `b`) starts at `start` and whose first quote stands at `quote`.
 *
 * Escapes are CEL's: `\a \b \f \n \r \t \v \\ \' \" \` \?`, `\xHH`, three octal digits, and in strings `\uHHHH` and `\UHHHHHHHH`. In bytes, `\x`
 * and octal escapes are single bytes and other characters their UTF-8.
 */
export function decodeLiteral(source: string, start: number, quote: number): DecodedLiteral {
  const prefix = source.slice(start, quote).toLowerCase();
  const raw = prefix.includes("r");
  const mark = source.charAt(quote);
  const closing = source.startsWith(mark.repeat(3), quote) ? mark.repeat(3) : mark;
  const from = quote + closing.length;
  const until = findClosing(source, from, closing, raw);
  if (until < 0) {
    const line = source.indexOf("\n", from);
    const end = closing.length === 1 && line >= 0 ? line : source.length;
    return { text: "", bytes: undefined, end, error: `A text that begins with ${closing} has no end` };
  }
  const end = until + closing.length;
  const body = source.slice(from, until);
  if (!prefix.includes("b")) {
    if (raw || !body.includes("\\")) return { text: body, bytes: undefined, end };
    const decoded = unescape(body, false);
    if (typeof decoded === "number") return badEscape(source, from + decoded, end);
    return { text: decoded.join(""), bytes: undefined, end };
  }
  const pieces = raw ? [body] : unescape(body, true);
  if (typeof pieces === "number") return badEscape(source, from + pieces, end);
  return { text: "", bytes: joinBytes(pieces), end };
}

function badEscape(source: string, at: number, end: number): DecodedLiteral {
  const written = source.slice(at, at + 2);
  return { text: "", bytes: undefined, end, error: `'${written}' is not an escape that CEL knows`, errorStart: at };
}

function findClosing(source: string, from: number, closing: string, raw: boolean): number {
  const mark = closing.charCodeAt(0);
  for (let at = from; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code === 92 && !raw) at++;
    else if (code === mark && (closing.length === 1 || source.startsWith(closing, at))) return at;
    else if (closing.length === 1 && (code === 10 || code === 13)) return -1;
  }
  return -1;
}

/** The pieces of an escaped text (numbers are single bytes), or the offset of a bad escape. */
function unescape(body: string, bytes: false): string[] | number;
function unescape(body: string, bytes: true): (string | number)[] | number;
function unescape(body: string, bytes: boolean): (string | number)[] | number {
  const pieces: (string | number)[] = [];
  let from = 0;
  for (let at = body.indexOf("\\"); at >= 0; at = body.indexOf("\\", from)) {
    if (at > from) pieces.push(body.slice(from, at));
    const letter = body.charAt(at + 1);
    const simple = SIMPLE.get(letter);
    if (simple !== undefined) {
      pieces.push(simple);
      from = at + 2;
      continue;
    }
    ESCAPE.lastIndex = at;
    const match = ESCAPE.exec(body);
    if (match === null) return at;
    const digits = match[1] ?? match[2] ?? match[3];
    const value = digits === undefined ? parseInt(match[4] ?? "", 8) : parseInt(digits, 16);
    const unicode = match[2] !== undefined || match[3] !== undefined;
    if (unicode && (bytes || value > 0x10ffff || value >= 0xd800 && value <= 0xdfff)) return at;
    pieces.push(bytes ? value : String.fromCodePoint(value));
    from = at + match[0].length;
  }
  if (from < body.length) pieces.push(body.slice(from));
  return pieces;
}

const ESCAPE = /\\(?:[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2}))/y;
const SIMPLE: ReadonlyMap<string, string> = new Map([
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
  ["`", "`"],
  ["?", "?"],
]);

function joinBytes(pieces: readonly (string | number)[]): Uint8Array {
  const encoder = new TextEncoder();
  const out: number[] = [];
  for (const piece of pieces) {
    if (typeof piece === "number") out.push(piece);
    else for (const byte of encoder.encode(piece)) out.push(byte);
  }
  return Uint8Array.from(out);
}
