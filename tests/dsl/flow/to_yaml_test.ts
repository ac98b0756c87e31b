/** Every pair's flow file becomes YAML of the same pipeline, with its comments. */
import assert from "node:assert/strict";
import { flowToYaml, formatFlow, parseFlow, readFlow } from "../../../dsl/flow/mod.ts";
import { readYaml } from "../../../dsl/yaml/mod.ts";
import { mutateTokens, SOURCES } from "../../fuzz/flow_sources.ts";
import { seeded } from "../yaml/mutate.ts";
import { toJson } from "./to_json.ts";

Deno.test("flowToYaml() keeps the pipeline and its comments", async (t) => {
  await t.step("of the pairs", async () => {
    for (const source of SOURCES) await check(source);
  });
  await t.step("of changed files", async () => {
    for (let seed = 0; seed < 1500; seed++) await check(mutateTokens(seeded(seed)));
  });
});

async function check(written: string): Promise<void> {
  const flow = formatFlow(written, "p.flow").text;
  if (flow === undefined) return;
  const { text } = await flowToYaml(written, "p.flow");
  assert.ok(text !== undefined, written);
  const before = readFlow(flow, "p.flow");
  const after = await readYaml(text, "p.yaml");
  assert.deepEqual(after.diagnostics, [], `${flow}\n=>\n${text}`);
  assert.ok(before.root !== undefined && after.root !== undefined);
  assert.deepEqual(toJson(after.root), toJson(before.root), `${flow}\n=>\n${text}`);
  const { file } = parseFlow(flow);
  for (const { start, end } of file?.comments ?? []) {
    assert.ok(text.includes(flow.slice(start, end).trimEnd()), text);
  }
}
