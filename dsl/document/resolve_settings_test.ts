import assert from "node:assert/strict";
import type { Json, Pipeline } from "../../src/core/mod.ts";
import { loadDocument } from "./load_document.ts";
import { resolveSettings } from "./resolve_settings.ts";

async function pipelineOf(head: string): Promise<Pipeline> {
  const { pipeline, diagnostics } = await loadDocument(`${head}\ntasks: [{ id: a, run: ls }]\n`, "p.yaml");
  assert.ok(pipeline, JSON.stringify(diagnostics));
  return pipeline;
}

Deno.test("resolveSettings() reads environment variables by the setting's type", async (t) => {
  const rows: readonly (readonly [string, string, Json | undefined])[] = [
    ["int", "12", 12],
    ["int", "-9223372036854775808", -9223372036854775808n],
    ["int", "9223372036854775808", undefined],
    ["int", "1.5", undefined],
    ["int", " 1", undefined],
    ["float", "1.5e3", 1500],
    ["float", "1e999", undefined],
    ["float", "0x10", undefined],
    ["bool", "true", true],
    ["bool", "yes", undefined],
    ["string", "", ""],
    ["duration", "1m30s", 90_000],
    ["duration", "90", undefined],
    ["size", "2KiB", 2048],
    ["url", "https://example.org", "https://example.org"],
    ["url", "example.org", undefined],
    ["path", "./a", "./a"],
    ["bytes", "aGk=", "aGk="],
    ["list", "a, b", ["a", "b"]],
    ["list<int>", "[1, 2]", [1, 2]],
    ["list<int>", "1,2", [1, 2]],
    ["list<int>", "1,x", undefined],
    ["map", '{"a": "b"}', { a: "b" }],
    ["map<int>", '{"a": 1}', { a: 1 }],
    ["map", "a=b", undefined],
  ];
  for (const [type, text, value] of rows) {
    await t.step(`${type} ${text}`, async () => {
      const pipeline = await pipelineOf(`config: { x: { type: "${type}", env: X } }`);
      const { config, problems } = resolveSettings(pipeline, { params: {}, env: { X: text } });
      if (value === undefined) {
        assert.equal(problems[0]?.code, "setting_invalid");
        assert.equal(problems[0]?.variable, "X");
        assert.match(problems[0]?.message ?? "", /variable X of the setting "x"/);
      } else {
        assert.deepEqual(problems, []);
        assert.equal(stringify(config["x"]), stringify(value));
      }
    });
  }
});

function stringify(value: Json | undefined): string {
  return JSON.stringify(value, (_, item) => typeof item === "bigint" ? `${item}n` : item);
}

Deno.test("resolveSettings() tells what is missing, unknown or out of range, all at once", async () => {
  const pipeline = await pipelineOf(`config:
  key: { type: string, env: API_KEY }
  n: { type: int, env: N, default: 5, range: [1, 10] }
  mode: { type: string, env: MODE, default: a, enum: [a, b] }
  tag: { type: string, env: TAG, default: v1, pattern: "v[0-9]+" }
params:
  region: { type: string }
  count: { type: int, default: 1 }`);
  const { problems } = resolveSettings(pipeline, {
    params: { regon: "eu", count: "many" },
    env: { N: "11", MODE: "c", TAG: "v1x" },
  });
  assert.deepEqual(problems.map(({ code, name, message, hint }) => [code, name, message, hint]), [
    ["setting_missing", "key", 'The setting "key" needs the environment variable API_KEY', undefined],
    ["setting_invalid", "n", 'The environment variable N of the setting "n" is wrong: expected 1 to 10, found 11', undefined],
    ["setting_invalid", "mode", 'The environment variable MODE of the setting "mode" is wrong: expected one of a, b, found "c"', undefined],
    [
      "setting_invalid",
      "tag",
      'The environment variable TAG of the setting "tag" is wrong: expected text that matches v[0-9]+, found "v1x"',
      undefined,
    ],
    ["param_unknown", "regon", 'There is no parameter "regon"', 'Did you mean "region"?'],
    ["param_missing", "region", 'The parameter "region" has no default and was not given', "Give it: --param region=VALUE"],
    ["param_invalid", "count", 'The parameter "count" is wrong: expected a whole number, found "many"', undefined],
  ]);
});

Deno.test("resolveSettings() takes data as it is and texts by their type", async () => {
  const pipeline = await pipelineOf("params: { a: 1, b: [x], c: { type: duration, default: 1s }, constructor: 2 }");
  const { params, problems } = resolveSettings(pipeline, { params: { a: 7, b: ["y", "z"], c: 1500 }, env: {} });
  assert.deepEqual(problems, []);
  assert.equal(JSON.stringify(params), '{"a":7,"b":["y","z"],"c":1500,"constructor":2}');
  assert.equal(resolveSettings(pipeline, { params: { c: "2s" }, env: {} }).params["c"], 2000);
  assert.equal(Object.getPrototypeOf(params), null);
});

Deno.test("resolveSettings() takes an empty variable as set only for texts", async () => {
  const pipeline = await pipelineOf("config: { n: { type: int, env: N, default: 5 }, s: { type: string, env: S, default: x } }");
  const { config } = resolveSettings(pipeline, { params: {}, env: { N: "", S: "" } });
  assert.equal(JSON.stringify(config), '{"n":5,"s":""}');
});

Deno.test("resolveSettings() keeps integers of 64 bits exact", async () => {
  const pipeline = await pipelineOf("params: { n: { type: int } }");
  assert.equal(resolveSettings(pipeline, { params: { n: "9007199254740993" }, env: {} }).params["n"], 9007199254740993n);
});
