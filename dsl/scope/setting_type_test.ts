import assert from "node:assert/strict";
import type { Setting } from "../../src/core/mod.ts";
import { compileExpr, formatType, parseExpr } from "../expr/mod.ts";
import { typeOfSetting, withDoubles } from "./setting_type.ts";

Deno.test("typeOfSetting() gives each setting its type in expressions", async (t) => {
  const cases: readonly (readonly [Setting, string])[] = [
    [{ type: "string" }, "string"],
    [{ type: "int" }, "int"],
    [{ type: "float" }, "double"],
    [{ type: "bool" }, "bool"],
    [{ type: "url" }, "string"],
    [{ type: "path" }, "string"],
    [{ type: "duration" }, "int"],
    [{ type: "size" }, "int"],
    [{ type: "enum", enum: ["a", "b"] }, "string"],
    [{ type: "enum", enum: [1, 2] }, "int"],
    [{ type: "enum", enum: [1, "b"] }, "dyn"],
    [{ type: "list" }, "list(dyn)"],
    [{ type: "list", items: "int" }, "list(int)"],
    [{ type: "map", items: "float" }, "map(string, double)"],
    [{ type: "string", default: null }, "dyn"],
  ];
  for (const [setting, expected] of cases) {
    await t.step(JSON.stringify(setting), () => assert.equal(formatType(typeOfSetting(setting)), expected));
  }
});

Deno.test("withDoubles() makes whole numbers of float settings doubles and leaves the rest alone", () => {
  const settings: Record<string, Setting> = {
    r: { type: "float" },
    l: { type: "list", items: "float" },
    m: { type: "map", items: "float" },
    n: { type: "int" },
  };
  const values = { r: 1, l: [1, 2.5], m: { a: 2 }, n: 3 };
  const params = withDoubles(values, settings);
  const { expr } = parseExpr("[params.r / 2.0, params.l[0] / 2.0, params.m.a / 4.0, double(params.n / 2)]");
  assert.ok(expr);
  assert.deepEqual(JSON.stringify(compileExpr(expr).evaluate({ params }), (_, v) => v?.value ?? v), "[0.5,0.5,0.5,1]");
  assert.equal(withDoubles(values, { n: { type: "int" } }), values);
  assert.equal(withDoubles(values, undefined), values);
});
