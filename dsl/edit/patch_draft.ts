import { emptyRecord, type Json, nearest } from "../../src/core/mod.ts";
import { isList } from "./is_list.ts";
import { isObject } from "./is_object.ts";
import { sameJson } from "./same_json.ts";

/** Why an operation cannot be done; {@link jsonPatch} adds which one it was. */
export class PatchMismatch extends Error {
  override readonly name = "PatchMismatch";
  readonly code: "patch_conflict" | "patch_invalid";
  /** Whether it is about `from`, not about `path`. */
  readonly isFrom: boolean;

  constructor(message: string, code: "patch_conflict" | "patch_invalid" = "patch_conflict", isFrom = false) {
    super(message);
    this.code = code;
    this.isFrom = isFrom;
  }
}

/** Most collections inside one another, as in a document. */
const MAX_DEPTH = 200;

/** Most values that copies may add: each can double the document. */
const MAX_COPIED = 250_000;

/** Most steps of moving items of lists and measuring values. */
const MAX_WORK = 100_000_000;

type Path = readonly string[];

/** A document while a JSON Patch changes it. What the patch did not touch is shared with the original. */
export class PatchDraft {
  #root: Json;
  /** Collections made here and reached by one path only: they may be changed in place. */
  #own = new Set<object>();
  #copied = 0;
  #work = 0;

  constructor(document: Json) {
    this.#root = document;
  }

  get document(): Json {
    return this.#root;
  }

  add(path: Path, value: Json): void {
    this.#measure(value, path.length);
    this.#insert(path, value);
  }

  replace(path: Path, value: Json): void {
    this.#measure(value, path.length);
    this.#get(path);
    const last = path.at(-1);
    if (last === undefined) this.#root = value;
    else {
      const parent = this.#open(path);
      if (Array.isArray(parent)) parent[Number(last)] = value;
      else parent[last] = value;
    }
  }

  remove(path: Path, isFrom = false): void {
    this.#get(path, isFrom);
    const last = path.at(-1);
    if (last === undefined) throw new PatchMismatch("the whole document cannot be removed", "patch_conflict", isFrom);
    const parent = this.#open(path);
    if (!Array.isArray(parent)) delete parent[last];
    else {
      this.#spend(parent.length - Number(last));
      parent.splice(Number(last), 1);
    }
  }

  move(from: Path, path: Path): void {
    const value = this.#get(from, true);
    const isInside = path.length > from.length && from.every((part, i) => part === path[i]);
    if (isInside) throw new PatchMismatch("a value cannot be moved into itself", "patch_invalid");
    if (path.length === from.length && from.every((part, i) => part === path[i])) return;
    if (path.length > from.length) this.#measure(value, path.length);
    this.remove(from, true);
    this.#insert(path, value);
  }

  copy(from: Path, path: Path): void {
    const value = this.#get(from, true);
    this.#copied += this.#measure(value, path.length);
    if (this.#copied > MAX_COPIED) throw new PatchMismatch(`the copies make more than ${MAX_COPIED} values`, "patch_invalid");
    // It now stands in two places, and so does what is in it.
    this.#own = new Set();
    this.#insert(path, value);
  }

  test(path: Path, value: Json): void {
    if (!sameJson(value, this.#get(path))) throw new PatchMismatch("the value there is another one");
  }

  #insert(path: Path, value: Json): void {
    const last = path.at(-1);
    if (last === undefined) {
      this.#root = value;
      return;
    }
    const parent = this.#get(path.slice(0, -1));
    if (isList(parent)) {
      const at = last === "-" ? parent.length : indexOf(last, parent.length + 1);
      this.#spend(parent.length - at);
      (this.#open(path) as Json[]).splice(at, 0, value);
    } else if (isObject(parent)) (this.#open(path) as Record<string, Json>)[last] = value;
    else throw new PatchMismatch(`what it would be put into is ${kindOf(parent)}`);
  }

  /** The value at a path. */
  #get(path: Path, isFrom = false): Json {
    let value = this.#root;
    for (const part of path) {
      if (isList(value)) value = value[indexOf(part, value.length, isFrom)] ?? null;
      else if (!isObject(value)) throw new PatchMismatch(`${kindOf(value)} has no ${JSON.stringify(part)}`, "patch_conflict", isFrom);
      else if (Object.hasOwn(value, part)) value = value[part] ?? null;
      else {
        const close = nearest(part, Object.keys(value));
        const guess = close === undefined ? "" : `; did you mean ${JSON.stringify(close)}?`;
        throw new PatchMismatch(`there is no ${JSON.stringify(part)}${guess}`, "patch_conflict", isFrom);
      }
    }
    return value;
  }

  /** The collection that the last part of a path stands in, which exists, ready to be changed. */
  #open(path: Path): Json[] | Record<string, Json> {
    let value = this.#root = this.#owned(this.#root);
    for (const part of path.slice(0, -1)) {
      const child = this.#owned(Array.isArray(value) ? value[Number(part)] ?? null : value[part] ?? null);
      if (Array.isArray(value)) value[Number(part)] = child;
      else value[part] = child;
      value = child;
    }
    return value;
  }

  #owned(value: Json): Json[] | Record<string, Json> {
    if (typeof value === "object" && value !== null && this.#own.has(value)) return value as Json[] | Record<string, Json>;
    const own = isList(value) ? [...value] : Object.assign(emptyRecord<Json>(), value);
    this.#spend(isList(own) ? own.length : Object.keys(own).length);
    this.#own.add(own);
    return own;
  }

  /** How many values a value is made of, which has to fit below `depth` collections. */
  #measure(value: Json, depth: number): number {
    this.#spend(1);
    if (typeof value !== "object" || value === null) return 1;
    if (depth >= MAX_DEPTH) throw new PatchMismatch(`it makes more than ${MAX_DEPTH} collections inside one another`, "patch_invalid");
    let count = 1;
    for (const item of isList(value) ? value : Object.values(value)) count += this.#measure(item, depth + 1);
    return count;
  }

  #spend(steps: number): void {
    this.#work += steps;
    if (this.#work > MAX_WORK) throw new PatchMismatch("the patch moves too many values", "patch_invalid");
  }
}

/** Reads an index below `limit` as RFC 6901 writes it: digits, no zeros before them. */
function indexOf(part: string, limit: number, isFrom = false): number {
  if (part === "-") throw new PatchMismatch('"-" names the place behind the last item, where nothing is', "patch_conflict", isFrom);
  if (!/^(?:0|[1-9][0-9]*)$/.test(part)) throw new PatchMismatch(`${JSON.stringify(part)} is no index of a list`, "patch_conflict", isFrom);
  const index = Number(part);
  if (index >= limit) throw new PatchMismatch(`the list ends before index ${part}`, "patch_conflict", isFrom);
  return index;
}

function kindOf(value: Json): string {
  if (value === null) return "null";
  return isList(value) ? "a list" : isObject(value) ? "an object" : typeof value === "string" ? "a text" : `a ${typeof value}`;
}
