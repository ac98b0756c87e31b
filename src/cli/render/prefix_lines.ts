const NEWLINE = 10;

/**
 * Puts a prefix before every line.
 *
 * @param bytes Lines with their newlines; a last one without gets one.
 * @returns A copy.
 */
export function prefixLines(prefix: Uint8Array, bytes: Uint8Array): Uint8Array {
  let lines = bytes.length > 0 && bytes[bytes.length - 1] !== NEWLINE ? 1 : 0;
  const isOpen = lines === 1;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  const result = new Uint8Array(bytes.length + lines * prefix.length + (isOpen ? 1 : 0));
  let to = 0;
  for (let from = 0; from < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, from);
    const end = newline < 0 ? bytes.length : newline + 1;
    result.set(prefix, to);
    to += prefix.length;
    if (end - from > SHORT) result.set(bytes.subarray(from, end), to);
    else for (let i = from; i < end; i++) result[to + i - from] = bytes[i] ?? 0;
    to += end - from;
    from = end;
  }
  if (isOpen) result[to] = NEWLINE;
  return result;
}

/** Below this a loop copies faster than a call. */
const SHORT = 96;
