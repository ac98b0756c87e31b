import type { IpAddress } from "./ip_address.ts";
import { type IpRange, isInRange } from "./ip_range.ts";

/** Addresses that reach this machine or its cloud's metadata service rather than the network. */
export type NearReach = "loopback" | "link-local" | "unspecified";

/** Addresses that a permission has to name: a wider one does not include them. */
export interface NearBlock extends IpRange {
  readonly reach: NearReach;
}

const six = (...head: number[]) => Uint8Array.from({ length: 16 }, (_, index) => head[index] ?? 0);

const BLOCKS: readonly NearBlock[] = [
  { reach: "loopback", base: Uint8Array.of(127, 0, 0, 0), bits: 8 },
  // Linux takes a connection to "any address" for one to this machine.
  { reach: "unspecified", base: Uint8Array.of(0, 0, 0, 0), bits: 8 },
  { reach: "link-local", base: Uint8Array.of(169, 254, 0, 0), bits: 16 },
  { reach: "link-local", base: six(0xfe, 0x80), bits: 10 },
  // Loopback and "any address" of IPv6, and with them the deprecated form of IPv4 within IPv6 (::127.0.0.1).
  { reach: "loopback", base: six(), bits: 96 },
];

/** The block of near addresses that holds an address; undefined for the rest of the world. */
export function nearBlockOf(address: IpAddress): NearBlock | undefined {
  return BLOCKS.find((block) => isInRange(address, block));
}
