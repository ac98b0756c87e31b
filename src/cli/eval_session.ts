import { AppError, type Code, emptyRecord, type Json, type JsonObject, type Span } from "../core/mod.ts";
import {
  type CelValue,
  checkExpr,
  compileExpr,
  type Expr,
  ExprError,
  type ExprProblem,
  formatJson,
  formatTyped,
  JsonSyntaxError,
  parseExpr,
  parseJsonExact,
  type Program,
  type Type,
  types,
} from "../../dsl/expr/mod.ts";
import { fromTyped } from "./eval_typed.ts";

/** What became of one expression. */
export type Answer =
  | { readonly kind: "value"; readonly value: CelValue }
  /** It does not parse or type-check. */
  | { readonly kind: "problems"; readonly problems: readonly ExprProblem[] }
  | { readonly kind: "failed"; readonly code: Code; readonly message: string; readonly span: Span };

/** How values are read and written. */
export interface EvalOptions {
  /** Whether types are marked in variables and in the value. */
  readonly typed: boolean;
}

interface Parsed {
  readonly expr: Expr | undefined;
  readonly problems: readonly ExprProblem[];
  program: Program | undefined;
}

const CACHED = 1_000;

/** Evaluates expressions one after another; each text is parsed and compiled once. */
export class EvalSession {
  readonly #options: EvalOptions;
  readonly #parsed = new Map<string, Parsed>();

  constructor(options: EvalOptions) {
    this.#options = options;
  }

  /**
   * Parses, type-checks and evaluates an expression in plain CEL. Variables are of type dyn: what they hold is known only when it runs.
   *
   * @throws AppError `eval_vars` for a mark that does not fit, with `typed`.
   */
  evaluate(text: string, vars: JsonObject): Answer {
    const parsed = this.#parse(text);
    if (parsed.expr === undefined) return { kind: "problems", problems: parsed.problems };
    const scope = emptyRecord<unknown>();
    const scopeTypes = emptyRecord<Type>();
    for (const [name, value] of Object.entries(vars)) {
      scope[name] = this.#options.typed ? fromTyped(value) : value;
      scopeTypes[name] = types.dyn;
    }
    const problems = checkExpr(parsed.expr, scopeTypes).problems.filter((problem) => problem.severity === "error");
    if (problems.length > 0) return { kind: "problems", problems };
    parsed.program ??= compileExpr(parsed.expr);
    try {
      return { kind: "value", value: parsed.program.evaluate(scope) };
    } catch (error) {
      if (!(error instanceof ExprError)) throw error;
      return { kind: "failed", code: error.code, message: error.message, span: error.span };
    }
  }

  /** A value as JSON text, its types marked when that was asked for. */
  format(value: CelValue): string {
    return this.#options.typed ? formatTyped(value) : formatJson(value);
  }

  /**
   * Answers a line of a batch.
   *
   * @param number Its number from 1, for what is wrong with the line itself.
   * @returns The answer's JSON text; undefined for an empty line.
   */
  answerLine(line: string, number: number): string | undefined {
    if (line.trim() === "") return undefined;
    let id: Json = null;
    try {
      const request = requestOf(line);
      id = request.id;
      const answer = this.evaluate(request.expr, request.vars);
      if (answer.kind === "value") return `{"id":${formatJson(id)},"value":${this.format(answer.value)}}`;
      const { code, message } = answer.kind === "failed" ? answer : firstOf(answer.problems);
      return errorLine(id, code, message);
    } catch (error) {
      if (!(error instanceof LineError) && !(error instanceof AppError)) throw error;
      return errorLine(
        error instanceof LineError ? error.id : id,
        error.code,
        error instanceof LineError ? `Line ${number}: ${error.message}` : error.message,
      );
    }
  }

  #parse(text: string): Parsed {
    const known = this.#parsed.get(text);
    if (known !== undefined) return known;
    const parsed: Parsed = { ...parseExpr(text), program: undefined };
    if (this.#parsed.size >= CACHED) this.#parsed.clear();
    this.#parsed.set(text, parsed);
    return parsed;
  }
}

/** What is wrong with a line as such. */
class LineError extends Error {
  readonly code = "eval_line";
  readonly id: Json;
  constructor(message: string, id: Json) {
    super(message);
    this.id = id;
  }
}

function requestOf(line: string): { readonly id: Json; readonly expr: string; readonly vars: JsonObject } {
  let request: Json;
  try {
    request = parseJsonExact(line);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new LineError(`not JSON: ${error.message}`, null);
    throw error;
  }
  if (!isObject(request)) throw new LineError("an object with `id`, `expr` and `vars` is expected", null);
  const id = request["id"] ?? null;
  const { expr, vars = null } = request;
  if (typeof expr !== "string") throw new LineError("`expr` has to be a text", id);
  if (vars !== null && !isObject(vars)) throw new LineError("`vars` has to be an object", id);
  return { id, expr, vars: vars ?? {} };
}

function firstOf(problems: readonly ExprProblem[]): { readonly code: Code; readonly message: string } {
  return problems[0] ?? { code: "expr_syntax", message: "The expression does not parse" };
}

function errorLine(id: Json, code: string, message: string): string {
  return `{"id":${formatJson(id)},"error":${JSON.stringify({ code, message })}}`;
}

/** Whether data is an object and no list. */
export function isObject(json: Json): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
