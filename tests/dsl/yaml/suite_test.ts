import assert from "node:assert/strict";
import { readYaml } from "../../../dsl/yaml/mod.ts";
import type { DocNode } from "../../../dsl/tree.ts";
import { embedded, inPipeline, suite } from "./suite.ts";

/** Kinds of valid YAML that a pipeline cannot use. */
const REFUSED = new Set(["yaml_complex_key", "yaml_multiple_documents", "yaml_tag", "yaml_empty"]);

Deno.test("readYaml() passes the YAML test suite", async (t) => {
  for (const { id, yaml, kind, embed, value } of suite) {
    const inside = kind === "value" || embed === true;
    await t.step(`${id} ${kind}`, async () => {
      for (const text of inside ? [yaml, embedded(yaml)] : [yaml]) {
        const { root, diagnostics } = await readYaml(text, id);
        const errors = diagnostics.filter(({ severity }) => severity === "error");
        if (kind === "invalid") assert.ok(errors.length > 0, JSON.stringify(text));
        else if (kind === "valid") assert.deepEqual(errors.filter(({ code }) => !REFUSED.has(code)), []);
        else assert.deepEqual([errors, toJson(root)], [[], text === yaml ? value : { root: value }]);
      }
    });
  }
});

Deno.test("readYaml() reads the suite's documents the same inside a pipeline", async (t) => {
  for (const { id, yaml, kind, embed, value } of suite) {
    if (kind !== "value" && embed !== true || !yaml.endsWith("\n")) continue;
    await t.step(`${id} ${kind}`, async () => {
      const { root, diagnostics } = await readYaml(inPipeline(yaml), id);
      if (kind === "invalid") assert.ok(diagnostics.length > 0);
      else {assert.deepEqual([diagnostics, toJson(root)], [[], {
          name: "t",
          tasks: [{ id: "a", meta: { data: value } }, { id: "b", run: "x" }],
        }]);}
    });
  }
});

function toJson(node: DocNode | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === "map") return Object.fromEntries(node.entries.map(({ key, value }) => [key, toJson(value)]));
  return node.kind === "seq" ? node.items.map(toJson) : node.value;
}
