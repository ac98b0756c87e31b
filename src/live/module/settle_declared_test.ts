import assert from "node:assert/strict";
import { readYaml } from "../../../dsl/mod.ts";
import type { Json } from "../../core/mod.ts";
import { settleDeclared } from "./settle_declared.ts";

async function settled(declared: string, env: Record<string, string>, params?: Record<string, Json>) {
  const { root } = await readYaml(declared, "m.ts");
  assert.ok(root?.kind === "map");
  return await settleDeclared(root, { file: "m.ts", text: declared }, params === undefined ? { env } : { env, params });
}

const DECLARED = "{ params: { a: { type: int }, b: 2 }, config: { c: { type: duration, env: C } } }";

Deno.test("settleDeclared() gives typed values", async () => {
  const found = await settled(DECLARED, { C: "1m" }, { a: "5" });
  assert.ok("settings" in found);
  assert.deepEqual(JSON.parse(JSON.stringify(found.settings)), { config: { c: 60_000 }, params: { a: 5, b: 2 } });
  assert.deepEqual(found.missing, []);
});

Deno.test("settleDeclared() says all that is wrong with what a run was given", async () => {
  const found = await settled(DECLARED, { C: "soon" }, { a: "x", d: "1" });
  assert.ok("problems" in found);
  assert.deepEqual(found.problems.map(({ code }) => code), ["setting_invalid", "param_unknown", "param_invalid"]);
});

Deno.test("settleDeclared() leaves unknown parameters to a document with parameters of its own", async () => {
  assert.ok("settings" in await settled("{ config: { c: 1 } }", {}, { d: "1" }));
});

Deno.test("settleDeclared() leaves out what is missing or wrong when nothing runs", async () => {
  const found = await settled(DECLARED, { C: "soon" });
  assert.ok("settings" in found);
  assert.deepEqual(JSON.parse(JSON.stringify(found.settings)), { config: {}, params: { b: 2 } });
  assert.deepEqual(found.missing, ["c", "a"]);
});

Deno.test("settleDeclared() shows mistakes of declarations, and no other words", async () => {
  const found = await settled("{ params: { a: { type: strin } } }", {}, {});
  assert.ok("diagnostics" in found);
  assert.deepEqual(found.diagnostics.map(({ code }) => code), ["bad_value"]);
  const whole = await settled("{ params: 5 }", {});
  assert.ok("diagnostics" in whole);
  assert.deepEqual(whole.diagnostics.map(({ code }) => code), ["wrong_type"]);
});
