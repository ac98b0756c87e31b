import { AppError, type Code, emptyRecord, type Span } from "../core/mod.ts";
import {
  type CelValue,
  checkExpr,
  compileExpr,
  ExprError,
  type ExprProblem,
  formatJson,
  formatTyped,
  fromTyped,
  JsonSyntaxError,
  type ParsedExpr,
  parseExpr,
  parseJsonExact,
  type Program,
  type Type,
  types,
} from "../../dsl/expr/mod.ts";

/** What became of one expression. */
export type Answer =
  | { readonly kind: "value"; readonly text: string }
  /** It does not parse or type-check. */
  | { readonly kind: "problems"; readonly problems: readonly ExprProblem[] }
  | { readonly kind: "failed"; readonly code: Code; readonly message: string; readonly span: Span };

/** Variables by their names. */
export type Variables = Readonly<Record<string, CelValue>>;

/** How values are read and written. */
export interface EvalOptions {
  /** Whether types are marked in variables and in the value. */
  readonly typed: boolean;
}

interface Parsed extends ParsedExpr {
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
   * Parses, type-checks and evaluates an expression. Variables are of type dyn: what they hold is known only when it runs.
   *
   * @param write Makes the text of the value; default {@link EvalSession.format}.
   * @throws AppError `eval_vars` for a mark that does not fit, with `typed`.
   */
  evaluate(text: string, vars: Variables, write = (value: CelValue) => this.format(value)): Answer {
    return this.#answer(text, vars, write, () => false);
  }

  /** A value as JSON text, its types marked when that was asked for. */
  format(value: CelValue): string {
    return this.#options.typed ? formatTyped(value) : formatJson(value);
  }

  /**
   * Answers a line of a batch. Each line brings variables of its own, so here the evaluation has the last word: what the checker finds wrong
   * counts only when there is no value, as with `x || true` without an `x`; but for a comparison that can never be true.
   *
   * @param number Its number from 1, for what is wrong with the line itself.
   * @returns The answer's JSON text; undefined for an empty line.
   */
  answerLine(line: string, number: number): string | undefined {
    if (line.trim() === "") return undefined;
    let id: CelValue = null;
    try {
      const request = requestOf(line, this.#options.typed);
      id = request.id;
      const answer = this.#answer(request.expr, request.vars, (value) => this.format(value), (code) => code !== "expr_never_equal");
      if (answer.kind === "value") return `{"id":${formatJson(id)},"value":${answer.text}}`;
      const { code, message } = answer.kind === "failed" ? answer : firstOf(answer.problems);
      return errorLine(id, code, message);
    } catch (error) {
      if (error instanceof LineError) return errorLine(error.id, error.code, `Line ${number}: ${error.message}`);
      if (error instanceof AppError) return errorLine(id, error.code, error.message);
      throw error;
    }
  }

  #answer(text: string, vars: Variables, write: (value: CelValue) => string, isDoubtful: (code: Code) => boolean): Answer {
    const parsed = this.#parse(text);
    if (parsed.expr === undefined) return { kind: "problems", problems: parsed.problems };
    const scope = emptyRecord<CelValue>();
    const scopeTypes = emptyRecord<Type>();
    for (const [name, value] of Object.entries(vars)) {
      scope[name] = this.#options.typed ? typedVariable(name, value) : value;
      scopeTypes[name] = types.dyn;
    }
    const problems = checkExpr(parsed.expr, scopeTypes).problems.filter((problem) => problem.severity === "error");
    if (!problems.every((problem) => isDoubtful(problem.code))) return { kind: "problems", problems };
    parsed.program ??= compileExpr(parsed.expr);
    try {
      return { kind: "value", text: write(parsed.program.evaluate(scope)) };
    } catch (error) {
      if (!(error instanceof ExprError)) throw error;
      if (problems.length > 0) return { kind: "problems", problems };
      // A value that cannot be written has no place of its own.
      const span = error.span.end > 0 ? error.span : parsed.expr.span;
      return { kind: "failed", code: error.code, message: error.message, span };
    }
  }

  #parse(text: string): Parsed {
    const known = this.#parsed.get(text);
    if (known !== undefined) return known;
    const parsed: Parsed = { ...parseExpr(text, { sugar: true }), program: undefined };
    if (this.#parsed.size >= CACHED) this.#parsed.clear();
    this.#parsed.set(text, parsed);
    return parsed;
  }
}

function typedVariable(name: string, value: CelValue): CelValue {
  try {
    return fromTyped(value);
  } catch (cause) {
    if (!(cause instanceof ExprError)) throw cause;
    throw new AppError("eval_vars", `The variable "${name.slice(0, 60)}" cannot be read: ${cause.message}`, { cause });
  }
}

/** What is wrong with a line as such. */
class LineError extends Error {
  readonly code = "eval_line";
  readonly id: CelValue;
  constructor(message: string, id: CelValue) {
    super(message);
    this.id = id;
  }
}

function requestOf(line: string, wide: boolean): { readonly id: CelValue; readonly expr: string; readonly vars: Variables } {
  let request: CelValue;
  try {
    request = parseJsonExact(line, { wide });
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

/** The answer to a line that has no value. */
export function errorLine(id: CelValue, code: Code, message: string): string {
  return `{"id":${formatJson(id)},"error":${JSON.stringify({ code, message })}}`;
}

/** Whether data that was read is an object and no list. */
export function isObject(value: CelValue): value is Variables {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === null;
}
