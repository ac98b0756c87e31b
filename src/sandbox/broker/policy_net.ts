import {
  type IpAddress,
  isInRange,
  nearBlockOf,
  type NetPattern,
  parseIpAddress,
  parseNetPattern,
  type Permissions,
} from "../../core/mod.ts";
import { whatToDo } from "../protocol/what_to_do.ts";

/** One side's grant of `net`. */
export class NetRules {
  readonly #isAll: boolean;
  readonly #nearMustBeNamed: boolean;
  readonly #patterns: readonly NetPattern[];

  /** @param nearMustBeNamed Whether `true` leaves out loopback and link-local addresses. A list names them or leaves them out. */
  constructor(grant: Permissions["net"], nearMustBeNamed: boolean) {
    this.#isAll = grant === true;
    this.#nearMustBeNamed = nearMustBeNamed;
    this.#patterns = typeof grant === "object" ? grant.flatMap(patternOf) : [];
  }

  /** Whether a name may be looked up; for an address, whether it may be connected to. */
  allowsHost(host: string, port: number): boolean {
    const name = plainHost(host);
    if (parseIpAddress(name) !== undefined) return this.allowsAddress(name, port, name);
    return this.#isAll || this.#forPort(port).some(({ target }) => target.kind === "range" || matchesName(target, name));
  }

  /** Whether an address may be connected to that a name led to. */
  allowsAddress(host: string, port: number, address: string): boolean {
    const bytes = parseIpAddress(plainHost(address).replace(/%.*$/, ""));
    if (bytes === undefined) return false;
    const name = plainHost(host);
    const isNear = nearBlockOf(bytes) !== undefined;
    if (this.#isAll) return !isNear || !this.#nearMustBeNamed;
    return this.#forPort(port).some(({ target }) => isNear ? names(target, name, bytes) : matches(target, name, bytes));
  }

  #forPort(port: number): NetPattern[] {
    return this.#patterns.filter((pattern) => pattern.port === undefined || pattern.port === port);
  }
}

/** What means nothing was reported when the document was read, and allows nothing. */
function patternOf(text: string): NetPattern[] {
  const pattern = parseNetPattern(text);
  return "message" in pattern ? [] : [pattern];
}

/** A host as patterns have it: lower case, without brackets and the last dot. */
function plainHost(host: string): string {
  return host.toLowerCase().replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}

function matches(target: NetPattern["target"], host: string, address: IpAddress): boolean {
  return target.kind === "range" ? isInRange(address, target) : matchesName(target, host);
}

/** Whether a pattern means a near address itself: a range within its block, or the name that stands for loopback. */
function names(target: NetPattern["target"], host: string, address: IpAddress): boolean {
  const block = nearBlockOf(address);
  if (block === undefined) return false;
  if (target.kind === "range") return target.bits >= block.bits && isInRange(address, target);
  return block.reach === "loopback" && /(?:^|\.)localhost$/.test(host) && matchesName(target, host);
}

function matchesName(target: NetPattern["target"], host: string): boolean {
  if (target.kind === "host") return host === target.name;
  return target.kind === "domain" && host.endsWith(target.suffix) && host.length > target.suffix.length;
}

/**
 * What a script is told of a host or address that it may not reach.
 *
 * @param address The address that the host's name led to, when that is what was refused.
 */
export function netRefusal(host: string, port: number, address: string | undefined, by: "document" | "operator"): string {
  const plain = plainHost(address ?? host);
  const bytes = parseIpAddress(plain);
  const reach = bytes === undefined ? undefined : nearBlockOf(bytes)?.reach;
  const pattern = plain.includes(":") ? `[${plain}]:${port}` : `${plain}:${port}`;
  const via = address === undefined || plain === plainHost(host) ? "" : ` (an address of ${JSON.stringify(plainHost(host))})`;
  const near = reach === undefined
    ? ""
    : `, ${
      reach === "loopback" ? "a loopback" : reach === "link-local" ? "a link-local" : "an unspecified"
    } address, which has to be named`;
  return `Requires net access to ${JSON.stringify(pattern)}${via}${near}${whatToDo("net", pattern, by)}`;
}
