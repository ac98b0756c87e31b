import { Failure } from "./problem.ts";

/** Whether a text has characters of two UTF-16 units; without them units and code points are the same. */
export function hasPairs(text: string): boolean {
  return /[\ud800-\udbff][\udc00-\udfff]/.test(text);
}

/** How many code points a text has. */
export function countCodePoints(text: string): number {
  let pairs = 0;
  for (let at = 0; at < text.length - 1; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit <= 0xdbff) {
      const next = text.charCodeAt(at + 1);
      if (next >= 0xdc00 && next <= 0xdfff) {
        pairs++;
        at++;
      }
    }
  }
  return text.length - pairs;
}

/** The UTF-16 offset of a code point's index; `index` may be the length. Throws `expr_index` outside. */
export function offsetOf(text: string, index: number | bigint): number {
  const wanted = Number(index);
  if (wanted < 0) throw outside(index);
  if (!hasPairs(text)) {
    if (wanted > text.length) throw outside(index);
    return wanted;
  }
  let at = 0;
  for (let count = 0; count < wanted; count++) {
    if (at >= text.length) throw outside(index);
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return at;
}

/** The index of the code point at a UTF-16 offset. */
export function indexAt(text: string, offset: number): number {
  return hasPairs(text) ? countCodePoints(text.slice(0, offset)) : offset;
}

function outside(index: number | bigint): Failure {
  return new Failure("expr_index", `The index ${index} is outside the text (index out of range: ${index})`);
}
