import assert from "node:assert/strict";
import { assertProblem, type Customer, serving, test, YAML } from "./customer.ts";

const named = (name: string) => `name: ${name}\ntasks:\n  - id: a\n    run: "true"\n    timeout: 30s\n`;
const FILES = Object.fromEntries(["ant", "bee", "cat", "dog", "eel"].map((name) => [`${name}.yaml`, named(name)]));

/** All pages of a list; between two something happens. */
async function pages(customer: Customer, path: string, limit: number, between: () => Promise<unknown> = () => Promise.resolve()) {
  const found = [];
  for (let cursor = "";;) {
    const separator = path.includes("?") ? "&" : "?";
    const { status, json, text } = await customer.get(`${path}${separator}limit=${limit}${cursor === "" ? "" : `&cursor=${cursor}`}`);
    assert.equal(status, 200, text);
    assert.ok(json.items.length <= limit);
    found.push(json.items);
    if (json.next === null) return found;
    cursor = json.next;
    await between();
  }
}

test("lists: pages by limit and cursor, steady while things change", async (t) => {
  await serving(FILES, async (customer) => {
    await t.step("pipelines", async () => {
      const all = (await pages(customer, "/api/v1/pipelines", 2)).flat();
      assert.deepEqual(all.map(({ name }) => name), ["ant", "bee", "cat", "dog", "eel"]);
      let step = 0;
      const seen = (await pages(customer, "/api/v1/pipelines", 2, async () => {
        if (step++ > 0) return;
        await customer.ask("DELETE", "/api/v1/pipelines/bee");
        await customer.ask("PUT", "/api/v1/pipelines/aaa", { body: named("aaa"), type: YAML });
      })).flat().map(({ name }) => name);
      assert.deepEqual(seen, ["ant", "bee", "cat", "dog", "eel"], "the last of a page may go, and nothing comes twice");
    });
    await t.step("revisions, newest first", async () => {
      const path = "/api/v1/pipelines/cat";
      for (const seconds of [1, 2, 3, 4]) {
        assert.equal((await customer.patch(`${path}?message=to+${seconds}`, { timeout: `${seconds}s` })).status, 200);
      }
      const { items } = (await customer.get(`${path}/revisions`)).json;
      assert.deepEqual(items.map(({ revision }: { revision: number }) => revision), [5, 4, 3, 2, 1]);
      const [first] = items;
      assert.match(first.hash, /^sha256:[0-9a-f]{64}$/);
      assert.match(first.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.deepEqual([first.origin, first.message, typeof first.author], ["api", "to 4", "string"]);
      assert.deepEqual([items[4].origin, items[4].message], ["file", null]);
      let seconds = 10;
      const seen = await pages(customer, `${path}/revisions`, 2, () => customer.patch(path, { timeout: `${seconds++}s` }));
      assert.deepEqual(seen.flat().map(({ revision }) => revision), [5, 4, 3, 2, 1]);
      const one = await customer.get(`${path}/revisions/2`);
      assert.deepEqual([one.json.revision, one.json.document.timeout], [2, "1s"]);
      assert.equal((await customer.get(`${path}/revisions/1`, { headers: { accept: YAML } })).text, named("cat"));
    });
    await t.step("diff", async () => {
      const path = "/api/v1/pipelines/cat";
      const { json } = await customer.get(`${path}/diff?from=1&to=3`);
      assert.deepEqual([json.from, json.to, json.diff], [1, 3, [{ op: "add", path: "/timeout", to: "2s" }]]);
      assert.deepEqual((await customer.get(`${path}/diff?from=2&to=3`)).json.diff, [{
        op: "replace",
        path: "/timeout",
        from: "1s",
        to: "2s",
      }]);
      assert.deepEqual((await customer.get(`${path}/diff?from=3&to=1`)).json.diff, [{ op: "remove", path: "/timeout", from: "2s" }]);
      assert.deepEqual((await customer.get(`${path}/diff?from=3&to=3`)).json.diff, []);
      assert.equal((await customer.get(`${path}/diff`)).status, 200);
      assertProblem(await customer.get(`${path}/diff?from=1&to=99`), 404, "revision_unknown", `${path}/diff`);
      assertProblem(await customer.get(`${path}/diff?from=x`), 400, "query_invalid", `${path}/diff`);
    });
    await t.step("runs", async () => {
      const started = [];
      for (let i = 0; i < 5; i++) started.push((await customer.run("dog")).run);
      const seen = await pages(customer, "/api/v1/runs?pipeline=dog", 2, () => customer.run("dog"));
      assert.deepEqual(seen.flat().map(({ run }) => run), started.toReversed());
      await customer.run("eel");
      assert.deepEqual((await customer.get("/api/v1/runs?pipeline=eel")).json.items.length, 1);
      assert.deepEqual((await customer.get("/api/v1/runs?pipeline=nobody")).json, { items: [], next: null });
      assert.equal((await customer.get("/api/v1/pipelines/eel/runs")).json.items.length, 1);
    });
    await t.step("audit, newest first", async () => {
      const { items } = (await customer.get("/api/v1/audit?limit=1000")).json;
      const times = items.map(({ time }: { time: string }) => time);
      assert.deepEqual(times, times.toSorted().toReversed());
      const row = items.find(({ action, module }: { action: string; module: string }) =>
        action.includes("patch") && module === "pipelines/cat"
      );
      for (const key of ["time", "actor", "action", "module", "before", "after", "from"]) assert.ok(key in row, key);
      assert.match(row.before, /^sha256:/);
      assert.match(row.after, /^sha256:/);
      assert.equal(row.from, "127.0.0.1");
      assert.equal((await pages(customer, "/api/v1/audit", 3)).flat().length, items.length);
      assert.ok(
        items.some(({ action, module }: { action: string; module: string }) => /delete/.test(action) && module === "pipelines/bee"),
      );
    });
  });
});

test("dry runs tell and do nothing", async (t) => {
  await serving({ "ant.yaml": named("ant") }, async (customer) => {
    const path = "/api/v1/pipelines/ant";
    const diff = [{ op: "replace", path: "/tasks/0/timeout", from: "30s", to: "5s" }];
    const patch = { tasks: [{ id: "a", run: "true", timeout: "5s" }] };
    await t.step("of a patch", async () => {
      const { status, headers, json } = await customer.patch(`${path}?dry_run=true`, patch);
      assert.deepEqual([status, headers.get("etag"), json.diff, json.revision], [200, '"1"', diff, 1]);
    });
    await t.step("of what is wrong", async () => {
      assertProblem(await customer.patch(`${path}?dry_run=true`, { tasks: [{ id: "a", rum: "x" }] }), 422, "document_invalid", path);
      assertProblem(await customer.patch(`${path}?dry_run=maybe`, patch), 400, "query_invalid", path);
    });
    await t.step("of a new one, a deletion, several", async () => {
      const put = await customer.ask("PUT", "/api/v1/pipelines/new?dry_run=true", { body: named("new"), type: YAML });
      assert.deepEqual([put.status, put.json.diff.length > 0], [200, true], put.text);
      assert.equal((await customer.get("/api/v1/pipelines/new")).status, 404);
      assert.equal((await customer.ask("DELETE", `${path}?dry_run=true`)).status, 200);
      const several = { changes: [{ module: "pipelines/ant", merge: patch }] };
      const { json } = await customer.patch("/api/v1/modules?dry_run=true", several, "application/json");
      assert.deepEqual(json.changes[0].diff, diff);
      const back = await customer.ask("POST", `${path}/rollback?dry_run=true`, { body: { revision: 1 } });
      assert.deepEqual([back.status, back.json.diff], [200, []]);
    });
    assert.equal((await customer.get(`${path}/revisions`)).json.items.length, 1);
    assert.equal(await customer.file("ant.yaml"), named("ant"));
    assert.deepEqual(Array.from(Deno.readDirSync(customer.folder), ({ name }) => name).toSorted(), ["ant.yaml", "state"]);
  });
});

test("PATCH of several modules: all or none, and a refusal names the module", async (t) => {
  await serving(FILES, async (customer) => {
    const path = "/api/v1/modules";
    const patch = (...changes: unknown[]) => customer.patch(path, { changes }, "application/json");
    await t.step("all", async () => {
      const { status, json } = await patch(
        { module: "pipelines/ant", merge: { timeout: "5s" } },
        { module: "pipelines/bee", patch: [{ op: "add", path: "/timeout", value: "6s" }], if_match: '"1"' },
        { module: "pipelines/cat", merge: { timeout: "7s" }, if_match: 1 },
        { module: "settings", merge: { log: { level: "debug" } } },
      );
      assert.equal(status, 200);
      assert.deepEqual(
        json.changes.map(({ module, revision, previous, state }: Record<string, unknown>) => [module, revision, previous, state]),
        [["pipelines/ant", 2, 1, "active"], ["pipelines/bee", 2, 1, "active"], ["pipelines/cat", 2, 1, "active"], [
          "settings",
          2,
          1,
          "active",
        ]],
      );
      assert.equal(await customer.file("bee.yaml"), `${named("bee")}timeout: 6s\n`);
    });
    await t.step("none", async () => {
      const good = { module: "pipelines/ant", merge: { timeout: "9s" } };
      const rows = [
        [{ module: "pipelines/bee", merge: { tasks: 1 } }, 422, "document_invalid", "pipelines/bee"],
        [{ module: "pipelines/bee", merge: {}, if_match: '"1"' }, 412, "etag_stale", "pipelines/bee"],
        [{ module: "pipelines/bee", merge: {}, if_match: 'W/"2"' }, 412, "etag_stale", "pipelines/bee"],
        [{ module: "pipelines/bee", patch: [{ op: "remove", path: "/none" }] }, 409, "patch_conflict", "pipelines/bee"],
        [{ module: "pipelines/nobody", merge: { timeout: "1s" } }, 404, "module_unknown", "pipelines/nobody"],
        [{ module: "settings", merge: { api: { nope: 1 } } }, 422, "document_invalid", "settings"],
        [{ module: "settings", merge: { runs: { at_once: 0 } } }, 422, "document_invalid", "settings"],
      ] as const;
      for (const [bad, status, code, module] of rows) {
        const answer = await patch(good, bad);
        assertProblem(answer, status, code, path);
        assert.equal(answer.json.module, module);
      }
      for (
        const bad of [{ module: "nope", merge: {} }, { module: "pipelines/bee" }, { module: "pipelines/ant", merge: {} }, {
          module: "pipelines/bee",
          merge: {},
          patch: [],
        }]
      ) {
        assertProblem(await patch(good, bad), 422, "body_invalid", path);
      }
      assertProblem(await customer.patch(path, {}, "application/json"), 422, "body_invalid", path);
      const { revision, document } = (await customer.get("/api/v1/pipelines/ant")).json;
      assert.deepEqual([revision, document.timeout, await customer.file("ant.yaml")], [2, "5s", `${named("ant")}timeout: 5s\n`]);
    });
  });
});
