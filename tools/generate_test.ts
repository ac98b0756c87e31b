import assert from "node:assert/strict";
import { generate } from "./generate.ts";

Deno.test("generate() finds every generated file up to date", async () => {
  assert.deepEqual(await generate(true), [], "run: deno run -A tools/generate.ts");
});
