import { emptyRecord, type Json } from "../../src/core/mod.ts";
import type { DocNode } from "../tree.ts";

/**
 * The value of a document as it is written: aliases and merges resolved, no defaults, integers beyond 2^53 as `bigint`, objects without
 * prototype. What a mistake hides is null.
 *
 * @param tree As any reader gives it; of a flow file or a module the `tree` of `loadDocument`.
 *
 * @example
 * ```ts
 * const { root } = await readYaml("retry: &r { attempts: 3 }\nother: *r\n", "a.yaml");
 * if (root) console.assert(stringifyJson(documentOf(root)) === '{"retry":{"attempts":3},"other":{"attempts":3}}');
 * ```
 */
export function documentOf(tree: DocNode): Json {
  if (tree.kind === "scalar") return tree.value;
  if (tree.kind === "seq") return tree.items.map(documentOf);
  const object = emptyRecord<Json>();
  for (const { key, value } of tree.entries) object[key] = documentOf(value);
  return object;
}
