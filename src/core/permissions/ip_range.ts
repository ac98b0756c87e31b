import type { IpAddress } from "./ip_address.ts";

/** All addresses that begin like one. */
export interface IpRange {
  readonly base: IpAddress;
  /** How many leading bits count: up to 32 for IPv4, 128 for IPv6. */
  readonly bits: number;
}

/** Whether an address lies in a range. IPv4 and IPv6 never meet: an {@link IpAddress} is IPv4 wherever it can be. */
export function isInRange(address: IpAddress, { base, bits }: IpRange): boolean {
  if (address.length !== base.length) return false;
  const whole = bits >> 3;
  for (let index = 0; index < whole; index++) if (address[index] !== base[index]) return false;
  const rest = bits & 7;
  if (rest === 0) return true;
  const mask = 0xff00 >> rest & 0xff;
  return ((address[whole] ?? 0) & mask) === ((base[whole] ?? 0) & mask);
}
