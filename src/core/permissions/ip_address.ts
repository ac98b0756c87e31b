/** The bytes of an address: 4 for IPv4, 16 for IPv6. */
export type IpAddress = Uint8Array;

/**
 * Reads an address: IPv4 as four decimal numbers, IPv6 without brackets and zone. IPv4 written as IPv6 (`::ffff:127.0.0.1`) becomes IPv4:
 * it reaches the same machine.
 *
 * @returns Undefined when the text is no address.
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  return text.includes(":") ? parseSix(text) : parseFour(text);
}

const FOUR = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;
const GROUP = /^[0-9a-fA-F]{1,4}$/;
const MAPPED = 12;

function parseFour(text: string): IpAddress | undefined {
  const numbers = FOUR.exec(text)?.slice(1).map(Number);
  return numbers === undefined || numbers.some((number) => number > 255) ? undefined : Uint8Array.from(numbers);
}

function parseSix(text: string): IpAddress | undefined {
  if (text.length > 45) return undefined;
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, index) => groupsOf(half, index === halves.length - 1));
  if (head === undefined || halves.length === 2 && tail === undefined) return undefined;
  const count = head.length + (tail?.length ?? 0);
  // Two colons stand for at least one group.
  if (halves.length === 1 ? count !== 16 : count > 14) return undefined;
  const bytes = new Uint8Array(16);
  bytes.set(head);
  if (tail !== undefined) bytes.set(tail, 16 - tail.length);
  const isMapped = bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  return isMapped ? bytes.slice(MAPPED) : bytes;
}

function groupsOf(half: string, isLast: boolean): number[] | undefined {
  if (half === "") return [];
  const bytes: number[] = [];
  const groups = half.split(":");
  for (const [index, group] of groups.entries()) {
    const four = isLast && index === groups.length - 1 ? parseFour(group) : undefined;
    if (four !== undefined) bytes.push(...four);
    else if (GROUP.test(group)) bytes.push(parseInt(group, 16) >> 8, parseInt(group, 16) & 255);
    else return undefined;
  }
  return bytes.length > 16 ? undefined : bytes;
}
