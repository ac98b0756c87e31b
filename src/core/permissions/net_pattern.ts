import { parseIpAddress } from "./ip_address.ts";
import { type IpRange, isInRange } from "./ip_range.ts";
import type { PatternProblem } from "./pattern_problem.ts";

/** What an entry of `net` means. */
export interface NetPattern {
  /** One host by name, all hosts below a domain, or addresses. Names are lower case, in ASCII, without the last dot. */
  readonly target:
    | { readonly kind: "host"; readonly name: string }
    | { readonly kind: "domain"; /** With its first dot. */ readonly suffix: string }
    | ({ readonly kind: "range" } & IpRange);
  /** Absent: every port. */
  readonly port?: number;
}

/**
 * Reads an entry of `net`: `host`, `*.domain`, an address (IPv6 with a port in brackets) or a CIDR range, each with `:port` where it is for
 * one port alone.
 */
export function parseNetPattern(text: string): NetPattern | PatternProblem {
  if (text === "") return problem("A host has no name", "Write a host such as api.example.com");
  if (/[\s\0\\@?#%,]/.test(text) && !text.includes("://")) {
    return problem(`${shown(text)} is no host`, "Write a host such as api.example.com:443");
  }
  if (text.includes("://")) return problem(`${shown(text)} is a URL`, `Write its host alone${hostOfUrl(text)}`);
  if (text === "*") return problem("* is no host", "Write true for every host");
  const split = splitPort(text);
  if ("message" in split) return split;
  const { host, port } = split;
  const target = targetOf(host);
  if ("message" in target) return target;
  return port === undefined ? { target } : { target, port };
}

function problem(message: string, hint: string): PatternProblem {
  return { message, hint };
}

function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

function hostOfUrl(text: string): string {
  const host = URL.parse(text)?.host ?? "";
  return host === "" ? "" : `: ${host}`;
}

function splitPort(text: string): { readonly host: string; readonly port?: number } | PatternProblem {
  // An address of IPv6 has more than one colon and, with a port, brackets; a range of them has its port behind the slash.
  const match = text.startsWith("[") ? /^\[([^\]]*)\](.*)$/.exec(text) : undefined;
  if (match === null) return problem(`${shown(text)} has no closing bracket`, "Write an IPv6 address such as [::1]:8080");
  const bracketed = match?.[1];
  if (bracketed !== undefined && !bracketed.includes(":")) {
    return problem(`${shown(text)} has brackets around what is no IPv6 address`, `Write ${bracketed}${match?.[2] ?? ""}`);
  }
  const rest = match?.[2] ?? text;
  const from = bracketed !== undefined ? 0 : rest.includes("/") ? rest.indexOf(":", rest.indexOf("/")) : rest.indexOf(":");
  const isBareSix = bracketed === undefined && !rest.includes("/") && from !== -1 && rest.includes(":", from + 1);
  if (from === -1 || isBareSix || rest === "") return { host: bracketed ?? rest };
  const host = bracketed ?? rest.slice(0, from);
  if (rest[from] === "/" && bracketed !== undefined) {
    return problem(`${shown(text)} is no range`, `Write it without brackets: ${bracketed}${rest}`);
  }
  const digits = rest.slice(from + 1);
  const port = Number(digits);
  if (rest[from] !== ":" || !/^\d{1,5}$/.test(digits) || port < 1 || port > 65535) {
    return problem(`${shown(text)} has no port from 1 to 65535 behind its host`, portHint(host, digits));
  }
  if (host === "" || host === "*") {
    return problem(`${shown(text)} is a port of no host`, "Name the hosts, such as api.example.com:443; * is not one");
  }
  return { host, port };
}

function portHint(host: string, digits: string): string {
  const written = host === "" || host === "*" ? "api.example.com" : host.includes(":") ? `[${host}]` : host;
  if (/^\d+-\d+$/.test(digits)) return `Ranges of ports are not known: name each, such as ${written}:${parseInt(digits)}`;
  return `Write ${written} for every port or ${written}:443 for one`;
}

function targetOf(host: string): NetPattern["target"] | PatternProblem {
  if (host.includes("/")) return rangeOf(host);
  const address = parseIpAddress(host);
  if (address !== undefined) return { kind: "range", base: address, bits: address.length * 8 };
  if (host.includes(":")) return problem(`${shown(host)} is no IPv6 address`, "Write an address such as [::1]:8080");
  const isDomain = host.startsWith("*.");
  const name = nameOf(isDomain ? host.slice(2) : host);
  if (name === undefined) {
    return host.includes("*")
      ? problem(`${shown(host)} has a * where none can stand`, "* stands for what is left of a domain: *.example.com")
      : problem(`${shown(host)} is no host`, "Write a host such as api.example.com or an address such as 192.0.2.1");
  }
  if (isDomain) return { kind: "domain", suffix: `.${name}` };
  return { kind: "host", name };
}

function rangeOf(text: string): NetPattern["target"] | PatternProblem {
  const slash = text.indexOf("/");
  const base = parseIpAddress(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  if (base === undefined) {
    return problem(
      `${shown(text)} is no host and no range of addresses`,
      `Permissions have no paths: write ${text.slice(0, slash) || "the host"}`,
    );
  }
  const bits = Number(digits);
  const most = base.length * 8;
  if (!/^\d{1,3}$/.test(digits) || bits > most) {
    return problem(`${shown(text)} is no range of addresses`, `Behind the slash stands a number from 0 to ${most}`);
  }
  const first = firstOf(base, bits);
  if (!isInRange(base, { base: first, bits: most })) {
    return problem(`${shown(text)} is no range of addresses: it begins in the middle`, `Write ${addressText(first)}/${bits}`);
  }
  return { kind: "range", base, bits };
}

function firstOf(base: Uint8Array, bits: number): Uint8Array {
  return base.map((byte, index) => byte & ~(0xff >> Math.min(8, Math.max(0, bits - index * 8))));
}

function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[index * 2] ?? 0) << 8 | (bytes[index * 2 + 1] ?? 0)).toString(16));
  return URL.parse(`http://[${groups.join(":")}]`)?.hostname.slice(1, -1) ?? groups.join(":");
}

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** A host's name as it is compared, undefined when it is none. What ends in a number would be taken for an address. */
function nameOf(text: string): string | undefined {
  const ascii = /^[\x21-\x7e]*$/.test(text) ? text.toLowerCase() : URL.parse(`http://${text}`)?.hostname ?? "";
  const name = ascii.endsWith(".") ? ascii.slice(0, -1) : ascii;
  const labels = name.split(".");
  const isNumber = /^(?:\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? "");
  return name.length <= 253 && !isNumber && labels.every((label) => LABEL.test(label)) ? name : undefined;
}
