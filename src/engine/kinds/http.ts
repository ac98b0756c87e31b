import {
  AppError,
  formatTraceparent,
  type HttpCall,
  type HttpRequest,
  type Json,
  stringifyJson,
  type TraceContext,
} from "../../core/mod.ts";
import type { AttemptScope } from "../scope.ts";
import { statusText } from "../status_text.ts";
import { toText } from "../to_text.ts";
import { failed, type Kind, stopped } from "./kind.ts";

/** Without `ok`, statuses from here on are failures. */
const FIRST_FAILURE = 400;

/** RFC 9110 token: what a method and a header's name consist of. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** `http`: sends a request; the answer's body is the task's standard output, its status and headers are outputs. */
export const http: Kind = async ({ context, ports, scope }) => {
  const request = context.instance.task.http ?? { url: "" };
  const call = traced(await buildCall(request, scope), context.trace);
  let answer;
  try {
    answer = await ports.http.send(call, (bytes) => context.output("stdout", bytes), context.signal);
  } catch (error) {
    if (context.signal.aborted) return stopped(context);
    throw error;
  }
  if (context.signal.aborted) return stopped(context);
  const { status } = answer;
  const outputs = { status, headers: lowerCased(answer.headers) };
  if (request.ok === undefined ? status < FIRST_FAILURE : isListed(status, request.ok)) {
    return { status: "succeeded", httpStatus: status, outputs };
  }
  const message = `${call.method} ${shownUrl(call.url)} answered ${`${status} ${statusText(status)}`.trim()}`;
  return { ...failed("http_status", message), httpStatus: status, outputs };
};

/**
 * Evaluates a request.
 *
 * @throws AppError `http_request_invalid`, and what expressions throw.
 */
export async function buildCall(request: HttpRequest, scope: AttemptScope): Promise<HttpCall> {
  const url = await buildUrl(request, scope);
  const method = (await scope.text(request.method ?? "GET")).toUpperCase();
  if (!TOKEN.test(method)) throw invalid(`The method "${method}" is none`);
  const headers: Record<string, string> = {};
  for (const [name, template] of Object.entries(request.headers ?? {})) {
    if (!TOKEN.test(name)) throw invalid(`"${name}" is no name of a header`);
    const value = await scope.text(template);
    // Its value may be a secret, so the message names the header alone.
    if (/[\r\n\0]/.test(value)) throw invalid(`The header ${name} has a line break or NUL in its value`);
    headers[name] = value;
  }
  const body = await buildBody(request, scope);
  if (body === undefined) return { url, method, headers };
  if (method === "GET" || method === "HEAD") throw invalid(`A ${method} request cannot carry a body; set method: POST`);
  const typed = Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  if (request.json !== undefined && !typed) headers["content-type"] = "application/json";
  return { url, method, headers, body };
}

/** The call with the attempt's place in a trace, unless the document says where it stands itself. */
function traced(call: HttpCall, trace: TraceContext | undefined): HttpCall {
  if (trace === undefined || Object.keys(call.headers).some((name) => name.toLowerCase() === "traceparent")) return call;
  const { tracestate } = trace;
  const isOwnState = tracestate === undefined || Object.keys(call.headers).some((name) => name.toLowerCase() === "tracestate");
  return { ...call, headers: { ...call.headers, traceparent: formatTraceparent(trace), ...(isOwnState ? {} : { tracestate }) } };
}

async function buildBody(request: HttpRequest, scope: AttemptScope): Promise<string | undefined> {
  if (request.json !== undefined) return stringifyJson(await scope.deep(request.json));
  return request.body === undefined ? undefined : scope.text(request.body);
}

async function buildUrl(request: HttpRequest, scope: AttemptScope): Promise<string> {
  const text = (await scope.text(request.url)).trim();
  if (!URL.canParse(text)) throw invalid(`"${shownUrl(text)}" is no complete address`);
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw invalid(`An address starts with http: or https:, not with ${url.protocol}`);
  }
  const pairs: string[] = [];
  for (const [name, template] of Object.entries(request.query ?? {})) {
    for (const value of valuesOf(await scope.deep(template))) {
      pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(value.toWellFormed())}`);
    }
  }
  // Appended as text: going through searchParams would rewrite what the author put into the address.
  if (pairs.length > 0) url.search = [url.search.slice(1), ...pairs].filter((part) => part !== "").join("&");
  return url.href;
}

/** A list gives its name several times, null leaves it out. */
function valuesOf(value: Json): string[] {
  if (value === null) return [];
  return Array.isArray(value) ? value.map(toText) : [toText(value)];
}

function isListed(status: number, ok: readonly (number | string)[]): boolean {
  return ok.some((entry) => {
    const text = String(entry).toLowerCase();
    return /^[1-5]xx$/.test(text) ? Math.floor(status / 100) === Number(text[0]) : Number(text) === status;
  });
}

/** An address without what may be confidential in it: user, password, query and fragment. */
export function shownUrl(text: string): string {
  if (!URL.canParse(text)) return text.replace(/[?#].*$/s, "").replace(/\/\/[^/@]*@/, "//");
  const url = new URL(text);
  return url.host === "" ? url.protocol : `${url.protocol}//${url.host}${url.pathname}`;
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function invalid(message: string): AppError {
  return new AppError("http_request_invalid", message);
}
