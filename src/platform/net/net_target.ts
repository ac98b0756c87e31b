import { AppError } from "../../core/mod.ts";

/** Where a request goes, as its address says. */
export interface NetTarget {
  readonly url: URL;
  /** A name in ASCII and lower case, or an address; without brackets and without a dot at its end. */
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
}

const PORTS: Readonly<Record<string, number>> = { "http:": 80, "https:": 443, "ws:": 80, "wss:": 443 };

/**
 * Reads an address. Every form of an IPv4 address (`0x7f.1`, `2130706433`) becomes its usual one here, so what is checked is what is meant.
 *
 * @param schemes Those allowed, such as `http:`.
 * @throws AppError `http_failed`
 */
export function netTarget(text: string | URL, schemes: readonly string[]): NetTarget {
  const url = URL.parse(String(text));
  if (url === null) throw unsent("its address is no URL", schemes);
  if (!schemes.includes(url.protocol)) throw unsent(`addresses that begin with "${url.protocol}" are not supported`, schemes);
  if (url.username !== "" || url.password !== "") {
    throw new AppError("http_failed", `${shownUrl(url)} was not asked: its address holds a user or a password`);
  }
  url.hash = "";
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  const port = url.port === "" ? PORTS[url.protocol] ?? 0 : Number(url.port);
  if (host === "" || port === 0) throw unsent("its address has no host or no port", schemes);
  return { url, host, port, isSecure: url.protocol === "https:" || url.protocol === "wss:" };
}

/** An address as far as messages show it: user, password, query and fragment can be secrets. */
export function shownUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

function unsent(found: string, schemes: readonly string[]): AppError {
  return new AppError("http_failed", `The request was not sent: ${found}`, {
    hint: `Use an address that begins with ${schemes.map((scheme) => `${scheme}//`).join(" or ")}`,
  });
}
