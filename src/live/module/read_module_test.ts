import assert from "node:assert/strict";
import type { Json } from "../../core/mod.ts";
import type { EvaluatedModule, ModuleSettings, ToldModule } from "../../sandbox/mod.ts";
import { syntaxOf } from "../../sandbox/guard/mod.ts";
import { readModule } from "./read_module.ts";

const TEXT = "export const params = {};\nexport default () => ({ tasks: [] });\n";

/** Reads a module whose sandbox says what these ends are, one an evaluation. */
async function reading(ends: readonly EvaluatedModule[], text = TEXT) {
  const given: (ModuleSettings | undefined)[] = [];
  const left = [...ends];
  const module = {
    file: "m.ts",
    sources: new Map([["m.ts", text]]),
    syntax: await syntaxOf(text, "m.ts"),
    evaluate(settings?: ModuleSettings) {
      given.push(settings);
      const end = left.shift();
      return end === undefined ? Promise.reject(new Error("Evaluated once more")) : Promise.resolve(end);
    },
  };
  const sandbox = { openModule: () => Promise.resolve({ module }) };
  const read = await readModule("/p/m.ts", { sandbox, folder: "/p", nameOf: () => "m.ts", given: { env: {} } });
  return { ...read, given };
}

function told(parts: Record<string, Json>, more: Partial<ToldModule> = {}): ToldModule {
  return { status: "told", parts: new Map(Object.entries(parts)) as ToldModule["parts"], isFunction: true, needsSettings: false, ...more };
}

Deno.test("readModule() calls a function that declares settings with them, and gives its document the declarations", async () => {
  const { root, diagnostics, given } = await reading([
    told({ params: { n: 5 } }, { needsSettings: true }),
    told({ params: "of the second time", document: { tasks: [] } }),
  ]);
  assert.deepEqual(diagnostics, []);
  assert.equal(given[0], undefined);
  assert.deepEqual({ ...given[1]?.params }, { n: 5 });
  assert.ok(root?.kind === "map");
  assert.deepEqual(root.entries.map(({ key }) => key), ["params", "tasks"]);
  const [params] = root.entries;
  assert.deepEqual(params?.value.kind === "map" && params.value.entries.map(({ key }) => key), ["n"]);
});

Deno.test("readModule() takes whatever a broken sandbox says for a wrong document, and never fails", async (t) => {
  let deep: Json = 1;
  for (let depth = 0; depth < 30_000; depth++) deep = [deep];
  const place = { file: "m.ts", line: 1e9, column: 1e9 };
  const ends: [string, EvaluatedModule[]][] = [
    ["nesting", [told({ document: deep })]],
    ["nested declarations", [told({ params: deep })]],
    ["no document", [told({})]],
    ["asking for settings twice", [told({}, { needsSettings: true }), told({}, { needsSettings: true })]],
    ["declarations that are none", [told({ params: [1], config: "x" }, { needsSettings: true })]],
    ["a path that is none", [{ status: "refused", part: "config", path: "]][[..9[99999999999]", why: "" }]],
    ["a long path", [{ status: "refused", part: "document", path: "a.".repeat(100_000), why: "x" }]],
    ["a place that is none", [{ status: "failed", code: "script_failed", message: "x".repeat(100_000), place }]],
    ["a file that is none", [{ status: "failed", code: "script_failed", message: "", place: { ...place, file: "/etc/passwd" } }]],
  ];
  for (const [name, end] of ends) {
    await t.step(name, async () => {
      const { root, diagnostics } = await reading(end);
      assert.equal(root, undefined);
      assert.ok(diagnostics.length > 0);
      for (const { file, span, message } of diagnostics) {
        assert.equal(file, "m.ts");
        assert.ok(span.start >= 0 && span.start <= TEXT.length && message.length < 3000);
      }
    });
  }
});

Deno.test("readModule() points into the file that failed", async () => {
  const end: EvaluatedModule = {
    status: "failed",
    code: "script_failed",
    message: "Error: x",
    place: { file: "m.ts", line: 2, column: 8 },
  };
  const { diagnostics: [diagnostic] } = await reading([end]);
  assert.deepEqual([diagnostic?.message, diagnostic?.span], ["The module failed: Error: x", { start: 33, end: 40 }]);
});

Deno.test("readModule() does not evaluate a module whose loading would call an export", async () => {
  const { diagnostics, given } = await reading([], "export async function then() {}\nexport default {};\n");
  assert.deepEqual([diagnostics.map(({ code }) => code), given], [["module_value"], []]);
});
