import { type Code, nearest, type Span } from "../../src/core/mod.ts";
import { operatorType } from "./check_operators.ts";
import { compileExpr } from "./compile/mod.ts";
import { TYPE_NAMES } from "./compile/access.ts";
import { resolveCall } from "./compile/calls.ts";
import { functionNames, type FunctionOverload, isNamespace, MACROS, overloadsOf } from "./functions/mod.ts";
import { ExprError, type ExprProblem } from "./problem.ts";
import { referencesOf } from "./references.ts";
import { OPERATOR_FUNCTIONS } from "./tokens.ts";
import type { CallExpr, Expr, IdentExpr, MacroExpr, SelectExpr } from "./tree.ts";
import { asMap, type Bindings, fits, FREE, join, substitute } from "./type_relations.ts";
import { formatType, type ScopeTypes, type Type, types } from "./types.ts";
import { CelObject, type CelValue, Kind, kindOf } from "./values.ts";

/** What a check may ask of an expression besides being right in itself. */
export interface CheckExprOptions {
  /** The type that the place wants; bool makes it a condition. */
  readonly expect?: Type;
}

/** What {@link checkExpr} found out. */
export interface CheckedExpr {
  /** The type of the value; dyn where it is not known. */
  readonly type: Type;
  /** What a condition always is, when it reads nothing. */
  readonly constant?: boolean;
  readonly problems: readonly ExprProblem[];
}

/**
 * Checks an expression against the variables in scope, and reports every mistake that is certain before anything runs. Where a type is not
 * known (dyn) everything is allowed. Numbers of different types may be compared, as they may when evaluated; a calculation with them is an
 * error.
 *
 * @param scope Each variable's type.
 * @returns The type and the problems, in the order of the text. Errors: `expr_unknown_variable`, `expr_unknown_field`,
 * `expr_unknown_function` (each with the nearest name as its hint), `expr_type`, `expr_never_equal`, `expr_condition`. Warnings: `expr_constant`, and what is
 * certain to fail when it is evaluated, under the code it then fails with.
 *
 * @example
 * ```ts
 * const { expr } = parseExpr("params.treshold > 1");
 * const scope = { params: types.record({ threshold: types.int }) };
 * if (expr) console.assert(checkExpr(expr, scope).problems[0]?.code === "expr_unknown_field");
 * ```
 */
export function checkExpr(expr: Expr, scope: ScopeTypes, options: CheckExprOptions = {}): CheckedExpr {
  const checker = new Checker(scope);
  const type = checker.check(expr, new Map());
  const { expect } = options;
  let constant: boolean | undefined;
  if (expect !== undefined && type !== BROKEN && !fits(type, expect, new Map())) {
    if (expect.kind === "bool") checker.note("expr_condition", `A condition must be a bool, this is ${described(type)}`, expr.span);
    else checker.note("expr_type", `Expected ${described(expect)}, found ${described(type)}`, expr.span);
  } else if (expect?.kind === "bool") constant = checker.constant(expr);
  const problems = [...checker.problems].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return { type: type === BROKEN ? types.dyn : type, problems, ...(constant === undefined ? {} : { constant }) };
}

/** The type of what has been reported already: dyn, so that nothing follows from it. */
const BROKEN: Type = { kind: "dyn" };

type Locals = ReadonlyMap<string, Type>;

function described(type: Type): string {
  return type.kind === "record" ? "a map" : formatType(type);
}

/** How many misspelt names get a hint, and how many calls of literals are tried out, in one expression: both take their time. */
const MOST_HINTS = 100;
const MOST_PROBES = 50;
const PROBE_COST = 20_000;

class Checker {
  readonly problems: ExprProblem[] = [];
  readonly #scope: ScopeTypes;
  #hints = 0;
  #probes = 0;

  constructor(scope: ScopeTypes) {
    this.#scope = scope;
  }

  note(code: Code, message: string, span: Span, hint?: string, severity: ExprProblem["severity"] = "error"): Type {
    this.problems.push({ code, severity, message, span, ...(hint === undefined ? {} : { hint }) });
    return BROKEN;
  }

  /** Warns of a condition without variables, and answers what it always is. */
  constant(expr: Expr): boolean | undefined {
    if (referencesOf(expr).length > 0 || this.problems.length > 0) return undefined;
    let value: CelValue;
    try {
      if (++this.#probes > MOST_PROBES) return undefined;
      value = compileExpr(expr).evaluate({}, { costLimit: PROBE_COST });
    } catch {
      return undefined;
    }
    if (typeof value !== "boolean") return undefined;
    this.note("expr_constant", `This condition is always ${value}`, expr.span, undefined, "warning");
    return value;
  }

  check(expr: Expr, locals: Locals): Type {
    switch (expr.kind) {
      case "literal":
        return literalType(expr.value);
      case "ident":
        return this.#ident(expr, locals);
      case "select":
        return this.#select(expr, locals);
      case "list":
        return types.list(this.#joined(expr.items, locals));
      case "map": {
        const key = this.#joined(expr.entries.map((entry) => entry.key), locals);
        return types.map(key, this.#joined(expr.entries.map((entry) => entry.value), locals));
      }
      case "macro":
        return this.#macro(expr, locals);
      case "call":
        return OPERATOR_FUNCTIONS.has(expr.name) ? this.#operator(expr, locals) : this.#call(expr, locals);
    }
  }

  #joined(items: readonly Expr[], locals: Locals): Type {
    const all = items.map((item) => this.check(item, locals));
    return all.length === 0 ? FREE : all.reduce(join);
  }

  #ident(expr: IdentExpr, locals: Locals): Type {
    const { name } = expr;
    const local = expr.absolute ? undefined : locals.get(name);
    if (local !== undefined) return local;
    if (Object.hasOwn(this.#scope, name)) return this.#scope[name] ?? types.dyn;
    if (TYPE_NAMES.has(name)) return types.type;
    const near = this.#nearest(name, () => [...locals.keys(), ...Object.keys(this.#scope)]);
    const hint = near !== undefined ? `Did you mean '${near}'?` : overloadsOf(name).length > 0 ? `${name}() is a function` : undefined;
    return this.note("expr_unknown_variable", `There is no variable '${name}'`, expr.span, hint);
  }

  #nearest(name: string, candidates: () => Iterable<string>): string | undefined {
    return ++this.#hints > MOST_HINTS ? undefined : nearest(name, candidates());
  }

  #select(expr: SelectExpr, locals: Locals): Type {
    const named = this.#dotted(expr, locals);
    const type = named ?? this.#field(expr, this.check(expr.operand, locals));
    return expr.test ? types.bool : type;
  }

  /** A variable whose name has dots, the longest that fits, or a type such as `google.protobuf.Duration`. */
  #dotted(expr: SelectExpr, locals: Locals): Type | undefined {
    const path: string[] = [];
    let at: Expr = expr;
    for (; at.kind === "select"; at = at.operand) path.unshift(at.field);
    if (at.kind !== "ident" || locals.has(at.name) || Object.hasOwn(this.#scope, at.name)) return undefined;
    const name = [at.name, ...path].join(".");
    if (Object.hasOwn(this.#scope, name)) return this.#scope[name];
    return TYPE_NAMES.has(name) ? types.type : undefined;
  }

  #field(expr: SelectExpr, operand: Type): Type {
    const { field, fieldSpan } = expr;
    if (operand.kind === "dyn") return operand;
    if (operand.kind === "map") return operand.value;
    if (operand.kind === "record") {
      if (Object.hasOwn(operand.fields, field)) return operand.fields[field] ?? types.dyn;
      if (operand.open) return types.dyn;
      return this.note("expr_unknown_field", `There is no field '${field}'`, fieldSpan, this.#fieldHint(field, operand.fields));
    }
    const isMethod = overloadsOf(field).some((overload) => overload.method);
    return this.note(
      "expr_type",
      `${described(operand)} has no fields`,
      fieldSpan,
      isMethod ? `Call the function: ${field}(…)` : undefined,
    );
  }

  #fieldHint(field: string, fields: ScopeTypes): string | undefined {
    const names = Object.keys(fields);
    const near = this.#nearest(field, () => names);
    if (near === undefined) {
      return names.length > 0 && names.length <= 8 ? `There is ${names.map((name) => `'${name}'`).join(", ")}` : undefined;
    }
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(near) ? `Did you mean '${near}'?` : `Did you mean ["${near}"]?`;
  }

  #operator(expr: CallExpr, locals: Locals): Type {
    const operands = expr.args.map((arg) => this.check(arg, locals));
    if (expr.name === "_?_:_" && expr.args[0] !== undefined) this.constant(expr.args[0]);
    const [container, index] = operands;
    const key = expr.args[1];
    if (expr.name === "_[_]" && container?.kind === "record" && index?.kind === "string" && key !== undefined) {
      if (key.kind !== "literal" || typeof key.value !== "string") return types.dyn;
      if (Object.hasOwn(container.fields, key.value)) return container.fields[key.value] ?? types.dyn;
      if (container.open) return types.dyn;
      const hint = this.#fieldHint(key.value, container.fields);
      return this.note("expr_unknown_field", `There is no field '${key.value.slice(0, 60)}'`, key.span, hint);
    }
    const type = operatorType(expr.name, operands);
    if (type !== undefined) {
      this.#certain(expr);
      return operands.includes(BROKEN) && type.kind === "dyn" ? BROKEN : type;
    }
    const shown = operands.map(described);
    const code = EQUALITY.test(expr.name) ? "expr_never_equal" : "expr_type";
    return this.note(code, operatorMessage(expr.name, shown), expr.span, operatorHint(expr.name, operands));
  }

  #call(expr: CallExpr, locals: Locals): Type {
    const resolved = resolveCall(expr, (name) => locals.has(name));
    const { target } = expr;
    const isQualified = target?.kind === "ident" && isNamespace(target.name) && !locals.has(target.name) &&
      !Object.hasOwn(this.#scope, target.name);
    if (isQualified && resolved.overloads.length === 0) return this.#noFunction(expr, expr.args.length);
    const args = resolved.args.map((arg) => this.check(arg, locals));
    if (resolved.overloads.length === 0) return this.#noFunction(expr, args.length);
    const results: Type[] = [];
    for (const overload of resolved.overloads) {
      const bindings: Bindings = new Map();
      if (args.every((arg, at) => fits(arg, paramOf(overload, at), bindings))) results.push(substitute(overload.result, bindings));
    }
    const [first, ...rest] = results;
    if (first === undefined) {
      const taken = resolved.overloads.slice(0, 6).map((overload) => `(${overload.params.map(formatType).join(", ")})`);
      const message = `${resolved.name}() does not take (${args.map(described).join(", ")})`;
      return this.note("expr_type", message, expr.span, `It takes ${[...new Set(taken)].join(" or ")}`);
    }
    this.#certain(expr);
    // Without a dyn among the arguments the first signature that fits is the one.
    return args.some((arg) => arg.kind === "dyn" || arg.kind === "number") ? rest.reduce(join, first) : first;
  }

  #noFunction(expr: CallExpr, count: number): Type {
    const { name, nameSpan, target } = expr;
    const written = target?.kind === "ident" && isNamespace(target.name) ? `${target.name}.${name}` : name;
    const known = overloadsOf(written);
    if (known.length === 0) {
      const near = this.#nearest(written, () => [...functionNames(), ...MACRO_NAMES]);
      return this.note(
        "expr_unknown_function",
        `There is no function '${written}'`,
        nameSpan,
        near === undefined ? undefined : `Did you mean '${near}'?`,
      );
    }
    const isMethod = target !== undefined && written === name;
    const sameForm = known.filter((overload) => overload.method === isMethod);
    if (sameForm.length === 0) {
      const takesNone = known.some((overload) => overload.params.length === 0);
      const hint = target === undefined ? `Write x.${name}(…)` : takesNone ? `Write ${name}()` : `Write ${name}(x, …)`;
      return this.note("expr_type", `${name}() is not called like this`, nameSpan, hint);
    }
    const counts = [...new Set(sameForm.map((overload) => overload.params.length - Number(overload.method)))].sort();
    const given = count - Number(isMethod);
    return this.note(
      "expr_type",
      `${name}() takes ${counts.join(" or ")} ${counts.at(-1) === 1 ? "argument" : "arguments"}, found ${given}`,
      expr.span,
    );
  }

  /** Warns of a call of literals that fails whenever it is evaluated, such as a bad pattern. */
  #certain(expr: CallExpr): void {
    const operands = expr.target === undefined ? expr.args : [expr.target, ...expr.args];
    const pattern = expr.name === "matches" ? operands.at(-1) : undefined;
    if (pattern?.kind !== "literal" && !operands.every((operand) => operand.kind === "literal")) return;
    const probe: CallExpr = pattern === undefined ? expr : { ...expr, target: { ...pattern, kind: "literal", value: "" }, args: [pattern] };
    if (++this.#probes > MOST_PROBES) return;
    try {
      compileExpr(probe).evaluate({}, { costLimit: PROBE_COST });
    } catch (thrown) {
      if (thrown instanceof ExprError && CERTAIN.has(thrown.code)) {
        this.note(thrown.code, thrown.message, pattern?.span ?? expr.span, undefined, "warning");
      }
    }
  }

  #macro(expr: MacroExpr, locals: Locals): Type {
    const range = this.check(expr.range, locals);
    const [first, second] = expr.vars;
    if (first === undefined) return BROKEN;
    const inner = new Map(locals);
    const map = asMap(range);
    if (expr.name === "bind") {
      inner.set(first.name, range);
    } else if (range.kind !== "dyn" && range.kind !== "list" && map === undefined) {
      return this.note("expr_type", `${expr.name}() runs over a list or a map, not ${described(range)}`, expr.range.span);
    } else {
      const item = range.kind === "list" ? range.item : map?.value ?? types.dyn;
      const key = range.kind === "list" ? types.int : map?.key ?? types.dyn;
      if (second === undefined) inner.set(first.name, range.kind === "list" ? item : key);
      else inner.set(first.name, key).set(second.name, item);
    }
    const results = expr.args.map((arg) => this.check(arg, inner));
    const result = results.at(-1) ?? BROKEN;
    const isCondition = CONDITIONS.has(expr.name);
    expr.args.forEach((arg, at) => {
      const type = results[at] ?? BROKEN;
      if (!isCondition && at === results.length - 1 || type.kind === "dyn" || type.kind === "bool") return;
      this.note("expr_condition", `${expr.name}() takes a condition, this is ${described(type)}`, arg.span);
    });
    switch (expr.name) {
      case "bind":
        return result;
      case "filter":
        return range.kind === "list" ? range : types.list(map?.key ?? types.dyn);
      case "map":
      case "transformList":
        return types.list(result);
      case "transformMap":
        return types.map(range.kind === "list" ? types.int : map?.key ?? types.dyn, result);
      default:
        return types.bool;
    }
  }
}

const CONDITIONS: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "filter"]);
const MACRO_NAMES: readonly string[] = [...MACROS.map((row) => row.name), "existsOne"];
const CERTAIN: ReadonlySet<Code> = new Set<Code>([
  "expr_bad_pattern",
  "expr_conversion",
  "expr_divide_by_zero",
  "expr_overflow",
  "expr_argument",
]);

function paramOf(overload: FunctionOverload, at: number): Type {
  return overload.params[Math.min(at, overload.params.length - 1)] ?? types.dyn;
}

const EQUALITY = /^_[=!]=_$/;
const CALCULATES = /^_[-+*/%]_$/;

function operatorMessage(name: string, shown: readonly string[]): string {
  const symbol = name.replace(/[_@]/g, "");
  const [a = "", b = ""] = shown;
  if (name === "_[_]") return `${a} cannot be indexed with ${b}`;
  if (EQUALITY.test(name)) return `${a} and ${b} are never equal`;
  if (name === "_?_:_") return `'?' needs a bool before it, found ${a}`;
  return shown.length === 1 ? `'${symbol}' does not take ${a}` : `'${symbol}' does not take ${a} and ${b}`;
}

function operatorHint(name: string, [a, b]: readonly Type[]): string | undefined {
  if (!CALCULATES.test(name) || a === undefined || b === undefined) return undefined;
  if (a.kind === "string" || b.kind === "string") return "string(x) makes a text of a number";
  return a.kind === "double" || b.kind === "double" ? "double(x) makes a double of an integer" : undefined;
}

function literalType(value: CelValue): Type {
  switch (kindOf(value)) {
    case Kind.null:
      return types.null;
    case Kind.bool:
      return types.bool;
    case Kind.int:
      return types.int;
    case Kind.double:
      return types.double;
    case Kind.string:
      return types.string;
    case Kind.bytes:
      return types.bytes;
    default:
      return value instanceof CelObject ? types.uint : types.dyn;
  }
}
