import { AppError, type Json } from "../../src/core/mod.ts";
import { isList } from "./is_list.ts";
import { isObject } from "./is_object.ts";
import { PatchDraft, PatchMismatch } from "./patch_draft.ts";
import { readPointer } from "./pointer.ts";

/** Most operations of one patch. */
const MAX_OPERATIONS = 10_000;

/** The members that an operation needs besides `op` and `path`. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  add: ["value"],
  remove: [],
  replace: ["value"],
  move: ["from"],
  copy: ["from"],
  test: ["value"],
};

/**
 * Applies a JSON Patch (RFC 6902): all operations or none. `test` compares numbers by value and knows no key order. Members that an
 * operation does not need are ignored, as the RFC demands.
 *
 * @param document Stays as it is.
 * @param operations The list of operations, at most 10,000.
 * @returns Objects without prototype where something changed; `__proto__` and `constructor` are keys like any other.
 * @throws AppError `patch_invalid` for what is no patch or makes the document larger or deeper than one may be; `patch_conflict` where a
 * path is not there or a `test` fails. Its details name the `operation`, counted from 0, and the `pointer`.
 *
 * @example
 * ```ts
 * const after = jsonPatch({ a: [1] }, [{ op: "add", path: "/a/-", value: 2 }]);
 * console.assert(stringifyJson(after) === '{"a":[1,2]}');
 * ```
 */
export function jsonPatch(document: Json, operations: Json): Json {
  if (!isList(operations)) throw new AppError("patch_invalid", "A JSON Patch is a list of operations");
  if (operations.length > MAX_OPERATIONS) {
    throw new AppError(
      "patch_invalid",
      `A JSON Patch of ${operations.length} operations, more than the ${MAX_OPERATIONS} that one may have`,
    );
  }
  const read = operations.map(readOperation);
  const draft = new PatchDraft(document);
  read.forEach((operation, index) => {
    try {
      apply(draft, operation);
    } catch (error) {
      if (!(error instanceof PatchMismatch)) throw error;
      const pointer = error.isFrom ? operation.fromText : operation.pathText;
      throw new AppError(error.code, `Operation ${index}, ${operation.op} ${JSON.stringify(pointer)}: ${error.message}`, {
        details: { operation: index, pointer },
      });
    }
  });
  return draft.document;
}

interface Operation {
  readonly op: string;
  readonly path: readonly string[];
  readonly pathText: string;
  readonly from: readonly string[];
  readonly fromText: string;
  readonly value: Json;
}

function apply(draft: PatchDraft, { op, path, from, value }: Operation): void {
  switch (op) {
    case "add":
      return draft.add(path, value);
    case "remove":
      return draft.remove(path);
    case "replace":
      return draft.replace(path, value);
    case "move":
      return draft.move(from, path);
    case "copy":
      return draft.copy(from, path);
    default:
      return draft.test(path, value);
  }
}

function readOperation(operation: Json, index: number): Operation {
  const pathText = isObject(operation) && typeof operation.path === "string" ? operation.path : "";
  const fail = (problem: string, hint?: string): never => {
    throw new AppError("patch_invalid", `Operation ${index}${pathText === "" ? "" : ` at ${JSON.stringify(pathText)}`}: ${problem}`, {
      details: { operation: index, pointer: pathText },
      ...(hint === undefined ? {} : { hint }),
    });
  };
  if (!isObject(operation)) return fail("it is no object");
  const { op } = operation;
  if (typeof op !== "string") return fail('it has no "op"');
  const needed = Object.hasOwn(NEEDED, op) ? NEEDED[op] : undefined;
  if (needed === undefined) return fail(`${JSON.stringify(op)} is no operation`, `Operations are ${Object.keys(NEEDED).join(", ")}`);
  const pointerOf = (member: "path" | "from"): readonly string[] => {
    const text = Object.hasOwn(operation, member) ? operation[member] : undefined;
    if (typeof text !== "string") return fail(`${op} needs "${member}", a JSON Pointer`);
    return readPointer(text) ??
      fail(
        `"${member}" is no JSON Pointer: ${JSON.stringify(text)}`,
        "A pointer is empty or begins with /; ~ is written ~0 and / in a key ~1",
      );
  };
  const path = pointerOf("path");
  const from = needed.includes("from") ? pointerOf("from") : [];
  if (needed.includes("value") && !Object.hasOwn(operation, "value")) return fail(`${op} needs "value"`);
  const fromText = typeof operation.from === "string" ? operation.from : "";
  return { op, path, pathText, from, fromText, value: operation.value ?? null };
}
