import assert from "node:assert/strict";
import { loadDocument } from "../../../dsl/document/mod.ts";
import { besideTasks, suite } from "../yaml/suite.ts";

Deno.test("loadDocument() answers every document of the YAML suite with diagnostics, never an exception", async () => {
  for (const { id, yaml } of suite) {
    const { pipeline, diagnostics } = await loadDocument(yaml, `${id}.yaml`);
    assert.ok(pipeline === undefined && diagnostics.length > 0, id);
  }
});

Deno.test("loadDocument() keeps the value of a suite document under another key", async (t) => {
  for (const { id, kind, yaml, value } of suite) {
    if (kind !== "value") continue;
    await t.step(id, async () => {
      const { pipeline, diagnostics } = await loadDocument(besideTasks(yaml), "p.yaml");
      assert.ok(pipeline, JSON.stringify(diagnostics));
      const meta = pipeline.meta as Readonly<Record<string, unknown>>;
      assert.deepEqual(JSON.parse(JSON.stringify(meta["doc"])), value);
    });
  }
});

Deno.test("loadDocument() refuses an invalid suite document under another key", async (t) => {
  for (const { id, kind, yaml, embed } of suite) {
    if (kind !== "invalid" || embed !== true) continue;
    await t.step(id, async () => assert.equal((await loadDocument(besideTasks(yaml), "p.yaml")).pipeline, undefined));
  }
});
