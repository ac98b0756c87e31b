import assert from "node:assert/strict";
import { loadDocument } from "../../../dsl/document/mod.ts";

interface SuiteCase {
  readonly id: string;
  readonly kind: "invalid" | "value" | "valid";
  readonly yaml: string;
  readonly embed?: boolean;
  readonly value?: unknown;
}

const CASES = JSON.parse(await Deno.readTextFile(new URL("../../fixtures/yaml/suite.json", import.meta.url))) as readonly SuiteCase[];

/** The document under another key of a valid pipeline. */
function embedded(yaml: string): string {
  const indented = yaml.split("\n").map((line) => line === "" ? line : `    ${line}`).join("\n");
  return `meta:\n  doc:\n${indented}${indented.endsWith("\n") ? "" : "\n"}tasks: [{ id: a, run: ls }]\n`;
}

Deno.test("loadDocument() answers every document of the YAML suite with diagnostics, never an exception", async () => {
  for (const { id, yaml } of CASES) {
    const { pipeline, diagnostics } = await loadDocument(yaml, `${id}.yaml`);
    assert.ok(pipeline === undefined && diagnostics.length > 0, id);
  }
});

Deno.test("loadDocument() keeps the value of a suite document under another key", async (t) => {
  for (const { id, kind, yaml, value } of CASES) {
    if (kind !== "value") continue;
    await t.step(id, async () => {
      const { pipeline, diagnostics } = await loadDocument(embedded(yaml), "p.yaml");
      assert.ok(pipeline, JSON.stringify(diagnostics));
      const meta = pipeline.meta as Readonly<Record<string, unknown>>;
      assert.deepEqual(JSON.parse(JSON.stringify(meta["doc"])), value);
    });
  }
});

Deno.test("loadDocument() refuses an invalid suite document under another key", async (t) => {
  for (const { id, kind, yaml, embed } of CASES) {
    if (kind !== "invalid" || embed !== true) continue;
    await t.step(id, async () => assert.equal((await loadDocument(embedded(yaml), "p.yaml")).pipeline, undefined));
  }
});
