import { AppError, type NetHeaders } from "../../core/mod.ts";
import { acceptedCodings } from "./unpack_body.ts";

/** Headers that are the connection's own: those that a caller gives are left out, as the fetch standard has it. */
const OWN: readonly string[] = [
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];
/** Most bytes of all names and values: more than any server takes. */
const MAX_BYTES = 256 * 1024;

/**
 * The headers of a request as they are sent: those of the caller, and what a server expects of every client.
 *
 * @throws AppError `http_failed` for what cannot stand in a header, such as a line break.
 */
export function requestHeaders(given: NetHeaders): NetHeaders {
  const headers = new Headers();
  let sizeBytes = 0;
  for (const [name, value] of given) {
    sizeBytes += name.length + value.length;
    try {
      headers.append(name, value);
    } catch (cause) {
      throw new AppError(
        "http_failed",
        `The request was not sent: the header ${JSON.stringify(name.slice(0, 60))} has a name or a value that none can have`,
        {
          cause,
        },
      );
    }
  }
  if (sizeBytes > MAX_BYTES) {
    throw new AppError("http_failed", `The request was not sent: its headers have ${sizeBytes} bytes, at most ${MAX_BYTES} are sent`);
  }
  for (const name of OWN) headers.delete(name);
  if (!headers.has("accept")) headers.set("accept", "*/*");
  if (!headers.has("accept-language")) headers.set("accept-language", "*");
  if (!headers.has("user-agent")) headers.set("user-agent", "executor");
  // Part of a packed body could not be unpacked.
  if (!headers.has("accept-encoding")) headers.set("accept-encoding", headers.has("range") ? "identity" : acceptedCodings());
  return [...headers];
}
