import { createHash } from "node:crypto";
import { AppError, type IdempotencyStore, parseJson, stringifyJson } from "../core/mod.ts";
import { KeyedLock } from "./keyed_lock.ts";

/** What is asked for, as far as it makes it the same as before. */
export interface OnceRequest {
  /** The header; null: it is done each time. */
  readonly key: string | null;
  /** A route with the caller's name: keys of different ones have nothing to do with each other. */
  readonly scope: string;
  readonly body: Uint8Array;
}

/** An answer as it is kept. */
interface Kept {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Headers that belong to an answer for good. */
const KEPT_HEADERS = ["content-type", "location", "etag"];

/** Does what is asked for under an `Idempotency-Key` once, however often and however soon it is asked again. */
export class OnceByKey {
  readonly #store: IdempotencyStore;
  readonly #lock = new KeyedLock();

  constructor(store: IdempotencyStore) {
    this.#store = store;
  }

  /**
   * The answer of `work`, or the one it gave under the same key. What it throws, and answers that are no success, are not kept.
   *
   * @throws AppError `idempotency_conflict` for another body, `header_malformed` for a key that is none.
   */
  async answer({ key, scope, body }: OnceRequest, work: () => Response | Promise<Response>): Promise<Response> {
    if (key === null) return await work();
    if (!/^[\x20-\x7e]{1,255}$/.test(key)) {
      throw new AppError("header_malformed", "The header Idempotency-Key takes 1 to 255 printable characters of ASCII");
    }
    const hash = createHash("sha256").update(body).digest("hex");
    return await this.#lock.hold(`${scope}\0${key}`, async () => {
      const found = this.#store.find(scope, key, hash);
      if (found.kind === "conflict") throw conflict(key);
      if (found.kind === "found") return responseOf(found.result);
      const response = await work();
      if (!response.ok) return response;
      const headers = Object.fromEntries([...response.headers].filter(([name]) => KEPT_HEADERS.includes(name)));
      const kept: Kept = { status: response.status, headers, body: await response.text() };
      const now = this.#store.keep(scope, key, hash, stringifyJson(kept));
      if (now.kind === "conflict") throw conflict(key);
      return responseOf(now.result);
    });
  }
}

function conflict(key: string): AppError {
  return new AppError("idempotency_conflict", `The Idempotency-Key "${key}" was used before with another body`);
}

function responseOf(result: string): Response {
  const { status, headers, body } = parseJson(result) as unknown as Kept;
  return new Response(status === 204 ? null : body, { status, headers: { ...headers } });
}
