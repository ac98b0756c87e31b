import assert from "node:assert/strict";
import { printCondition, printPlainCondition } from "./print_condition.ts";

const CASES: Readonly<Record<string, readonly [string | undefined, string | undefined]>> = {
  "{{ params.n > 1 }}": ["params.n > 1", "params.n > 1"],
  "{{ a\n  && b // why\n}}": ["a && b", "a && b"],
  "{{ .params.n > 1 }}": ["params.n > 1", undefined],
  "{{ .a | int > 1 }}": ["int(a) > 1", undefined],
  "{{ a | startsWith('x') }}": ["a.startsWith('x')", undefined],
  "{{ (a + b | string) | size == 2 }}": ["size(a + string(b)) == 2", undefined],
  "{{ (.a || b) && !(c | default(false)) }}": ["(a || b) && !default(c, false)", undefined],
  "{{ .a ? -b : [c, {'k': d}][0].k in e }}": ["a ? (-b) : ([c, {'k': d}][0].k in e)", undefined],
  "{{ .a.exists(x, has(x.b) && x.b > 1) }}": ["a.exists(x, has(x.b) && x.b > 1)", undefined],
  "{{ cel.bind(x, .a, x - (x - 1)) }}": ["cel.bind(x, a, x - (x - 1))", undefined],
  "{{ 1 | math.abs == 1 }}": ["math.abs(1) == 1", undefined],
  "no expression": [undefined, undefined],
  "{{ a }} and {{ b }}": [undefined, undefined],
};

Deno.test("printCondition() writes plain CEL without braces, printPlainCondition() only what is it already", async (t) => {
  for (const [value, wanted] of Object.entries(CASES)) {
    await t.step(value, () => {
      const node = { kind: "scalar", style: "double", span: { start: 0, end: 0 }, value, source: value } as const;
      assert.deepEqual([printCondition(node), printPlainCondition(node)], wanted);
    });
  }
});
