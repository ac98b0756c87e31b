import { AppError, type NetHeaders } from "../../core/mod.ts";
import { type NetTarget, netTarget, shownUrl } from "./net_target.ts";

/** A request of one hop. */
export interface Hop {
  readonly target: NetTarget;
  readonly method: string;
  readonly headers: NetHeaders;
  readonly body: Uint8Array | AsyncIterable<Uint8Array> | undefined;
  readonly sizeBytes: number | undefined;
}

const STATUSES: readonly number[] = [301, 302, 303, 307, 308];
/** What describes a body that is not sent again. */
const OF_BODY: readonly string[] = ["content-encoding", "content-language", "content-location", "content-type"];
/** What one server may know of and another not. */
const OF_ORIGIN: readonly string[] = ["authorization", "cookie", "proxy-authorization"];

/** Where an answer redirects to; undefined when it does not. */
export function redirectOf(status: number, headers: NetHeaders): string | undefined {
  return STATUSES.includes(status) ? headers.find(([name]) => name.toLowerCase() === "location")?.[1] : undefined;
}

/**
 * The request that a redirect leads to, by the rules of the fetch standard: 303, and 301 and 302 after POST, go on with GET and no body;
 * another origin gets no credentials.
 *
 * @throws AppError `http_failed` for an address that cannot be gone to, and when a body that was sent piece by piece would have to be sent again.
 */
export function nextHop(hop: Hop, status: number, location: string): Hop {
  const url = URL.parse(location, hop.target.url);
  if (url === null) throw new AppError("http_failed", `${shownUrl(hop.target.url)} redirects to what is no address`);
  const target = netTarget(url, ["http:", "https:"]);
  const isGetNow = status === 303
    ? hop.method !== "GET" && hop.method !== "HEAD"
    : (status === 301 || status === 302) && hop.method === "POST";
  const isStream = hop.body !== undefined && !(hop.body instanceof Uint8Array);
  // The pieces are gone: even where the next request has no body, the standard ends here.
  if (isStream && status !== 303) {
    throw new AppError("http_failed", `${shownUrl(hop.target.url)} redirects, and a body that is a stream cannot be sent a second time`);
  }
  const dropped = [...(isGetNow ? OF_BODY : []), ...(target.url.origin === hop.target.url.origin ? [] : OF_ORIGIN)];
  return {
    target,
    method: isGetNow ? "GET" : hop.method,
    headers: hop.headers.filter(([name]) => !dropped.includes(name.toLowerCase())),
    body: isGetNow ? undefined : hop.body,
    sizeBytes: undefined,
  };
}
