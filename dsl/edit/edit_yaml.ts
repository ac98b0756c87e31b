import { AppError, emptyRecord, type Json } from "../../src/core/mod.ts";
import { readYaml, readYamlFast } from "../yaml/mod.ts";
import { documentOf } from "./document_of.ts";
import { isObject } from "./is_object.ts";
import { lineEndOf, Lines } from "./lines.ts";
import type { Place } from "./place.ts";
import { placeTree } from "./place_tree.ts";
import { sameJson } from "./same_json.ts";
import { attempts, bareDocument, type Placed } from "./attempts.ts";

const BYTE_ORDER_MARK = "\ufeff";

/**
 * Changes the text of a YAML document so that it reads as another value. Lines that say the same before and after stay byte for byte:
 * comments, quotes, brackets, indentation, line ends, markers and anchors; a text keeps its quotes where these can hold the new one.
 *
 * A new key comes behind the last one, as its neighbours are written. With a key or item that goes, the comment directly above it and
 * behind it goes. Items of a list are known by their `id`, where all have one. Where a value came through an alias or a merge, it is
 * written where it has to differ, and the anchor stays. What cannot be changed in place is written anew: the value, the collections around
 * it, the field, and at worst the document.
 *
 * @param text A document without mistakes; or one that says nothing.
 * @returns A text that reads as `target`, always.
 * @throws AppError `file_not_editable` when the text has mistakes; `document_invalid` when no YAML document reads as `target`: it is too
 * large or too deep, or has half a character in it.
 *
 * @example
 * ```ts
 * const text = await editYaml("name: a # mine\ntimeout: '10s'\n", { name: "a", timeout: "20s", max_parallel: 4 });
 * console.assert(text === "name: a # mine\ntimeout: '20s'\nmax_parallel: 4\n");
 * ```
 */
export async function editYaml(text: string, target: Json): Promise<string> {
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
  const body = text.slice(mark.length);
  const placed = await placedOf(body);
  if (placed.root !== undefined && sameJson(placed.root.value, target)) return text;
  return mark + (await firstFaithful(placed, target, 1) ?? await fieldByField(body, placed, target) ?? await anyFaithful(placed, target));
}

/** What the document is and where; throws for one with mistakes. */
async function placedOf(body: string): Promise<Placed> {
  // Every line has an end while it is worked on.
  const isOpen = body !== "" && !body.endsWith("\n");
  const lines = new Lines(isOpen ? `${body}${lineEndOf(body)}` : body);
  return { root: await placesOf(body), lines, isOpen };
}

/** The places of a document's values; undefined when it says nothing, or nobody knows where. */
async function placesOf(text: string): Promise<Place | undefined> {
  const fast = readYamlFast(text);
  if (fast !== undefined) return placeTree(fast, text);
  const { root, diagnostics } = await readYaml(text, "");
  const error = diagnostics.find(({ severity }) => severity === "error");
  if (root === undefined && error?.code === "yaml_empty") return undefined;
  if (error !== undefined || root === undefined) {
    throw new AppError("file_not_editable", `The document that should be changed cannot be read: ${error?.message ?? "it is empty"}`);
  }
  return (await import("./place_document.ts")).placeDocument(text);
}

/** The first of some attempts that reads as it should. */
async function firstFaithful(placed: Placed, target: Json, most = Infinity): Promise<string | undefined> {
  let count = 0;
  for (const text of attempts(placed, target)) {
    if (text !== undefined && await mistakeIn(text, target) === undefined) return text;
    if (++count >= most) return undefined;
  }
  return undefined;
}

/** Where one field cannot be changed in place, the others still can. */
async function fieldByField(body: string, { root }: Placed, target: Json): Promise<string | undefined> {
  if (root === undefined || !isObject(root.value) || !isObject(target)) return undefined;
  const current = Object.assign(emptyRecord<Json>(), root.value);
  let text = body;
  for (const key of new Set([...Object.keys(root.value), ...Object.keys(target)])) {
    const isThere = Object.hasOwn(target, key);
    if (isThere && Object.hasOwn(current, key) && sameJson(current[key] ?? null, target[key] ?? null)) continue;
    if (isThere) current[key] = target[key] ?? null;
    else delete current[key];
    const next = await firstFaithful(await placedOf(text), current);
    if (next === undefined) return undefined;
    text = next;
  }
  return text;
}

async function anyFaithful(placed: Placed, target: Json): Promise<string> {
  const text = await firstFaithful(placed, target);
  if (text !== undefined) return text;
  const bare = bareDocument(placed, target);
  const mistake = await mistakeIn(bare, target);
  if (mistake !== undefined) throw new AppError("document_invalid", `The new document cannot be written as YAML: ${mistake}`);
  return bare;
}

/** Why a text does not read as a value; undefined when it does. */
async function mistakeIn(text: string, target: Json): Promise<string | undefined> {
  const fast = readYamlFast(text);
  const { root, diagnostics } = fast === undefined ? await readYaml(text, "") : { root: fast, diagnostics: [] };
  const error = diagnostics.find(({ severity }) => severity === "error");
  if (error !== undefined || root === undefined) return error?.message ?? "it says nothing";
  return sameJson(documentOf(root), target) ? undefined : "it reads as another one";
}
