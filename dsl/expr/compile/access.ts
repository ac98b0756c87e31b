import type { Span } from "../../../src/core/mod.ts";
import { asKey, mapGet, type MapValue } from "../compare.ts";
import { toNumber } from "../arithmetic.ts";
import { Failure } from "../problem.ts";
import type { CallExpr, Expr, IdentExpr, SelectExpr } from "../tree.ts";
import { CelMap, CelTypeValue, type CelValue, isPlain, Kind, kindOf, typeNameOf } from "../values.ts";
import type { Compiling, Eval, Frame } from "./frame.ts";

/** A variable. */
export function compileIdent(expr: IdentExpr, compiling: Compiling): Eval {
  const slot = expr.absolute ? undefined : compiling.slotOf(expr.name);
  if (slot !== undefined) return (frame) => frame.slots[slot] as CelValue;
  return compilePath(expr, [expr.name], [expr.span]);
}

/** `operand.field`, or whether it exists. */
export function compileSelect(expr: SelectExpr, compiling: Compiling): Eval {
  const { field, fieldSpan, span } = expr;
  if (expr.test) return compileHas(expr, compiling);
  const path: string[] = [];
  const spans: Span[] = [];
  let at: Expr = expr;
  for (; at.kind === "select" && !at.test; at = at.operand) {
    path.unshift(at.field);
    spans.unshift(at.fieldSpan);
  }
  if (at.kind === "ident" && (at.absolute || compiling.slotOf(at.name) === undefined)) {
    return compilePath(expr, [at.name, ...path], [at.span, ...spans]);
  }
  const operand = compiling.compile(expr.operand);
  const inherited = field in Object.prototype;
  return (frame) => {
    const value = fieldOf(operand(frame), field, inherited, span);
    if (value === undefined) throw noSuchKey(field, fieldSpan);
    return value;
  };
}

/** A variable and fields of it: the commonest expression of all, in one closure. */
function compilePath(expr: Expr, path: readonly string[], spans: readonly Span[]): Eval {
  const { span } = expr;
  const [root = "", field = ""] = path;
  // Names that objects which are no maps have, or seem to have (`constructor`, `length`), take the way that looks at each object first.
  if (path.some(isHazard)) return (frame) => walk(frame, path, spans, span);
  if (path.length === 1) {
    return (frame) => {
      const value = frame.scope[root];
      return value === undefined || typeof value === "function" ? walk(frame, path, spans, span) : value as CelValue;
    };
  }
  if (path.length === 2) {
    return (frame) => {
      const value = child(frame.scope[root], field);
      return value === undefined || typeof value === "function" ? walk(frame, path, spans, span) : value as CelValue;
    };
  }
  const [, , third = "", fourth = ""] = path;
  const { length } = path;
  return (frame) => {
    let value = child(child(frame.scope[root], field), third);
    if (length > 3) value = child(value, fourth);
    for (let at = 4; at < length; at++) value = child(value, path[at] as string);
    return value === undefined || typeof value === "function" ? walk(frame, path, spans, span) : value as CelValue;
  };
}

/** A field that only a plain object can have; undefined when it has none or is something else. */
function child(value: unknown, field: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[field] : undefined;
}

/** Data that objects have which are no maps: lists, bytes, collections of the host, and the classes of values. */
const HAZARDS: ReadonlySet<string> = new Set([
  "length",
  "size",
  "buffer",
  "byteLength",
  "byteOffset",
  "value",
  "seconds",
  "nanos",
  "typeName",
]);

/** Whether something that is no map may have data under this name. Functions are refused by what they are. */
function isHazard(name: string): boolean {
  return HAZARDS.has(name) || name in Object.prototype;
}

/** The same for whatever is not a plain object with the field at every step. */
function walk(frame: Frame, path: readonly string[], spans: readonly Span[], span: Span): CelValue {
  const root = path[0] as string;
  const variable = Object.hasOwn(frame.scope, root) ? frame.scope[root] : undefined;
  if (variable === undefined) return dotted(frame, path, spans, span);
  let value = admitted(variable as CelValue, span);
  for (let at = 1; at < path.length; at++) {
    const field = path[at] as string;
    const next = fieldOf(value, field, true, span);
    if (next === undefined) throw noSuchKey(field, spans[at] ?? span);
    value = admitted(next, span);
  }
  return value;
}

/** Functions and symbols of the host are no data, wherever they come from. */
function admitted(value: CelValue, span: Span): CelValue {
  if (typeof value === "function" || typeof value === "symbol") {
    throw new Failure("expr_host_value", "The variable holds something that is no data", span);
  }
  return value;
}

/** The field of a map, or undefined when it has none. `inherited` says that plain objects seem to have a field of that name. */
function fieldOf(operand: CelValue, field: string, inherited: boolean, span: Span): CelValue | undefined {
  if (typeof operand === "object" && operand !== null) {
    if (isPlain(operand)) {
      return inherited && !Object.hasOwn(operand, field) ? undefined : operand[field] as CelValue | undefined;
    }
    if (operand instanceof CelMap) return operand.get(field);
  }
  throw new Failure("expr_no_such_overload", `${typeNameOf(operand)} has no fields; '${field}' was asked for`, span);
}

function noSuchKey(field: string, span: Span): Failure {
  return new Failure("expr_no_such_key", `No such key: ${shown(field)}`, span);
}

function shown(key: string): string {
  return key.length > 60 ? `${key.slice(0, 60)}…` : key;
}

/** A variable whose name has dots (`"request.auth"`), the longest that fits, or a type such as `google.protobuf.Duration`. */
function dotted(frame: Frame, path: readonly string[], spans: readonly Span[], span: Span): CelValue {
  const { scope } = frame;
  for (let count = path.length; count > 1; count--) {
    const name = path.slice(0, count).join(".");
    if (!Object.hasOwn(scope, name)) continue;
    let value = scope[name] as CelValue;
    for (let at = count; at < path.length; at++) {
      const next = fieldOf(value, path[at] ?? "", true, span);
      if (next === undefined) throw noSuchKey(path[at] ?? "", spans[at] ?? span);
      value = next;
    }
    return value;
  }
  const type = TYPES.get(path.join("."));
  if (type !== undefined) return type;
  throw new Failure("expr_no_such_variable", `The variable '${shown(path[0] ?? "")}' has no value`, spans[0] ?? span);
}

const TYPES: ReadonlyMap<string, CelTypeValue> = new Map(
  [
    "bool",
    "int",
    "uint",
    "double",
    "string",
    "bytes",
    "list",
    "map",
    "null_type",
    "type",
    "google.protobuf.Timestamp",
    "google.protobuf.Duration",
  ].map((name) => [name, new CelTypeValue(name)]),
);

/** The names that stand for types when no variable is called so. */
export const TYPE_NAMES: ReadonlySet<string> = new Set(TYPES.keys());

function compileHas(expr: SelectExpr, compiling: Compiling): Eval {
  const { field, span } = expr;
  const operand = compiling.compile(expr.operand);
  return (frame) => fieldOf(operand(frame), field, true, span) !== undefined;
}

/** `operand[index]`. */
export function compileIndex(expr: CallExpr, operand: Eval, index: Eval): Eval {
  const { span } = expr;
  return (frame) => {
    const container = operand(frame);
    const at = index(frame);
    if (Array.isArray(container)) return itemOf(container, at, span);
    if (kindOf(container) !== Kind.map) {
      throw new Failure("expr_no_such_overload", `No such overload: ${typeNameOf(container)} cannot be indexed`, span);
    }
    if (typeof at === "string") {
      const value = mapGet(container as MapValue, at);
      if (value === undefined) throw noSuchKey(at, expr.args[1]?.span ?? span);
      return value;
    }
    if (kindOf(at) !== Kind.double && asKey(at) === undefined) {
      throw new Failure("expr_no_such_overload", `No such overload: ${typeNameOf(at)} is no key of a map (unsupported key type)`, span);
    }
    const value = mapGet(container as MapValue, at);
    if (value === undefined) throw noSuchKey(String(typeof at === "object" ? toNumber(at) : at), expr.args[1]?.span ?? span);
    return value;
  };
}

function itemOf(list: readonly CelValue[], index: CelValue, span: Span): CelValue {
  const kind = kindOf(index);
  const number = (kind & (Kind.int | Kind.uint | Kind.double)) === 0 ? NaN : toNumber(index);
  if (!Number.isInteger(number)) {
    throw new Failure("expr_no_such_overload", `No such overload: ${typeNameOf(index)} is no index of a list (invalid_argument)`, span);
  }
  const item = list[number];
  if (item === undefined) {
    throw new Failure("expr_index", `The index ${number} is outside a list of ${list.length} (index out of range)`, span);
  }
  return item;
}
