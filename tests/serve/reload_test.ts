import assert from "node:assert/strict";
import { startServing, withFiles } from "../serving.ts";
import { assertProblem, Customer, serving, test, YAML } from "./customer.ts";

const named = (name: string, run = "true") => `# ${name}\nname: ${name}\ntasks:\n  - id: a   # first\n    run: ${run}\n    timeout: 30s\n`;

test("a broken file shows as error while the old one serves, and a PATCH loses nothing of it", async (t) => {
  await serving({ "hello.yaml": named("hello", "echo one") }, async (customer) => {
    const path = "/api/v1/pipelines/hello";
    const broken = named("hello").replace("run:", "rum:");
    await t.step("broken", async () => {
      await customer.until("pipelines/hello", "error", () => customer.write("hello.yaml", broken));
      const { json, headers } = await customer.get(path);
      assert.deepEqual([json.revision, json.state, json.error.code, headers.get("etag")], [1, "error", "document_invalid", '"1"']);
      assert.equal(json.document.tasks[0].run, "echo one");
      const [error] = json.error.errors;
      assert.deepEqual([error.line, error.type, typeof error.hint], [5, "diagnostic", "string"]);
      assert.equal((await customer.run("hello")).status, "succeeded", "the old one serves");
      await customer.daemon.log.find((line) => /error/i.test(line) && line.includes("hello"));
    });
    await t.step("a patch meanwhile", async () => {
      const refused = await customer.patch(path, { timeout: "9s" });
      assertProblem(refused, 409, "file_changed", path);
      assert.ok(Array.isArray(refused.json.diff));
      assert.equal(await customer.file("hello.yaml"), broken);
    });
    await t.step("mended", async () => {
      await customer.until("pipelines/hello", "active", () => customer.write("hello.yaml", named("hello", "echo two")));
      const { json } = await customer.get(path);
      assert.deepEqual([json.revision, json.state, json.error, json.origin], [2, "active", null, "file"]);
    });
  });
});

test("files: new ones, gone ones, made again, moved, hidden, in folders, with a name that is taken", async (t) => {
  const files = {
    "one.yaml": named("one", "echo one"),
    "deep/er/two.yaml": named("two"),
    ".hidden.yaml": named("hidden"),
    "x.yaml~": named("scrap"),
  };
  await serving(files, async (customer) => {
    const names = async () => (await customer.get("/api/v1/pipelines")).json.items.map(({ name }: { name: string }) => name);
    await t.step("read in folders, without what is hidden and scraps", async () => assert.deepEqual(await names(), ["one", "two"]));
    await t.step("a new one, renamed over as editors do", async () => {
      await customer.write(".three.swp", named("three"));
      const rename = () => Deno.rename(`${customer.folder}/.three.swp`, `${customer.folder}/three.yaml`);
      await customer.until("pipelines/three", "active", rename);
      assert.deepEqual(await names(), ["one", "three", "two"]);
    });
    await t.step("gone, and made again: its numbers go on", async () => {
      await customer.until("pipelines/three", "retired", () => Deno.remove(`${customer.folder}/three.yaml`));
      assert.equal((await customer.get("/api/v1/pipelines/three")).status, 404);
      assert.ok((await customer.get("/api/v1/pipelines/three/revisions")).json.items.length >= 1, "its history stays");
      await customer.until("pipelines/three", "active", () => customer.write("three.yaml", named("three")));
      assert.ok((await customer.get("/api/v1/pipelines/three")).json.revision > 1);
    });
    await t.step("a name that is taken does not take over", async () => {
      await customer.write("four.yaml", named("one", "echo thief"));
      const report = await customer.ask("POST", "/api/v1/reload", { body: {} });
      assert.equal(report.status, 200);
      const refused = report.json.modules.find(({ outcome }: { outcome: string }) => outcome === "refused");
      assert.equal(refused.error.code, "name_taken");
      assert.equal((await customer.get("/api/v1/pipelines/one")).json.document.tasks[0].run, "echo one");
      await Deno.remove(`${customer.folder}/four.yaml`);
    });
    await t.step("moved: the same pipeline", async () => {
      const { revision } = (await customer.get("/api/v1/pipelines/two")).json;
      await Deno.rename(`${customer.folder}/deep/er/two.yaml`, `${customer.folder}/two.yaml`);
      await customer.ask("POST", "/api/v1/reload", { body: {} });
      const { json } = await customer.get("/api/v1/pipelines/two");
      assert.deepEqual([json.file.endsWith("/two.yaml"), json.document.name, json.revision >= revision], [true, "two", true]);
    });
    await t.step("the same meaning is no revision", async () => {
      const before = (await customer.get("/api/v1/pipelines/one")).json.revision;
      await customer.write("one.yaml", `# other words\n${named("one", "echo one")}`);
      await customer.ask("POST", "/api/v1/reload", { body: {} });
      assert.equal((await customer.get("/api/v1/pipelines/one")).json.revision, before);
      for (const headers of [{}, { "if-none-match": `"${before}"` }]) {
        const { text } = await customer.get("/api/v1/pipelines/one", { headers: { ...headers, accept: YAML } });
        assert.equal(text, await customer.file("one.yaml"));
      }
    });
  });
});

test("a PATCH after a change on disk keeps both; what is not persisted lives until the daemon ends", async (t) => {
  await withFiles({ "hello.yaml": named("hello", "echo one") }, async (folder) => {
    const path = "/api/v1/pipelines/hello";
    {
      await using daemon = startServing(folder);
      const customer = new Customer(folder, daemon, await daemon.ready());
      await t.step("both", async () => {
        // So long a quiet time that the watch never comes first.
        await customer.patch("/api/v1/settings", { reload: { debounce: "1m" } });
        await customer.write("hello.yaml", named("hello", "echo two"));
        const { status } = await customer.patch(path, { timeout: "9s" });
        assert.equal(status, 200);
        assert.equal(await customer.file("hello.yaml"), `${named("hello", "echo two")}timeout: 9s\n`);
        await customer.write("hello.yaml", named("hello", "echo three"));
        const stale = await customer.patch(path, { timeout: "9s" }, undefined, { "if-match": '"3"' });
        assertProblem(stale, 412, "etag_stale", path);
        assert.equal((await customer.get(path)).json.document.tasks[0].run, "echo three");
      });
      await t.step("?persist=none", async () => {
        const text = await customer.file("hello.yaml");
        const { status, json } = await customer.patch(`${path}?persist=none`, { timeout: "7s" });
        assert.deepEqual([status, json.persisted], [200, false]);
        assert.equal(await customer.file("hello.yaml"), text);
        const shown = (await customer.get(path)).json;
        assert.deepEqual([shown.document.timeout, shown.persisted], ["7s", false]);
        const made = await customer.ask("PUT", "/api/v1/pipelines/brief?persist=none", { body: named("brief"), type: YAML });
        assert.equal(made.status, 201);
        await assert.rejects(customer.file("brief.yaml"), Deno.errors.NotFound);
        assert.equal((await customer.run("brief")).status, "succeeded");
      });
      daemon.kill("SIGTERM");
      assert.equal((await daemon.ended()).code, 0);
    }
    await using daemon = startServing(folder);
    const customer = new Customer(folder, daemon, await daemon.ready());
    assert.equal((await customer.get("/api/v1/pipelines/brief")).status, 404);
    const { document, error } = (await customer.get(path)).json;
    assert.deepEqual([document.timeout, document.tasks[0].run, error], [undefined, "echo three", null]);
  });
});

test("what a pipeline is made of reloads with it", async (t) => {
  const files = {
    "outer.yaml": "name: outer\ntasks:\n  - { id: in, pipeline: ./inner.yaml }\n",
    "inner.yaml": named("inner", "echo inner-one"),
    "script.yaml": "name: script\ntasks:\n  - { id: a, script: ./main.ts }\n",
    "main.ts": 'import { word } from "./lib/word.ts";\nexport default () => ({ word });\n',
    "lib/word.ts": 'export const word = "one";\n',
    "apart.yaml": named("apart"),
  };
  await serving(files, async (customer) => {
    const revision = async (name: string) => (await customer.get(`/api/v1/pipelines/${name}`)).json.revision;
    await t.step("an included pipeline", async () => {
      await customer.until("pipelines/outer", "active", () => customer.write("inner.yaml", named("inner", "echo inner-two")));
      assert.deepEqual([await revision("inner"), await revision("outer"), await revision("apart")], [2, 2, 1]);
      const { run } = await customer.run("outer");
      using logs = await customer.events(`/api/v1/runs/${run}/logs`);
      assert.ok((await logs.rest()).some(({ data }) => data.line === "inner-two"));
    });
    await t.step("an imported script", async () => {
      assert.deepEqual((await customer.run("script")).tasks[0].outputs, { word: "one" });
      await customer.until("pipelines/script", "active", () => customer.write("lib/word.ts", 'export const word = "two";\n'));
      assert.deepEqual((await customer.run("script")).tasks[0].outputs, { word: "two" });
      assert.deepEqual([await revision("script"), await revision("apart")], [2, 1]);
    });
    await t.step("through the API as well", async () => {
      assert.equal((await customer.patch("/api/v1/pipelines/inner", { timeout: "1m" })).status, 200);
      assert.equal(await revision("outer"), 3);
    });
  });
});

/** A source that emits once, and says that it is well. */
const EMITS = (word: string) =>
  `import { defineSource } from "executor";
export const healthCheck = () => true;
export default defineSource(async ({ emit, signal }) => {
  await emit({ word: "${word}" }, { id: "${word}" });
  await new Promise((resolve) => signal.addEventListener("abort", () => resolve(undefined), { once: true }));
});
`;

test("sources: a schedule with its next time, a watch, and a script that emits", async (t) => {
  const files = {
    "clock.yaml": `${named("clock")}on: { schedule: "0 2 * * *" }\n`,
    "inbox.yaml": `name: inbox\non: { watch: { paths: ["in/*.csv"], debounce: 10ms } }\ntasks: [{ id: a, run: 'true' }]\n`,
    "in/readme.md": "",
    "orders.ts": EMITS("first"),
  };
  await serving(files, async (customer) => {
    await t.step("rows", async () => {
      const { items } = (await customer.get("/api/v1/sources")).json;
      const clock = items.find(({ pipeline }: { pipeline: string }) => pipeline === "clock");
      assert.deepEqual([clock.kind, clock.health], ["schedule", "healthy"]);
      assert.ok(Date.parse(clock.next_at) > Date.now());
      assert.ok(Date.parse(clock.started_at) <= Date.now());
      const inbox = items.find(({ pipeline }: { pipeline: string }) => pipeline === "inbox");
      assert.deepEqual([inbox.kind, inbox.health, inbox.next_at], ["watch", "healthy", null]);
    });
    await t.step("a patch moves the next time", async () => {
      const next = async () => (await customer.get("/api/v1/sources")).json.items[0].next_at;
      const before = await next();
      await customer.patch("/api/v1/pipelines/clock", { on: { schedule: "30 3 * * *" } });
      assert.notEqual(await next(), before);
    });
    await t.step("a file in a watched folder starts a run", async () => {
      using events = await customer.events("/api/v1/events");
      await customer.write("in/a.csv", "1\n");
      const { data } = await events.find(({ event, data }) => event.startsWith("run.") && data.pipeline === "inbox");
      assert.equal((await customer.ended(data.run)).status, "succeeded");
    });
    await t.step("a script emits, and again when it changes", async () => {
      using events = await customer.events("/api/v1/events");
      const emitted = async () => {
        const { data } = await events.find(({ event, data }) => event.startsWith("run.") && data.pipeline === "orders");
        return (await customer.ended(data.run)).tasks[0].outputs;
      };
      const text =
        `name: orders\non: { script: ./orders.ts }\ntasks:\n  - { id: a, run: 'echo "word={{ payload.word }}" >> "$EXECUTOR_OUTPUT"' }\n`;
      await customer.write("orders.yaml", text);
      assert.deepEqual(await emitted(), { word: "first" });
      const row = (await customer.get("/api/v1/sources")).json.items.find(({ pipeline }: { pipeline: string }) => pipeline === "orders");
      assert.deepEqual([row.kind, row.health], ["script", "healthy"]);
      await customer.write("orders.ts", EMITS("second"));
      await events.find(({ event, data }) =>
        event === "module.state" && data.module === "pipelines/orders" && data.revision === 2 && data.state === "active"
      );
      assert.deepEqual(await emitted(), { word: "second" });
    });
  });
});
