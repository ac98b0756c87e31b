import assert from "node:assert/strict";
import type { Json } from "../../src/core/mod.ts";
import { loadDocument } from "./load_document.ts";
import { planOf } from "./plan_of.ts";
import { resolveSettings } from "./resolve_settings.ts";

Deno.test("planOf() lists tasks in execution order with what they wait for", async () => {
  const { pipeline } = await loadDocument(
    `
params: { n: { type: int, default: 3 } }
tasks:
  - { id: last, run: ls, depends_on: [route, first] }
  - { if: "{{ params.n > 1 }}", id: route, then: branch, depends_on: [first] }
  - { id: branch, run: echo, matrix: { a: [1, 2] } }
  - { id: first, run: ls }
finally:
  - { id: end, run: ls }
`,
    "p.yaml",
  );
  assert.ok(pipeline);
  const plan = planOf(pipeline, resolveSettings(pipeline, { params: { n: "5" }, env: {} }), {
    instancesOf: (task) => [{ id: `${task.id}[1]`, matrix: { a: 1 } }],
  });
  assert.equal(
    JSON.stringify(plan["tasks"]),
    JSON.stringify([
      { id: "first", kind: "run", after: [], run: "ls" },
      { id: "route", kind: "router", after: ["first"], depends_on: ["first"], if: "{{ params.n > 1 }}", then: ["branch"] },
      { id: "last", kind: "run", after: ["route", "first"], depends_on: ["route", "first"], run: "ls" },
      {
        id: "branch",
        kind: "run",
        after: ["route"],
        instances: [{ id: "branch[1]", matrix: { a: 1 } }],
        run: "echo",
        matrix: { a: [1, 2] },
      },
    ]),
  );
  assert.equal(JSON.stringify(plan["params"]), '{"n":{"type":"int","default":3,"value":5}}');
  assert.equal((plan["finally"] as readonly Json[]).length, 1);
});
