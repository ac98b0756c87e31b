import assert from "node:assert/strict";
import type { ChildSpec } from "../../core/mod.ts";
import { checkSpec } from "./check_spec.ts";

const spec = (env: Record<string, string>): ChildSpec => ({ argv: ["true"], cwd: "/", env, stdin: "null", output: () => {} });

Deno.test("checkSpec() lists the environment with the extra variable last, in place of one of its name", () => {
  const env = { A: "1", MARK: "theirs", B: "", C: "x=y" };
  assert.deepEqual(checkSpec(spec(env), ["MARK", "ours"]), ["A=1", "B=", "C=x=y", "MARK=ours"]);
});

Deno.test("checkSpec() takes names such as __proto__ and environments without a prototype", () => {
  const env = Object.assign(Object.create(null), { ["constructor"]: "1" }) as Record<string, string>;
  Object.defineProperty(env, "__proto__", { value: "2", enumerable: true });
  assert.deepEqual(checkSpec(spec(env), ["M", ""]), ["constructor=1", "__proto__=2", "M="]);
});
