import { AppError, type JsonObject, rowOf, stringifyJson } from "../../core/mod.ts";

/** A problem as RFC 9457 says it, with the code of the catalogue, the hint, and what the error says to machines besides. */
export interface Problem extends JsonObject {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  /** The path that was asked for. */
  readonly instance: string;
}

/** Members that an error's details may not replace. */
const OWN = ["type", "title", "status", "detail", "code", "instance"];

/** Describes an error to whoever asked. */
export function problemOf(error: AppError, path: string): Problem {
  const { code, message, hint, details = {} } = error;
  const { status, summary } = rowOf(code);
  const more = Object.fromEntries(Object.entries(details).filter(([name]) => !OWN.includes(name)));
  return {
    type: `urn:executor:error:${code}`,
    title: summary,
    status,
    detail: message,
    code,
    instance: path,
    ...(hint === undefined ? {} : { hint }),
    ...more,
  };
}

/** The answer that carries a problem. */
export function problemResponse(problem: Problem, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(stringifyJson(problem), {
    status: problem.status,
    headers: { "content-type": "application/problem+json", ...headers },
  });
}
