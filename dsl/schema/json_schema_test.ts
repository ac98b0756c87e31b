import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parseDocument } from "yaml";
import { loadDocument } from "../document/mod.ts";
import { jsonSchema } from "./json_schema.ts";
import { recordsOf } from "./records.ts";

const CASES = new URL("../../tests/dsl/document/", import.meta.url);

Deno.test("jsonSchema() is a valid schema that agrees with the checker on every case", async () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(jsonSchema());
  let valid = 0;
  for (const { name } of Deno.readDirSync(CASES)) {
    if (!name.endsWith(".case")) continue;
    const text = (await Deno.readTextFile(new URL(name, CASES))).split(/^(?:---|===) /m)[0] ?? "";
    const { pipeline } = await loadDocument(text, "case.yaml");
    if (pipeline === undefined && !BY_SCHEMA.test(name)) continue;
    const isValid = validate(parseDocument(text, { uniqueKeys: false }).toJS());
    if (pipeline !== undefined) valid++;
    assert.equal(isValid, pipeline !== undefined, `${name}: ${JSON.stringify(validate.errors)}`);
  }
  assert.ok(valid > 5);
});

/** Cases whose first mistake is one that a schema can express. */
const BY_SCHEMA = /^(unknown_field|wrong_type|missing_|tasks_as_map|root_list|bad_duration|bad_size|bad_id|no_kind|two_kinds|exclusive)/;

Deno.test("jsonSchema() describes every field of every record", () => {
  const schema = JSON.stringify(jsonSchema());
  for (const record of recordsOf()) {
    for (const field of record.fields) {
      if (!field.options.later) assert.ok(schema.includes(JSON.stringify(field.doc)), `${record.name}.${field.name}`);
    }
  }
});
