/** Every row of the table of `docs/flow.md` is true: its two sides are the same tree. */
import assert from "node:assert/strict";
import { readFlow } from "../../../dsl/flow/mod.ts";
import { PIPELINE } from "../../../dsl/schema/mod.ts";
import { readYaml } from "../../../dsl/yaml/mod.ts";
import { toJson } from "./to_json.ts";

const page = await Deno.readTextFile(new URL("../../../docs/flow.md", import.meta.url));

Deno.test("docs/flow.md says the same in both columns", async (t) => {
  const rows = [...page.matchAll(/^\| `(.*)` \| `(.*)` \|$/gm)];
  assert.ok(rows.length > 20);
  for (const [, flow = "", yaml = ""] of rows) {
    await t.step(flow, async () => {
      const wanted = await readYaml(yaml, "row.yaml");
      assert.deepEqual(wanted.diagnostics, []);
      assert.ok(wanted.root?.kind === "map");
      const isOfPipeline = wanted.root.entries.every(({ key }) => PIPELINE.byName.has(key)) && !/^(?:cwd|env) /.test(flow);
      const { root, diagnostics } = readFlow(`pipeline p {\n${isOfPipeline ? flow : `task t {\n${flow}\n}`}\n}`, "row.flow");
      assert.deepEqual(diagnostics, []);
      const found = root === undefined ? undefined : toJson(root) as { tasks: Record<string, unknown>[] } & Record<string, unknown>;
      assert.ok(found);
      const expected = toJson(wanted.root) as Record<string, unknown>;
      if (isOfPipeline) {
        assert.deepEqual({ ...found, tasks: found.tasks.length > 0 ? found.tasks : undefined }, {
          name: "p",
          tasks: undefined,
          ...expected,
        });
      } else assert.deepEqual(found.tasks, [{ id: "t", ...expected }]);
    });
  }
});
