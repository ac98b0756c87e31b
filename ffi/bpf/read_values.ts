/** An integer: a number where that is exact, else a bigint. */
export type Integer = number | bigint;

const decoder = new TextDecoder();
const WORD = 2 ** 32;
/** Numbers are exact while the upper word is below. */
const EXACT = 2 ** 21;

export function readUnsigned(view: DataView<ArrayBuffer>, at: number): Integer {
  const upper = view.getUint32(at + 4, true);
  return upper < EXACT ? upper * WORD + view.getUint32(at, true) : view.getBigUint64(at, true);
}

export function readSigned(view: DataView<ArrayBuffer>, at: number): Integer {
  const upper = view.getInt32(at + 4, true);
  return upper < EXACT && upper > -EXACT ? upper * WORD + view.getUint32(at, true) : view.getBigInt64(at, true);
}

/** So many arguments are no trouble for a call. */
const SHORT = 512;

/** Text up to its zero, or to `end`. What is no UTF-8 becomes U+FFFD. */
export function readText(view: DataView<ArrayBuffer>, at: number, end: number): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, end - at);
  let length = 0;
  let union = 0;
  for (; length < bytes.length; length++) {
    const byte = bytes[length] ?? 0;
    if (byte === 0) break;
    union |= byte;
  }
  const text = bytes.subarray(0, length);
  // Nearly every text is short and ASCII, and then this is much faster than a decoder.
  return union < 0x80 && length <= SHORT ? String.fromCharCode.apply(null, text as unknown as number[]) : decoder.decode(text);
}

/** An IPv4 address as inet_ntop(3) writes it. */
export function readIpv4(view: DataView<ArrayBuffer>, at: number): string {
  return `${view.getUint8(at)}.${view.getUint8(at + 1)}.${view.getUint8(at + 2)}.${view.getUint8(at + 3)}`;
}

/** An IPv6 address as inet_ntop(3) writes it: the longest row of two or more zeros is `::`, and an IPv4 address in it stands as one. */
export function readIpv6(view: DataView<ArrayBuffer>, at: number): string {
  const groups = Array.from({ length: 8 }, (_, index) => view.getUint16(at + 2 * index));
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) return `::ffff:${readIpv4(view, at + 12)}`;
  let begin = 0;
  let length = 0;
  for (let first = 0; first < 8; first++) {
    let end = first;
    while (end < 8 && groups[end] === 0) end++;
    if (end - first > length) [begin, length] = [first, end - first];
  }
  const text = (from: number, to: number) => groups.slice(from, to).map((group) => group.toString(16)).join(":");
  return length < 2 ? text(0, 8) : `${text(0, begin)}::${text(begin + length, 8)}`;
}
