import assert from "node:assert/strict";
import process from "node:process";
import fc from "fast-check";
import { generate } from "../../tests/dsl/yaml/generate.ts";
import { mutate, seeded } from "../../tests/dsl/yaml/mutate.ts";
import type { DocNode } from "../tree.ts";
import { readYaml, readYamlFast } from "./read_yaml.ts";

/** Of processor time: what else the machine does takes none of it. With slack for a slow one; the work itself takes a tenth. */
const SLOW_MS = 20_000;

function value(node: DocNode | undefined, key: string): DocNode | undefined {
  return node?.kind === "map" ? node.entries.find((entry) => entry.key === key)?.value : undefined;
}

Deno.test("readYaml() gives a tree with places", async () => {
  const { root, diagnostics } = await readYaml("a: [1, x]\nb:\n", "f");
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(root, {
    kind: "map",
    span: { start: 0, end: 11 },
    entries: [
      {
        key: "a",
        keySpan: { start: 0, end: 1 },
        value: {
          kind: "seq",
          span: { start: 3, end: 9 },
          items: [
            { kind: "scalar", span: { start: 4, end: 5 }, value: 1, style: "plain", source: "1" },
            { kind: "scalar", span: { start: 7, end: 8 }, value: "x", style: "plain", source: "x" },
          ],
        },
      },
      {
        key: "b",
        keySpan: { start: 10, end: 11 },
        value: { kind: "scalar", span: { start: 11, end: 11 }, value: null, style: "plain", source: "" },
      },
    ],
  });
});

Deno.test("readYaml() resolves merges: own keys, then the first source", async () => {
  const { root } = await readYaml("a: &a { x: 1, y: 1 }\nb: &b { y: 2, z: 2 }\nc: { <<: [*a, *b], z: 3 }\n", "f");
  const c = value(root, "c");
  assert.deepEqual(["x", "y", "z"].map((key) => value(c, key)).map((node) => node?.kind === "scalar" && node.value), [1, 1, 3]);
});

Deno.test("readYaml() gives aliases the anchored node itself", async () => {
  const { root } = await readYaml("a: &a [1]\nb: *a\n", "f");
  assert.equal(value(root, "b"), value(root, "a"));
});

Deno.test("readYaml() keeps the first of duplicate keys, and the root for further checks", async () => {
  const { root, diagnostics } = await readYaml("a: 1\na: 2\n", "f");
  const first = value(root, "a");
  assert.deepEqual([first?.kind === "scalar" && first.value, diagnostics.map(({ code }) => code)], [1, ["yaml_duplicate_key"]]);
});

Deno.test("readYaml() reads an unquoted template as the text it was meant to be", async () => {
  const { root, diagnostics } = await readYaml("if: {{ a.b }}\n", "f");
  const node = value(root, "if");
  assert.deepEqual([node?.kind === "scalar" && node.value, diagnostics[0]?.code], ["{{ a.b }}", "yaml_complex_key"]);
});

Deno.test("readYaml() treats __proto__ and constructor as keys like any other", async () => {
  for (const text of ["__proto__: 1\nconstructor: 2\n", "__proto__: &a 1\nconstructor: 2\n"]) {
    const { root } = await readYaml(text, "f");
    assert.deepEqual(root?.kind === "map" && root.entries.map(({ key }) => key), ["__proto__", "constructor"]);
  }
});

Deno.test("readYaml() counts places without the byte order mark", async () => {
  const [bare, marked] = await Promise.all([readYaml("a: @\n", "f"), readYaml("\ufeffa: @\n", "f")]);
  assert.deepEqual(marked, bare);
});

Deno.test("readYaml() ends hostile documents with a diagnostic", async (t) => {
  const cases: Record<string, readonly [string, string]> = {
    "100,000 brackets": ["[".repeat(100_000), "yaml_too_deep"],
    "100,000 closed brackets": ["[".repeat(100_000) + "]".repeat(100_000), "yaml_too_deep"],
    "100,000 dashes": ["- ".repeat(100_000), "yaml_too_deep"],
    "201 brackets": ["[".repeat(201) + "]".repeat(201), "yaml_too_deep"],
    "201 lines": [Array.from({ length: 201 }, (_, i) => " ".repeat(i) + "a:").join("\n"), "yaml_too_deep"],
    "20 MB": ["a: 1\n".repeat(4_000_000), "yaml_too_large"],
    "a long text in many aliases": [`a: &a ${"x".repeat(100_000)}\nb: [${"*a,".repeat(10_000)}]`, "yaml_alias_bomb"],
    "a line of a megabyte": [`a: ${"x".repeat(1_000_000)}: y`, "yaml_bad_key"],
    "four million digits": [`a: ${"9".repeat(4_000_000)}`, "yaml_number"],
    "a million blank lines": ["\n".repeat(1_000_000) + "a: @", "yaml_bad_start"],
    "quotes without end": ['"'.repeat(200_000), "yaml_after_value"],
    "colons without end": [": ".repeat(100_000), "yaml_too_deep"],
    "commas without end": [`[${",".repeat(50_000)}]`, "yaml_extra_comma"],
  };
  for (const [name, [text, code]] of Object.entries(cases)) {
    await t.step(name, async () => {
      const start = process.cpuUsage();
      const { diagnostics } = await readYaml(text, "f");
      assert.equal(diagnostics[0]?.code, code);
      assert.ok(JSON.stringify(diagnostics).length < 1000);
      assert.ok(process.cpuUsage(start).user < SLOW_MS * 1000);
    });
  }
});

Deno.test("readYaml() accepts what stands just within the limits", async (t) => {
  const cases: Record<string, string> = {
    "200 brackets": "[".repeat(200) + "]".repeat(200),
    "200 lines": Array.from({ length: 200 }, (_, i) => " ".repeat(i) + "a:").join("\n"),
    "1,000 aliases of 100 values": `a: &a [${"x,".repeat(100)}]\nb: [${"*a,".repeat(1000)}]`,
    "1,000 digits": `a: ${"9".repeat(1000)}`,
  };
  for (const [name, text] of Object.entries(cases)) {
    await t.step(name, async () => {
      const { root, diagnostics } = await readYaml(text, "f");
      assert.deepEqual(diagnostics, []);
      assert.ok(root !== undefined);
    });
  }
});

Deno.test("readYaml() lists thousands of errors, and no more than 5,000", async () => {
  const many = Array.from({ length: 3000 }, (_, i) => `k${i}: @x`).join("\n");
  assert.equal((await readYaml(many, "f")).diagnostics.length, 3000);
  assert.equal((await readYaml("a: 1\n".repeat(20_000), "f")).diagnostics.length, 5000);
});

Deno.test("readYaml() never throws, and what it finds lies in the text, sorted", async () => {
  const arbitrary = fc.oneof(
    fc.integer({ min: 0 }).map((seed) => mutate(generate(seeded(seed)), seeded(seed + 1))),
    fc.string({ unit: fc.constantFrom(..."a:-?#[]{},&*!|>'\"%@`\\ \n\t0é\r") }),
    fc.string({ unit: "binary" }),
  );
  await fc.assert(
    fc.asyncProperty(arbitrary, async (text) => {
      const { root, diagnostics } = await readYaml(text, "f");
      if (root === undefined) assert.ok(diagnostics.some(({ severity }) => severity === "error"));
      let last = 0;
      for (const { span } of diagnostics) {
        assert.ok(span.start >= last && span.end >= span.start && span.end <= text.length + 1);
        last = span.start;
      }
    }),
    { numRuns: 1500 },
  );
});

Deno.test("readYamlFast() reads valid documents and leaves all others alone", () => {
  assert.equal(readYamlFast("\ufeffa: 1\n")?.kind, "map");
  for (const left of ["a: [", "a: *b\n", "a: \0\n", "a: 1\na: 2\n", "", "text\n"]) assert.equal(readYamlFast(left), undefined, left);
});
