import assert from "node:assert/strict";
import type { JsonObject } from "../../core/mod.ts";
import { evaluateModule } from "./evaluate_module.ts";

async function evaluated(code: string, settings?: JsonObject, longestOutputs = 1 << 20): Promise<Record<string, unknown>> {
  const entry = `data:text/javascript,${encodeURIComponent(code)}`;
  return JSON.parse(await evaluateModule({ entry, longestOutputs }, settings === undefined ? {} : { settings })) as Record<string, unknown>;
}

Deno.test("evaluateModule() tells the document that a default export is or returns", async () => {
  assert.deepEqual(await evaluated("export default { a: [1] }"), { isFunction: false, document: { a: [1] } });
  assert.deepEqual(await evaluated("export default Promise.resolve(5)"), { isFunction: false, document: 5 });
  assert.deepEqual(await evaluated("export default async (given) => given"), { isFunction: true, document: { config: {}, params: {} } });
  assert.deepEqual(await evaluated("export default () => {}"), { isFunction: true });
});

Deno.test("evaluateModule() calls a function with declared settings only once they are given", async () => {
  const code = "export const params = { n: 1 }; export default ({ params }) => ({ n: params.n });";
  assert.deepEqual(await evaluated(code), { isFunction: true, params: { n: 1 }, needsSettings: true });
  assert.deepEqual(await evaluated(code, { config: {}, params: { n: 7 } }), { isFunction: true, document: { n: 7 } });
  const plain = "export const params = { n: 1 }; export default { a: 1 };";
  assert.deepEqual(await evaluated(plain), { isFunction: false, params: { n: 1 }, document: { a: 1 } });
});

Deno.test("evaluateModule() names the part and path that JSON cannot hold", async () => {
  const { refused } = await evaluated("export const config = { a: [1, () => 1] }; export default {};");
  assert.deepEqual(refused, { part: "config", path: "a[1]", why: "A function cannot be told in JSON" });
  const { refused: large } = await evaluated(`export default { a: "x".repeat(5000) };`, undefined, 4096);
  assert.deepEqual([(large as JsonObject)["part"], (large as JsonObject)["path"]], ["document", "a"]);
});

Deno.test("evaluateModule() passes on what the module throws", async () => {
  await assert.rejects(evaluated("export default () => { throw new RangeError('boom'); }"), { name: "RangeError", message: "boom" });
  await assert.rejects(evaluated("export default { get a() { throw new RangeError('got'); } }"), { message: "got" });
  await assert.rejects(evaluated("throw 5; export default 1"), (thrown) => thrown === 5);
});

Deno.test("evaluateModule() keeps its words short, whatever keys are called", async () => {
  const { refused } = await evaluated(`export default { ["k".repeat(100000)]: 10n ** 500n };`);
  assert.ok(JSON.stringify(refused).length < 1000);
});
