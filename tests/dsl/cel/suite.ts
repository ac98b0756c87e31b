import { tests } from "@bufbuild/cel-spec/testdata/conformance.js";
import { CelMap, CelTypeValue, CelUint, type CelValue, parseJsonExact, type Type, types } from "../../../dsl/expr/mod.ts";
import { double, int } from "../../../dsl/expr/values.ts";
import { parseDuration, parseTimestamp } from "../../../dsl/expr/time.ts";

/** A case of cel-spec's simple tests, in the JSON form of its message. */
export interface SpecCase {
  readonly file: string;
  readonly group: string;
  readonly name: string;
  readonly expr: string;
  readonly disableCheck: boolean;
  readonly checkOnly: boolean;
  readonly bindings: Readonly<Record<string, CelValue>>;
  readonly scope: Readonly<Record<string, Type>>;
  /** What it must evaluate to; undefined when it must fail. */
  readonly expected: CelValue | undefined;
  /** The type that the reference implementation deduces, as text. */
  readonly type: string | undefined;
  /** The tree of the reference implementation, macros expanded, as text. */
  readonly ast: string | undefined;
}

type Raw = Record<string, unknown>;

/** Why a case is left out, or undefined when it is run. */
export function exclusionOf(file: string, group: string, raw: Raw): string | undefined {
  const text = JSON.stringify(raw);
  const [, reason] = FILES.find(([name]) => name === file) ?? [];
  if (reason !== undefined) return reason;
  if (/objectValue|enumValue|messageType|TestAllTypes|NestedTestAllTypes|GlobalEnum|"wrapper"|wellKnown":"ANY/.test(text)) {
    return "needs protobuf messages";
  }
  if (/google\.protobuf\.(?!Timestamp|Duration)/.test(raw["expr"] as string)) return "needs protobuf messages";
  if (/optional(?:_type|\.)|\?\w|\[\?|\{\?/.test(raw["expr"] as string) && group !== "conditional" && /optional/.test(text)) {
    return "optionals are not part of the language";
  }
  if (raw["container"] !== undefined) return "there are no containers: a pipeline has one flat scope";
  if (/"function"/.test(text)) return "declares functions of its own";
  return undefined;
}

const FILES: readonly (readonly [string, string])[] = [
  ["proto2", "needs protobuf messages"],
  ["proto2_ext", "needs protobuf messages"],
  ["proto3", "needs protobuf messages"],
  ["enums", "needs protobuf messages"],
  ["dynamic", "needs protobuf messages"],
  ["wrappers", "needs protobuf messages"],
  ["optionals", "optionals are not part of the language"],
  ["block_ext", "cel.block is for optimisers, not for people"],
];

/** Every case with its reason to be left out, in order. */
export function specCases(): { readonly case: SpecCase; readonly excluded: string | undefined }[] {
  const all = [];
  for (const suite of tests.suites ?? []) {
    for (const group of suite.suites ?? []) {
      for (const test of group.tests ?? []) {
        const raw = test.original as unknown as Raw;
        const excluded = exclusionOf(suite.name, group.name, raw);
        all.push({ excluded, case: caseOf(suite.name, group.name, raw, test.type, test.ast, excluded === undefined) });
      }
    }
  }
  return all;
}

function caseOf(file: string, group: string, raw: Raw, type: string | undefined, ast: string | undefined, run: boolean): SpecCase {
  const bindings: Record<string, CelValue> = Object.create(null);
  const scope: Record<string, Type> = Object.create(null);
  if (run) {
    for (const [name, value] of Object.entries((raw["bindings"] ?? {}) as Record<string, Raw>)) {
      bindings[name] = valueOf(value["value"] as Raw);
    }
    for (const declared of (raw["typeEnv"] ?? []) as Raw[]) {
      scope[declared["name"] as string] = typeOf(((declared["ident"] ?? {}) as Raw)["type"] as Raw);
    }
  }
  const typed = raw["typedResult"] as Raw | undefined;
  const value = (raw["value"] ?? typed?.["result"]) as Raw | undefined;
  const fails = raw["evalError"] !== undefined;
  return {
    file,
    group,
    name: raw["name"] as string,
    expr: raw["expr"] as string,
    disableCheck: raw["disableCheck"] === true,
    checkOnly: raw["checkOnly"] === true,
    bindings,
    scope,
    expected: fails || !run ? undefined : value === undefined ? true : valueOf(value),
    type,
    ast,
  };
}

/** A `cel.expr.Value` in JSON as a value. */
export function valueOf(raw: Raw): CelValue {
  const [[kind, content] = ["nullValue", null]] = Object.entries(raw);
  switch (kind) {
    case "nullValue":
      return null;
    case "boolValue":
    case "stringValue":
      return content as boolean | string;
    case "int64Value":
      return int(BigInt(content as string));
    case "uint64Value":
      return new CelUint(BigInt(content as string));
    case "doubleValue":
      return double(Number(content));
    case "bytesValue":
      return Uint8Array.from(atob(content as string), (unit) => unit.charCodeAt(0));
    case "typeValue":
      return new CelTypeValue(content as string);
    case "listValue":
      return (((content as Raw)["values"] ?? []) as Raw[]).map(valueOf);
    case "mapValue": {
      const map = new CelMap();
      for (const entry of ((content as Raw)["entries"] ?? []) as Raw[]) {
        map.set(valueOf(entry["key"] as Raw) as string, valueOf(entry["value"] as Raw));
      }
      return map;
    }
    case "objectValue":
      return wellKnown(content as Raw);
    default:
      throw new TypeError(`No value: ${JSON.stringify(raw)}`);
  }
}

function wellKnown(content: Raw): CelValue {
  const type = String(content["@type"]);
  if (type.endsWith("Timestamp")) return parseTimestamp(content["value"] as string);
  if (type.endsWith("Duration")) return parseDuration(content["value"] as string);
  throw new TypeError(`No message: ${type}`);
}

function typeOf(raw: Raw | undefined): Type {
  const [[kind, content] = ["dyn", {}]] = Object.entries(raw ?? {});
  const inner = content as Raw;
  switch (kind) {
    case "primitive":
      return { kind: String(content).toLowerCase().replace("64", "") } as Type;
    case "wellKnown":
      return { kind: String(content).toLowerCase() } as Type;
    case "listType":
      return types.list(typeOf(inner["elemType"] as Raw));
    case "mapType":
      return types.map(typeOf(inner["keyType"] as Raw), typeOf(inner["valueType"] as Raw));
    case "null":
      return types.null;
    case "type":
      return types.type;
    default:
      return types.dyn;
  }
}

/** A value as text by which equal values of equal types are equal: maps in the order of their keys. */
export function canonical(typedJson: string): string {
  const sort = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sort);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, item]) => [key, sort(item)] as const);
    if (entries.length === 1 && entries[0]?.[0] === "$map") {
      const pairs = (entries[0][1] as unknown[]).map((pair) => text(pair)).sort();
      return { $map: pairs };
    }
    return Object.fromEntries(entries.sort((a, b) => (a[0] < b[0] ? -1 : 1)));
  };
  const text = (value: unknown): string => JSON.stringify(value, (_key, item) => typeof item === "bigint" ? `${item}n` : item);
  return text(sort(parseJsonExact(typedJson.replace(/\{"\$double":(-?\d+)\.0\}/g, '{"$double":"$1"}'))));
}
