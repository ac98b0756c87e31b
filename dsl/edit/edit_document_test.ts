import assert from "node:assert/strict";
import { AppError, type Json } from "../../src/core/mod.ts";
import { loadDocument } from "../mod.ts";
import { documentOf } from "./document_of.ts";
import { editDocument } from "./edit_document.ts";
import { jsonPatch } from "./json_patch.ts";

async function documentIn(text: string, file: string): Promise<Json> {
  const { tree } = await loadDocument(text, file);
  assert.ok(tree);
  return documentOf(tree);
}

Deno.test("editDocument() does not change code", async () => {
  assert.deepEqual(await editDocument("export default {}", "p.ts", { tasks: [] }), { kind: "code" });
});

Deno.test("editDocument() keeps the line ends, the mark and the blanks of a flow file", async () => {
  const text = "\ufeffpipeline  p {\r\n  task a { run 'one' }\r\n\r\n  task b { run 'two' }\r\n}\r\n";
  const target = jsonPatch(await documentIn(text, "p.flow"), [{ op: "replace", path: "/tasks/1/run", value: "three" }]);
  const expected = text.replace("run 'two'", 'run "three"');
  assert.deepEqual(await editDocument(text, "p.flow", target), { kind: "edited", text: expected });
});

Deno.test("editDocument() gives a flow file back that says it already", async () => {
  const text = "pipeline p{task a{run 'one'}}";
  assert.deepEqual(await editDocument(text, "p.flow", await documentIn(text, "p.flow")), { kind: "edited", text });
});

Deno.test("editDocument() says what is wrong with a pipeline that flow cannot say", async () => {
  const text = "pipeline p { task a { run 'one' } }";
  const target = jsonPatch(await documentIn(text, "p.flow"), [{ op: "add", path: "/tasks/0/depends_on", value: ["b"] }]);
  const result = await editDocument(text, "p.flow", target);
  assert.ok(result.kind === "invalid");
  assert.deepEqual(result.diagnostics.map(({ code }) => code), ["unknown_task"]);
  assert.ok(result.text.includes("depends_on: [b]") && result.file === "p.yaml");
});

Deno.test("editDocument() refuses a flow file with mistakes", async () => {
  await assert.rejects(
    editDocument("pipeline p {", "p.flow", {}),
    (error) => error instanceof AppError && error.code === "file_not_editable",
  );
});
