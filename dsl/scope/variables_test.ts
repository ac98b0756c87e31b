import assert from "node:assert/strict";
import type { Type } from "../expr/mod.ts";
import { loadDocument } from "../document/mod.ts";
import { scopesOf } from "./mod.ts";
import { RESULT_FIELDS, RUN_FIELDS, type VariableRow, VARIABLES } from "./variables.ts";

Deno.test("the tables name exactly what the scope of a task has", async () => {
  const text = "tasks: [{ id: a, run: x, matrix: { r: [1] } }, { id: b, depends_on: [a], run: x, matrix: { r: [1] } }]";
  const { pipeline } = await loadDocument(text, "a.yaml");
  assert.ok(pipeline);
  const { types } = scopesOf(pipeline).forTask("b");
  const names = (table: readonly VariableRow[]) => table.map(({ name }) => name).sort();
  const fields = (type: Type | undefined) => type?.kind === "record" ? Object.keys(type.fields).sort() : [];
  assert.deepEqual(names(VARIABLES), Object.keys(types).sort());
  assert.deepEqual(names(RUN_FIELDS), fields(types["run"]));
  const { tasks } = types;
  assert.deepEqual(names(RESULT_FIELDS), fields(tasks?.kind === "record" ? tasks.fields["a"] : undefined));
});
