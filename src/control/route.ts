import type { z } from "zod";
import type { Role } from "../core/mod.ts";
import type { ApiRequest } from "./api_request.ts";
import type { SchemaName } from "./wire/schemas.ts";

export type Method = "GET" | "PUT" | "PATCH" | "POST" | "DELETE";

/** A body as it came, for handlers that read several languages. */
export interface RawBody {
  /** The media type without its parameters. */
  readonly type: string;
  readonly text: string;
}

/** What a route's answer of one status is. */
export interface AnswerSpec {
  readonly description: string;
  /** A name of the schemas; absent for an answer that is no JSON of ours. */
  readonly schema?: SchemaName;
  /** Media types. Default JSON; none for an empty answer. */
  readonly types?: readonly string[];
  /** Headers besides the usual ones, with their meaning. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** How a route takes its body. */
export type BodySpec =
  /** JSON of this schema; an absent body is `{}`. */
  | { readonly kind: "json"; readonly schema: z.ZodType }
  /** Text in one of these media types. */
  | { readonly kind: "raw"; readonly types: readonly string[]; readonly description: string };

/**
 * One operation of the API: a row of the table from which the router, the checks before a handler, the OpenAPI document and the page of
 * documentation are made.
 */
export interface Route {
  /** Unique, such as `pipeline.patch`; what the audit calls a write. */
  readonly id: string;
  readonly method: Method;
  /** Parameters are `:name`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** Who may ask: `public` needs no token. What depends on a module, the handler checks besides. */
  readonly access: "public" | Role;
  /** Takes exactly these; anything else in the query is refused. */
  readonly query?: z.ZodObject;
  readonly body?: BodySpec;
  /** Headers that the handler reads, with their meaning. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly answers: Readonly<Record<number, AnswerSpec>>;
  /** Whether it changes anything: such requests are written to the audit when they are refused. */
  readonly isWrite: boolean;
  /** Whether an `Idempotency-Key` is honoured. */
  readonly isIdempotent?: boolean;
  handle(request: ApiRequest): Response | Promise<Response>;
}

/** A route before its types are forgotten. */
export interface RouteSpec<Q extends z.ZodObject, B> extends Omit<Route, "query" | "body" | "handle" | "isWrite"> {
  readonly query?: Q;
  readonly body?: BodyOf<B>;
  readonly isWrite?: boolean;
  handle(request: ApiRequest<z.output<Q>, B>): Response | Promise<Response>;
}

type BodyOf<B> =
  | { readonly kind: "json"; readonly schema: z.ZodType<B> }
  | (RawBody extends B ? Extract<BodySpec, { kind: "raw" }> : never);

/** Makes a row of the table: `handle` gets the query and the body as their schemas say. `isWrite` is by default what the method says. */
export function route<Q extends z.ZodObject, B>(spec: RouteSpec<Q, B>): Route {
  return { isWrite: spec.method !== "GET", ...spec };
}
