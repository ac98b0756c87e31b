import assert from "node:assert/strict";
import type { JsonObject, ScriptCall, ScriptEnd } from "../core/mod.ts";
import { type TestingFiles, testingFiles } from "./guard/testing_files.ts";
import { type EvaluatedModule, openModule } from "./open_module.ts";

const FILES: TestingFiles = {
  "/p/m.ts": 'import { x } from "./x.ts";\nexport default { a: x as number };\n',
  "/p/x.ts": "export const x: number = 1;\n",
};

/** Evaluates a module whose sandbox ends so. */
async function evaluated(end: ScriptEnd, files = FILES): Promise<{ readonly module: EvaluatedModule; readonly call: ScriptCall }> {
  let seen: ScriptCall | undefined;
  const run = (call: ScriptCall) => {
    seen = call;
    return Promise.resolve(end);
  };
  const opened = await openModule("/p/m.ts", { folder: "/p", nameOf: (path) => path }, { files: testingFiles(files), run });
  assert.ok("module" in opened);
  const module = await opened.module.evaluate({ config: {}, params: {} });
  assert.ok(seen);
  return { module, call: seen };
}

Deno.test("openModule() gives the texts and syntax of what was checked", async () => {
  const run = () => Promise.reject(new Error("Nothing runs"));
  const opened = await openModule("/p/m.ts", { folder: "/p", nameOf: (path) => path }, { files: testingFiles(FILES), run });
  assert.ok("module" in opened);
  const { file, sources, syntax } = opened.module;
  assert.equal(file, "/p/m.ts");
  assert.deepEqual([...sources], [["/p/m.ts", FILES["/p/m.ts"]], ["/p/x.ts", FILES["/p/x.ts"]]]);
  assert.equal(syntax?.type, "Program");
});

Deno.test("openModule() tells what is wrong with a text before anything of it runs", async () => {
  const run = () => Promise.reject(new Error("Nothing runs"));
  const files = testingFiles({ "/p/m.ts": 'import fs from "node:fs";\nexport default eval("1");\n' });
  const opened = await openModule("/p/m.ts", { folder: "/p", nameOf: (path) => path }, { files, run });
  assert.ok("diagnostics" in opened);
  assert.deepEqual(opened.diagnostics.map(({ code }) => code), ["script_import", "script_forbidden"]);
});

Deno.test("openModule() evaluates with nothing granted, no variables and no input", async () => {
  const { call } = await evaluated({ status: "returned", outputs: {} });
  const { permissions, env, input, argument, limits } = call;
  assert.deepEqual({ permissions, env, input, argument, limits }, {
    permissions: "none",
    env: {},
    input: "null",
    argument: {},
    limits: {},
  });
});

Deno.test("openModule() reads what a sandbox says with suspicion", async (t) => {
  const told = { status: "told", isFunction: false, needsSettings: false };
  const table: [string, JsonObject, unknown][] = [
    ["nothing", {}, { ...told, parts: [] }],
    ["a document", { document: null, isFunction: true }, { ...told, isFunction: true, parts: [["document", null]] }],
    ["parts it does not know", { documents: 1, isFunction: 1, needsSettings: "yes" }, { ...told, parts: [] }],
    ["a refusal that is none", { refused: 5 }, { status: "refused", part: "document", path: "", why: "It cannot be told in JSON" }],
    ["odd refusals", { refused: { part: "x", path: 5, why: [] } }, {
      status: "refused",
      part: "document",
      path: "",
      why: "It cannot be told in JSON",
    }],
  ];
  for (const [name, outputs, expected] of table) {
    await t.step(name, async () => {
      const { module } = await evaluated({ status: "returned", outputs });
      assert.deepEqual(module.status === "told" ? { ...module, parts: [...module.parts] } : module, expected);
    });
  }
});

Deno.test("openModule() names what stopped an evaluation", async () => {
  const stopped = await evaluated({ status: "stopped" });
  assert.equal(stopped.module.status === "failed" && stopped.module.code, "limit_time");
  const failed = await evaluated({ status: "failed", code: "limit_memory", message: "Stopped: too much" });
  assert.deepEqual(failed.module, { status: "failed", code: "limit_memory", message: "Stopped: too much" });
});
