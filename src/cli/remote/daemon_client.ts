import { AppError, type Json, parseJson } from "../../core/mod.ts";
import { VERSION } from "../version_number.ts";
import type { Endpoint } from "./endpoint.ts";
import { openConnection } from "./open_connection.ts";
import { foreignAnswer, problemError } from "./problem_error.ts";

/** So long a daemon may take for an answer: a change waits for those before it and for its own to be live. */
const ANSWER_MS = 120_000;

/** What a request carries. */
export interface RequestOptions {
  readonly body?: string;
  /** Type of the body; default JSON. */
  readonly contentType?: string;
  readonly accept?: string;
  /** The revision that a change is made to. */
  readonly ifMatch?: number;
  readonly signal?: AbortSignal;
}

/** A daemon's answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * Speaks to a daemon. What it refuses is thrown as the error it was there: see {@link problemError}.
 *
 * All methods throw AppError `daemon_unreachable` when nothing answers, `daemon_foreign` when it is no daemon or one of another version.
 */
export class DaemonClient implements Disposable {
  readonly endpoint: Endpoint;
  readonly #connection: Deno.HttpClient | undefined;
  #version: string | undefined;

  /** @throws AppError `usage` for certificates that `env` names and that cannot be read. */
  constructor(endpoint: Endpoint, env: Readonly<Record<string, string>>) {
    this.endpoint = endpoint;
    this.#connection = openConnection(endpoint, env);
  }

  /** What the daemon says of its version; undefined before its first answer and when it does not say. */
  get version(): string | undefined {
    return this.#version;
  }

  /** @param path From the daemon's root, encoded. */
  async send(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const signals = [AbortSignal.timeout(ANSWER_MS), ...(options.signal === undefined ? [] : [options.signal])];
    const response = await this.#fetch(method, path, { ...options, signal: AbortSignal.any(signals) });
    const text = await response.text().catch((cause) => Promise.reject(this.#unreachable(cause)));
    if (response.ok) return { status: response.status, headers: response.headers, text };
    throw this.#refused(response, text);
  }

  /** The JSON that a GET answers. */
  async get<T extends Json>(path: string): Promise<T> {
    return this.read<T>(await this.send("GET", path));
  }

  /** The JSON that a POST with a JSON body answers. */
  async post<T extends Json>(path: string, body?: string): Promise<T> {
    return this.read<T>(await this.send("POST", path, body === undefined ? {} : { body }));
  }

  /** An answer's JSON. */
  read<T extends Json>({ text }: Answer): T {
    try {
      return parseJson(text) as T;
    } catch {
      throw foreignAnswer({ shown: this.endpoint.shown, otherVersion: this.#otherVersion() }, "does not answer as an Executor daemon does");
    }
  }

  /** Opens a stream of server-sent events; where none are left it is empty. The caller reads it to its end or aborts `signal`. */
  async stream(path: string, after: string | undefined, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#fetch("GET", path, { accept: "text/event-stream", signal }, after);
    if (!response.ok) throw this.#refused(response, await response.text().catch(() => ""));
    if (response.status === 204) return ReadableStream.from([]);
    if (response.body === null || !response.headers.get("content-type")?.startsWith("text/event-stream")) {
      await response.body?.cancel();
      throw foreignAnswer({ shown: this.endpoint.shown, otherVersion: this.#otherVersion() }, "does not answer with events");
    }
    return response.body;
  }

  [Symbol.dispose](): void {
    this.#connection?.close();
  }

  async #fetch(method: string, path: string, options: RequestOptions, after?: string): Promise<Response> {
    const { base, token } = this.endpoint;
    const headers = new Headers({ accept: options.accept ?? "application/json" });
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    if (options.body !== undefined) headers.set("content-type", options.contentType ?? "application/json");
    if (options.ifMatch !== undefined) headers.set("if-match", `"${options.ifMatch}"`);
    if (after !== undefined) headers.set("last-event-id", after);
    let response: Response;
    try {
      response = await fetch(`${base}${path}`, {
        method,
        headers,
        // A daemon redirects nobody, and the token goes nowhere else.
        redirect: "manual",
        ...(options.body === undefined ? {} : { body: options.body }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        ...(this.#connection === undefined ? {} : { client: this.#connection }),
      });
    } catch (cause) {
      throw this.#unreachable(cause);
    }
    this.#version = /^executor\/(\S+)/i.exec(response.headers.get("server") ?? "")?.[1] ?? this.#version;
    return response;
  }

  #refused(response: Response, text: string): AppError {
    const { status } = response;
    const { shown, token } = this.endpoint;
    const contentType = response.headers.get("content-type") ?? "";
    const error = problemError({ status, contentType, text, shown, otherVersion: this.#otherVersion() });
    if (error.code !== "unauthorized" || token !== undefined) return error;
    return new AppError("unauthorized", error.message, { hint: `Put a token for ${shown} into EXECUTOR_TOKEN`, cause: error });
  }

  #otherVersion(): string | undefined {
    return this.#version === VERSION ? undefined : this.#version;
  }

  #unreachable(cause: unknown): AppError {
    const { shown } = this.endpoint;
    if (cause instanceof DOMException && cause.name === "TimeoutError") {
      return new AppError("daemon_unreachable", `${shown} did not answer within ${ANSWER_MS / 1000} s`, { cause });
    }
    if (cause instanceof DOMException && cause.name === "AbortError") {
      return new AppError("daemon_unreachable", `The request to ${shown} was given up`, { cause });
    }
    const reason = reasonOf(cause);
    const hint = /certificate/i.test(reason) ? { hint: "Name the certificate of its authority with EXECUTOR_CA" } : {};
    return new AppError("daemon_unreachable", `No daemon answers at ${shown}: ${reason}`, { ...hint, cause });
  }
}

/** What is wrong in a failed `fetch`, without the address and what is said twice: `Connection refused`. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.cause instanceof Error ? error.cause.message : error.message : String(error);
  const parts = message.replace(/^.*?error sending request for url \([^)]*\):\s*/s, "").replaceAll(/\s*\(os error \d+\)/g, "").split(": ");
  return [...new Set(parts.filter((part) => !/^(?:client error \(\w+\)|tcp connect error)$/.test(part)))].join(": ");
}
