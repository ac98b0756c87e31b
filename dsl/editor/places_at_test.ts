import assert from "node:assert/strict";
import { readYaml } from "../yaml/mod.ts";
import { placesAt } from "./places_at.ts";

const TEXT = "params: { n: { type: int } }\ntasks:\n  - id: a\n    run: ls\n    retry: 3\n    matrix: { r: [eu] }\n";

Deno.test("placesAt() gives what the field table says of a key or value", async (t) => {
  const { root } = await readYaml(TEXT, "a.yaml");
  const cases: readonly (readonly [at: string, kind: string, path: string, field: string | undefined, record: string | undefined])[] = [
    ["params", "key", "params", "params", "Pipeline"],
    ["n: {", "key", "params.n", "params", undefined],
    ["type", "key", "params.n.type", "type", "Setting"],
    ["int", "value", "params.n.type", "type", undefined],
    ["run", "key", "tasks.run", "run", "Task"],
    ["ls", "value", "tasks.run", "run", undefined],
    ["r: [", "key", "tasks.matrix.r", "matrix", undefined],
    ["eu", "value", "tasks.matrix.r", "matrix", undefined],
  ];
  for (const [at, kind, path, field, record] of cases) {
    await t.step(at, () => {
      const [place] = placesAt(root, TEXT.indexOf(at));
      const found = place?.kind === "key" ? place.record?.name : undefined;
      assert.deepEqual([place?.kind, place?.path.join("."), place?.field?.name, found], [kind, path, field, record]);
    });
  }
});

Deno.test("placesAt() gives nothing where nothing stands", async () => {
  const { root } = await readYaml(TEXT, "a.yaml");
  assert.deepEqual(placesAt(root, TEXT.indexOf("- id")), []);
  assert.deepEqual(placesAt(undefined, 0), []);
});
