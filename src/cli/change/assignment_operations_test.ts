import assert from "node:assert/strict";
import { AppError, type Json } from "../../core/mod.ts";
import { assignmentOperations } from "./assignment_operations.ts";
import { parseAssignment } from "./parse_assignment.ts";

const DOCUMENT: Json = {
  name: "report",
  tasks: [{ id: "fetch", run: "curl x", timeout: "30s" }, { id: "process", depends_on: ["fetch"] }],
  env: { "A.B": "1" },
};

async function operations(...sets: string[]) {
  return assignmentOperations(DOCUMENT, await Promise.all(sets.map(parseAssignment)));
}

Deno.test("assignmentOperations() names elements of lists by their id or number, and makes what is missing on the way", async (t) => {
  const cases: readonly (readonly [string, object])[] = [
    ["tasks[fetch].timeout=10s", { op: "replace", path: "/tasks/0/timeout", value: "10s" }],
    ["tasks.process.timeout=10s", { op: "add", path: "/tasks/1/timeout", value: "10s" }],
    ["tasks[1].retry.attempts=3", { op: "add", path: "/tasks/1/retry", value: { attempts: 3 } }],
    ["tasks[-]={id: new, run: ls}", { op: "add", path: "/tasks/-", value: { id: "new", run: "ls" } }],
    ["tasks[fetch]=null", { op: "remove", path: "/tasks/0" }],
    ["env[A.B]=", { op: "replace", path: "/env/A.B", value: "" }],
    ['env["a/b~c"]="7"', { op: "add", path: "/env/a~1b~0c", value: "7" }],
    ["params.n=[1, 2.5, true]", { op: "add", path: "/params", value: { n: [1, 2.5, true] } }],
    ["config.big.default=9007199254740993", { op: "add", path: "/config", value: { big: { default: 9007199254740993n } } }],
    ["name=a=b", { op: "replace", path: "/name", value: "a=b" }],
    ["on.schedule.cron=* * * * *", { op: "add", path: "/on", value: { schedule: { cron: "* * * * *" } } }],
    ["name={{ config.x }}", { op: "replace", path: "/name", value: "{{ config.x }}" }],
  ];
  for (const [set, operation] of cases) {
    await t.step(set, async () => assert.equal(JSON.stringify(await operations(set), text), JSON.stringify([operation], text)));
  }
});

const text = (_: string, value: unknown) => typeof value === "bigint" ? `${value}n` : value;

Deno.test("assignmentOperations() carries out one after the other", async () => {
  assert.deepEqual((await operations("tasks[fetch]=null", "tasks[process].run=ls")).map(({ op, path }) => [op, path]), [
    ["remove", "/tasks/0"],
    ["add", "/tasks/0/run"],
  ]);
  assert.deepEqual(await operations("meta.x=null", "nothing.at.all=null"), []);
});

Deno.test("assignmentOperations() says where a path leads nowhere, with the nearest id", async () => {
  for (
    const [set, message, hint] of [
      ["tasks[fetsh].timeout=1s", /tasks has no element "fetsh"/, /Did you mean "fetch"/],
      ["tasks[7].timeout=1s", /no element "7"/, /It has 2 elements: fetch, process/],
      ["name.first=x", /name is a text and has no "first"/, undefined],
    ] as const
  ) {
    await assert.rejects(operations(set), (error: AppError) => {
      assert.equal(error.code, "patch_conflict");
      assert.match(error.message, message);
      if (hint !== undefined) assert.match(error.hint ?? "", hint);
      return true;
    });
  }
});

Deno.test("parseAssignment() refuses what is no PATH=VALUE, and keeps __proto__ a key like any other", async () => {
  for (const wrong of ["", "=x", "a", "a.", "a..b=1", "a[=1", "a[b=1", "a]=1", 'a["b=1', "a={", ".a=1"]) {
    await assert.rejects(parseAssignment(wrong), { code: "usage" }, wrong);
  }
  const [operation] = assignmentOperations({}, [await parseAssignment("__proto__.x=1")]);
  assert.equal(operation?.path, "/__proto__");
  assert.equal(({} as Record<string, unknown>)["x"], undefined);
});
