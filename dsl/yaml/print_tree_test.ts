import assert from "node:assert/strict";
import { printTree } from "./print_tree.ts";
import { readYaml } from "./read_yaml.ts";

Deno.test("printTree() writes the YAML of the same values, formatted", async (t) => {
  const table: [string, string, string][] = [
    ["lists and maps", "{a: [1, {b: x}], c: {}}", "a:\n  - 1\n  - b: x\nc: {}\n"],
    [
      "texts that look like something else",
      '["1.10", "true", "null", "", " x", "a: b", "yes"]',
      '- "1.10"\n- "true"\n- "null"\n- ""\n- " x"\n- "a: b"\n- yes\n',
    ],
    ["texts of several lines", '{a: "x\\ny\\n", b: "x\\n  y"}', "a: |\n  x\n  y\nb: |-\n  x\n    y\n"],
    ["the same value twice", "{a: &x {b: 1}, c: *x}", "a:\n  b: 1\nc:\n  b: 1\n"],
    ["large integers", "{a: 9007199254740993}", "a: 9007199254740993\n"],
    ["a key that objects treat specially", '{"__proto__": 1}', "__proto__: 1\n"],
  ];
  for (const [name, text, expected] of table) {
    await t.step(name, async () => {
      const { root } = await readYaml(text, "a.yaml");
      assert.ok(root);
      assert.equal((await printTree(root, "a.yaml")).text, expected);
    });
  }
});
