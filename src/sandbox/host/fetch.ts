import type { Asker } from "./asker.ts";
import { dataUrlResponse } from "./data_url.ts";
import { netError } from "./net_error.ts";
import { nextNetId } from "./net_id.ts";
import { described, forget, netResponse } from "./net_response.ts";
import { isStream, type RequestBody, takeRequestBody } from "./request_body.ts";

const NativeRequest = Request;
const NativePromise = Promise;
const NativeAbortSignal = AbortSignal;

type RequestInput = Parameters<typeof globalThis.fetch>[0];

/**
 * Makes the script's `fetch`, which asks the broker. It takes and gives the realm's own `Request`, `Response` and `Headers`.
 *
 * @param taskSignal Aborts what is under way, with the task.
 */
export function createFetch(asker: Asker, taskSignal: AbortSignal): typeof globalThis.fetch {
  return async function fetch(input: RequestInput, init?: RequestInit): Promise<Response> {
    // What the script may have made of its arguments is looked at here alone; from here on everything is the host's own.
    const isFromStream = isStream(init?.body);
    const request = new NativeRequest(input, init);
    const signal = NativeAbortSignal.any([request.signal, taskSignal]);
    signal.throwIfAborted();
    if (request.url.startsWith("data:")) return described(dataUrlResponse(request.url), { url: request.url, redirected: false });
    return await new Fetching(asker, request, signal).run(isFromStream);
  };
}

/** One request on its way. */
class Fetching {
  readonly #asker: Asker;
  readonly #request: Request;
  readonly #signal: AbortSignal;
  readonly #id = nextNetId();
  readonly #failed = NativePromise.withResolvers<never>();
  #body: RequestBody = { kind: "none" };

  constructor(asker: Asker, request: Request, signal: AbortSignal) {
    this.#asker = asker;
    this.#request = request;
    this.#signal = signal;
    this.#failed.promise.catch(() => {});
  }

  async run(isFromStream: boolean): Promise<Response> {
    const abort = () => this.#fail(this.#signal.reason);
    this.#signal.addEventListener("abort", abort);
    try {
      return await NativePromise.race([this.#answered(isFromStream), this.#failed.promise]);
    } catch (error) {
      if (this.#body.kind === "stream") this.#body.cancel(error);
      throw this.#signal.aborted ? this.#signal.reason : netError(error);
    } finally {
      this.#signal.removeEventListener("abort", abort);
    }
  }

  async #answered(isFromStream: boolean): Promise<Response> {
    const { method, redirect, url, headers } = this.#request;
    this.#body = await takeRequestBody(this.#request, isFromStream);
    this.#signal.throwIfAborted();
    const { kind } = this.#body;
    const opened = this.#asker.ask(
      "fetch.open",
      { id: this.#id, url, method, redirect, headers: [...headers], body: kind },
      this.#body.kind === "bytes" ? this.#body.bytes : undefined,
    );
    if (this.#body.kind === "stream") this.#upload(this.#body).catch((error) => this.#fail(error));
    return netResponse(this.#asker, this.#id, await opened, this.#signal);
  }

  async #upload(body: RequestBody & { readonly kind: "stream" }): Promise<void> {
    const write = (bytes: Uint8Array | undefined) =>
      this.#asker.ask("fetch.write", { id: this.#id, end: bytes === undefined ? "yes" : "no" }, bytes);
    try {
      for (const piece of body.first) await write(piece);
      for (let piece = await body.read(); piece !== undefined; piece = await body.read()) await write(piece);
      await write(undefined);
    } catch (error) {
      // The answer came before the body was sent, and was read: nobody wants the rest.
      if (error instanceof Error && error.name === "BadResource") return body.cancel(error);
      throw error;
    }
  }

  #fail(error: unknown): void {
    this.#failed.reject(error);
    forget(this.#asker, this.#id);
  }
}
