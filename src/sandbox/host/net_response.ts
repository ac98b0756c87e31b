import type { Answer, Asker } from "./asker.ts";
import { netError } from "./net_error.ts";

const NativeResponse = Response;
const NativeReadableStream = ReadableStream;
const NativeHeaders = Headers;
const NativeTypeError = TypeError;
const define = Object.defineProperties;
const cloneOf = Response.prototype.clone;
const apply = Reflect.apply;

/** The answer of a request as the script gets it. Its body is asked for as the script reads it. */
export function netResponse(asker: Asker, id: number, { header, bytes }: Answer, signal: AbortSignal): Response {
  const { status, status_text, headers, url, redirected, whole } = header;
  if (typeof status !== "number" || status < 200 || status > 599) {
    forget(asker, id);
    throw new NativeTypeError(`The server answered with status ${status}, which is none`);
  }
  const isEmpty = status === 204 || status === 205 || status === 304;
  const body = isEmpty ? null : whole === true ? bytes : bodyStream(asker, id, signal);
  const init = { status, statusText: statusTextOf(status_text), headers: headersOf(headers) };
  return described(new NativeResponse(body, init), { url: String(url), redirected: redirected === true });
}

/** Lets the broker close what nobody waits for any more. */
export function forget(asker: Asker, id: number): void {
  asker.ask("fetch.close", { id }).catch(() => {});
}

/** Says of a response what its constructor does not take. */
export function described(response: Response, what: { readonly url: string; readonly redirected: boolean }): Response {
  const clone = () => described(apply(cloneOf, response, []), what);
  return define(response, {
    url: { value: what.url },
    redirected: { value: what.redirected },
    type: { value: "basic" },
    clone: { value: clone },
  });
}

/** What a server wrote beyond ASCII is left out rather than a reason to fail. */
function statusTextOf(text: unknown): string {
  return typeof text === "string" && /^[\t\x20-\x7e]*$/.test(text) ? text : "";
}

function headersOf(pairs: unknown): Headers {
  const headers = new NativeHeaders();
  if (!Array.isArray(pairs)) return headers;
  for (const pair of pairs) {
    try {
      headers.append(pair[0], pair[1]);
    } catch {
      // What the platform does not take for a header, the script does not see.
    }
  }
  return headers;
}

function bodyStream(asker: Asker, id: number, signal: AbortSignal): ReadableStream<Uint8Array<ArrayBuffer>> {
  let isOver = false;
  let abort = () => {};
  const over = () => {
    isOver = true;
    signal.removeEventListener("abort", abort);
  };
  return new NativeReadableStream({
    type: "bytes",
    start(controller) {
      abort = () => {
        over();
        controller.error(signal.reason);
        forget(asker, id);
      };
      if (signal.aborted) abort();
      else signal.addEventListener("abort", abort);
    },
    async pull(controller) {
      try {
        const { header, bytes } = await asker.ask("fetch.read", { id });
        if (isOver) return;
        if (header.end !== true) return controller.enqueue(bytes);
        over();
        controller.close();
        controller.byobRequest?.respond(0);
      } catch (error) {
        if (isOver) return;
        over();
        controller.error(netError(error));
      }
    },
    cancel() {
      over();
      forget(asker, id);
    },
  }, { highWaterMark: 0 });
}
