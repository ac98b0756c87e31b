import { AppError, type Json, type JsonObject, nearest } from "../../core/mod.ts";
import type { Assignment } from "./parse_assignment.ts";

/** One operation of a JSON Patch (RFC 6902). */
export interface PatchOperation {
  readonly op: "add" | "replace" | "remove";
  readonly path: string;
  readonly value?: Json;
}

/**
 * The JSON Patch that carries out assignments, one after the other. An element of a list is named by its `id` or its number, `-` adds one at
 * the end; objects on the way that are not there are made.
 *
 * @param document What the patch is for.
 * @throws AppError `patch_conflict` for a path that leads nowhere in this document.
 */
export function assignmentOperations(document: Json, assignments: readonly Assignment[]): readonly PatchOperation[] {
  let now = document;
  return assignments.flatMap((assignment) => {
    const { value, operation } = assign(now, assignment.path, [], assignment);
    now = value;
    return operation === undefined ? [] : [operation];
  });
}

/** What became of a value, and the operation that does it; none when there was nothing to remove. */
interface Assigned {
  readonly value: Json;
  readonly operation?: PatchOperation;
}

function assign(node: Json, path: readonly string[], done: readonly string[], assignment: Assignment): Assigned {
  const [key = "", ...rest] = path;
  if (Array.isArray(node)) return inList(node, key, rest, done, assignment);
  if (isObject(node)) return inObject(node, key, rest, done, assignment);
  throw new AppError("patch_conflict", `--set "${assignment.text}": ${shown(done)} is ${kindOf(node)} and has no "${key}"`);
}

function inObject(node: JsonObject, key: string, rest: readonly string[], done: readonly string[], assignment: Assignment): Assigned {
  const here = [...done, key];
  const isThere = Object.hasOwn(node, key);
  if (rest.length > 0 && isThere && node[key] !== null) {
    const { value, ...more } = assign(node[key] ?? null, rest, here, assignment);
    return { value: withKey(node, key, value), ...more };
  }
  if (assignment.value === null) {
    if (!isThere || rest.length > 0) return { value: node };
    return { value: withKey(node, key, undefined), operation: { op: "remove", path: pointer(here) } };
  }
  const value = nested(rest, assignment);
  return { value: withKey(node, key, value), operation: { op: isThere ? "replace" : "add", path: pointer(here), value } };
}

function inList(node: readonly Json[], key: string, rest: readonly string[], done: readonly string[], assignment: Assignment): Assigned {
  if (key === "-") {
    if (assignment.value === null) {
      throw new AppError("patch_conflict", `--set "${assignment.text}": there is nothing to remove at the end`);
    }
    const value = nested(rest, assignment);
    return { value: [...node, value], operation: { op: "add", path: pointer([...done, "-"]), value } };
  }
  const index = indexOf(node, key);
  if (index === undefined) throw noElement(node, key, done, assignment);
  const here = [...done, String(index)];
  if (rest.length > 0) {
    const { value, ...more } = assign(node[index] ?? null, rest, here, assignment);
    return { value: node.with(index, value), ...more };
  }
  const { value } = assignment;
  if (value === null) return { value: node.toSpliced(index, 1), operation: { op: "remove", path: pointer(here) } };
  return { value: node.with(index, value), operation: { op: "replace", path: pointer(here), value } };
}

/** An element's `id` counts before its number. */
function indexOf(list: readonly Json[], key: string): number | undefined {
  const byId = list.findIndex((item) => isObject(item) && item.id === key);
  if (byId >= 0) return byId;
  return /^(?:0|[1-9]\d{0,8})$/.test(key) && Number(key) < list.length ? Number(key) : undefined;
}

function noElement(list: readonly Json[], key: string, done: readonly string[], { text }: Assignment): AppError {
  const ids = list.flatMap((item) => isObject(item) && typeof item.id === "string" ? [item.id] : []);
  const near = nearest(key, ids);
  const hint = near === undefined
    ? `It has ${list.length} elements${ids.length === 0 ? "" : `: ${ids.slice(0, 10).join(", ")}`}`
    : `Did you mean "${near}"?`;
  return new AppError("patch_conflict", `--set "${text}": ${shown(done)} has no element "${key}"`, { hint });
}

/** The value inside the objects that are to be made around it. */
function nested(rest: readonly string[], { value, text }: Assignment): Json {
  return rest.reduceRight<Json>((inner, key) => {
    if (key === "-") return [inner];
    if (/^\d+$/.test(key)) throw new AppError("patch_conflict", `--set "${text}": there is no list that could have an element ${key}`);
    return Object.assign(Object.create(null), { [key]: inner });
  }, value);
}

function withKey(node: JsonObject, key: string, value: Json | undefined): JsonObject {
  const copy: Record<string, Json> = Object.assign(Object.create(null), node);
  if (value === undefined) delete copy[key];
  else copy[key] = value;
  return copy;
}

function pointer(path: readonly string[]): string {
  return path.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function shown(path: readonly string[]): string {
  return path.length === 0 ? "the document" : path.join(".");
}

function kindOf(value: Json): string {
  return value === null ? "empty" : typeof value === "string" ? "a text" : typeof value === "boolean" ? "a boolean" : "a number";
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
