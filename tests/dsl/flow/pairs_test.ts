/**
 * One file a case: a pipeline in flow, a line `=====`, the same pipeline in YAML. Both give the same pipeline; where the document checker
 * refuses a kind that comes later, the same tree.
 */
import assert from "node:assert/strict";
import { loadDocument } from "../../../dsl/mod.ts";
import { toJson } from "./to_json.ts";

const FOLDER = new URL("pairs/", import.meta.url);

Deno.test("a flow pipeline is the same as its YAML", async (t) => {
  for (const { name } of [...Deno.readDirSync(FOLDER)].sort((a, b) => a.name < b.name ? -1 : 1)) {
    await t.step(name, async () => {
      const [flow = "", yaml = ""] = Deno.readTextFileSync(new URL(name, FOLDER)).split(/^=====\n/m);
      const [one, other] = [await loadDocument(flow, "p.flow"), await loadDocument(yaml, "p.yaml")];
      const codes = (document: typeof one) => document.diagnostics.map(({ code, message }) => `${code}: ${message}`);
      assert.deepEqual(codes(one), codes(other));
      if (other.pipeline !== undefined) return assert.deepEqual(one.pipeline, other.pipeline);
      assert.ok(other.diagnostics.every(({ code }) => code === "not_supported_yet"), codes(other).join("\n"));
      assert.ok(one.tree !== undefined && other.tree !== undefined);
      assert.deepEqual(toJson(one.tree), toJson(other.tree));
    });
  }
});
