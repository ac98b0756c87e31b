import assert from "node:assert/strict";
import { openState } from "../state.ts";

Deno.test("memories of sources are kept by module, revision and source, carried on and dropped", async () => {
  const dir = await Deno.makeTempDir({ prefix: "executor-memories-" });
  try {
    {
      using state = await openState({ dir, env: {} });
      const memory = state.sourceMemories.open("pipelines/a", 1, "schedule[0]");
      assert.equal(memory.get("last"), undefined);
      memory.set("last", 5);
      memory.set("last", { at: 2n ** 60n, list: [null, "ä"] });
      state.sourceMemories.open("pipelines/a", 1, "watch[0]").set("last", "other");
      state.sourceMemories.open("pipelines/a", 2, "schedule[0]").set("stale", true);
    }
    using state = await openState({ dir, env: {} });
    const { sourceMemories } = state;
    assert.equal((sourceMemories.open("pipelines/a", 1, "schedule[0]").get("last") as { at: bigint }).at, 2n ** 60n);
    sourceMemories.carry("pipelines/a", 1, 2, "schedule[0]");
    const carried = sourceMemories.open("pipelines/a", 2, "schedule[0]");
    assert.equal((carried.get("last") as { at: bigint }).at, 2n ** 60n);
    assert.equal(carried.get("stale"), undefined);
    assert.equal(sourceMemories.open("pipelines/a", 2, "watch[0]").get("last"), undefined);
    sourceMemories.drop("pipelines/a", 1);
    assert.equal(sourceMemories.open("pipelines/a", 1, "watch[0]").get("last"), undefined);
    sourceMemories.carry("pipelines/a", 2, 2, "schedule[0]");
    assert.notEqual(carried.get("last"), undefined);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
