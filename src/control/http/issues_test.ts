import assert from "node:assert/strict";
import { z } from "zod";
import { issuesOf } from "./issues.ts";

const schema = z.strictObject({ command: z.array(z.string()), cols: z.int().optional() });
const said = (value: unknown) => {
  const { error } = schema.safeParse(value);
  assert.ok(error);
  return issuesOf(error, schema);
};

Deno.test("issuesOf() says at which place something is missing, of another type, or unknown", () => {
  assert.equal(said({}).message, "/command: missing: expected array");
  assert.equal(said({ command: "ls" }).message, "/command: Invalid input: expected array, received string");
  assert.equal(said({ command: ["ls"], col: 1 }).hint, 'Did you mean "cols"?');
});
