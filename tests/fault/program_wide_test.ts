import assert from "node:assert/strict";
import { eventsOf, ProgramWorld } from "./program_world.ts";

const COUNT = 10_000;
/** Far above what it takes, far below what work that grows with the square would take. */
const DEADLINE_MS = 180_000;

Deno.test({
  name: `${COUNT} tasks that depend on one run to their end and are all in the journal`,
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const tasks = Array.from({ length: COUNT }, (_, n) => `  - { id: t${n}, depends_on: [first], command: ["true"] }`);
    const files = { "wide.yaml": ["max_parallel: 8", "tasks:", '  - { id: first, command: ["true"] }', ...tasks].join("\n") };
    await using world = await ProgramWorld.create(files, { limitMs: DEADLINE_MS });
    const end = await world.run("run", "wide.yaml", "--json");
    assert.equal(end.code, 0, end.stderr);
    const events = eventsOf(end);
    assert.equal(events.length, 2 * (COUNT + 1) + 2);
    assert.deepEqual(events.at(-1)?.["counts"], { succeeded: COUNT + 1 });
    const shown = await world.show();
    assert.equal(shown.tasks.length, COUNT + 1);
    assert.ok(shown.tasks.every(({ status }) => status === "succeeded"));
  },
});
