import { AppError, emptyRecord, type Json, nearest } from "../../src/core/mod.ts";
import { coreScalar } from "../yaml/core_scalar.ts";
import { readYaml } from "../yaml/mod.ts";
import { documentOf } from "./document_of.ts";
import { isList } from "./is_list.ts";
import { isObject } from "./is_object.ts";
import { type PathPart, readPath } from "./read_path.ts";

/**
 * Sets one value of a document, as `executor patch --set` writes it: `tasks[fetch].timeout=10s`, `tasks[0].env.A="1"`,
 * `concurrency={ limit: 2 }`, `on.schedule[0]['time zone']=UTC`.
 *
 * A path is keys with dots between them; `[n]` is an item of a list by its place, counted from 0, `[name]` by its `id`; in quotes a key or id
 * may hold anything. The value is a YAML scalar, or a list, map or text in quotes on one line; `{{ … }}` needs no quotes, nothing at all is null. Keys that are not
 * there are made, maps around them too, unless they look like a misspelling of one that is.
 *
 * @param document Stays as it is.
 * @returns The new document; objects that changed have no prototype.
 * @throws AppError `usage`: no `=`, no path, no such item, a value in the way, a value that cannot be read.
 *
 * @example
 * ```ts
 * const after = await setByPath({ tasks: [{ id: "fetch", run: "ls" }] }, "tasks[fetch].timeout=10s");
 * console.assert(stringifyJson(after) === '{"tasks":[{"id":"fetch","run":"ls","timeout":"10s"}]}');
 * ```
 */
export async function setByPath(document: Json, assignment: string): Promise<Json> {
  const { path, value } = readPath(assignment);
  return changed(document, path, 0, await readValue(value, assignment));
}

/** A document with a value put in, from the part of the path at an index on. */
function changed(document: Json, path: readonly PathPart[], index: number, value: Json): Json {
  const part = path[index];
  if (part === undefined) return value;
  if (isList(document)) {
    const at = placeOf(document, part);
    return document.with(at, changed(document[at] ?? null, path, index + 1, value));
  }
  const isNothing = document === null;
  if (!isNothing && !isObject(document)) {
    throw usage(part, `${shown(part)}: ${part.before === "" ? "the document" : part.before} is ${describe(document)}, which holds nothing`);
  }
  const old = isNothing ? emptyRecord<Json>() : document;
  const isThere = Object.hasOwn(old, part.name);
  const isLast = index === path.length - 1;
  if (!isThere && !isLast) {
    const close = nearest(part.name, Object.keys(old));
    const isItem = path[index + 1]?.isIndex === true;
    if (close !== undefined || isItem) {
      throw usage(
        part,
        `There is no ${shown(part)}`,
        close === undefined ? undefined : `Did you mean ${part.before}${joined(part, close)}?`,
      );
    }
  }
  const child = isThere ? old[part.name] ?? null : null;
  return Object.assign(emptyRecord<Json>(), old, { [part.name]: changed(child, path, index + 1, value) });
}

/** Which item of a list a part of a path names. */
function placeOf(list: readonly Json[], part: PathPart): number {
  const ids = list.map((item) => isObject(item) && Object.hasOwn(item, "id") ? String(item.id) : undefined);
  if (!part.isBracket) {
    const hint = ids.includes(part.name) ? `Write ${part.before}[${part.name}]` : "An item of a list is written [0] or [id]";
    throw usage(part, `${shown(part)}: ${part.before === "" ? "the document" : part.before} is a list`, hint);
  }
  if (part.isIndex) {
    const at = Number(part.name);
    if (at < list.length) return at;
    const items = list.length === 1 ? "1 item" : `${list.length} items`;
    throw usage(
      part,
      `There is no ${shown(part)}: the list has ${items}`,
      list.length === 0 ? undefined : `The last one is [${list.length - 1}]`,
    );
  }
  const at = ids.indexOf(part.name);
  if (at !== -1) return at;
  const known = ids.filter((id) => id !== undefined);
  const close = nearest(part.name, known);
  throw usage(
    part,
    `There is no ${shown(part)}: no item has that id`,
    close !== undefined
      ? `Did you mean ${part.before}[${close}]?`
      : known.length > 0
      ? `Ids are ${known.slice(0, 10).join(", ")}`
      : undefined,
  );
}

async function readValue(text: string, assignment: string): Promise<Json> {
  const value = text.trim();
  // What starts like no collection and no quoted text is what it is, also with a colon or a # in it; so is an expression.
  if (!/^["'[{]/.test(value) || value.startsWith("{{")) return coreScalar(value);
  const { root, diagnostics } = await readYaml(`v: ${value}\n`, "");
  const error = diagnostics.find(({ severity }) => severity === "error");
  const entry = root?.kind === "map" ? root.entries : [];
  if (error !== undefined || entry.length !== 1 || entry[0] === undefined || value.includes("\n")) {
    throw new AppError("usage", `The value of ${JSON.stringify(assignment)} cannot be read: ${error?.message ?? "it is not one value"}`, {
      hint: "Put a text that starts with a bracket or a quote into quotes",
    });
  }
  return documentOf(entry[0].value);
}

function usage(part: PathPart, message: string, hint?: string): AppError {
  return new AppError("usage", message, { ...(hint === undefined ? {} : { hint }), details: { path: part.before + part.text } });
}

function shown({ before, text }: PathPart): string {
  return before + text;
}

/** Another name in the place of a part's. */
function joined(part: PathPart, name: string): string {
  return part.isBracket ? `[${name}]` : `${part.before === "" ? "" : "."}${name}`;
}

function describe(value: Json): string {
  return typeof value === "string" ? `the text ${JSON.stringify(value.slice(0, 40))}` : String(value);
}
