import assert from "node:assert/strict";
import { directDeno } from "../../../tests/fixtures/sandbox/direct_deno.ts";

const env = { API_URL: "https://example.org", API_KEY: "s3cret", HOME: "/root", ["__proto__"]: "x" };

Deno.test("Deno.env gives what is granted and throws NotCapable at once for the rest", async () => {
  await using world = await directDeno({ permissions: { env: ["API_*", "UNSET", "constructor"] }, env });
  const { deno } = world;
  assert.equal(deno.env.get("API_URL"), "https://example.org");
  assert.equal(deno.env.get("UNSET"), undefined);
  assert.equal(deno.env.get("constructor"), undefined);
  assert.ok(deno.env.has("API_KEY") && !deno.env.has("UNSET"));
  assert.deepEqual(deno.env.toObject(), { API_URL: "https://example.org", API_KEY: "s3cret" });
  assert.throws(
    () => deno.env.get("HOME"),
    (error) =>
      error instanceof deno.errors.NotCapable &&
      error.message === 'Requires env access to "HOME"; add it to the task: permissions: { env: [HOME] }',
  );
  assert.throws(() => deno.env.has("HOME"), deno.errors.NotCapable);
  for (const name of ["", "A=B", "A\0", 5 as unknown as string]) assert.throws(() => deno.env.get(name), TypeError);
  assert.ok(!("set" in deno.env) && !("delete" in deno.env));
});

Deno.test("Deno.env holds what document and operator both allow", async () => {
  await using world = await directDeno({ permissions: { env: true }, ceiling: { grants: { env: ["HOME"] }, folder: "/", path: "" }, env });
  assert.deepEqual(world.deno.env.toObject(), { HOME: "/root" });
  assert.throws(() => world.deno.env.get("API_KEY"), /which the operator's --allow-env does not include/);
  await using none = await directDeno({ env });
  assert.deepEqual(none.deno.env.toObject(), {});
});

Deno.test("variables are audited by name, those that are seen at the start", async () => {
  await using world = await directDeno({ permissions: { env: ["API_*"] }, env });
  assert.throws(() => world.deno.env.get("HOME"));
  const rows = world.audited.map(({ access, resource, decision }) => `${access} ${resource} ${decision}`);
  assert.deepEqual(rows, ["env API_URL allowed", "env API_KEY allowed", "env HOME denied"]);
  assert.ok(!JSON.stringify(world.audited).includes("s3cret"));
});
