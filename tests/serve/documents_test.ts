import assert from "node:assert/strict";
import { assertProblem, JSON_PATCH, MERGE, serving, test, YAML } from "./customer.ts";

const HELLO = `# Says hello.
name: hello
meta: { wait: &wait 30s }
params:
  who: world   # whom
tasks:
  - id: greet # the only task
    run: echo "hello {{ params.who }}"
    timeout: *wait
`;

test("GET of a pipeline: the document as written, the text byte for byte, an ETag on every answer", async (t) => {
  await serving({ "hello.yaml": HELLO }, async (customer) => {
    await t.step("JSON", async () => {
      const { status, headers, json } = await customer.get("/api/v1/pipelines/hello");
      assert.deepEqual([status, headers.get("etag"), headers.get("content-type")], [200, '"1"', "application/json"]);
      const { name, revision, hash, origin, state, document, error } = json;
      assert.deepEqual({ name, revision, origin, state, error }, {
        name: "hello",
        revision: 1,
        origin: "file",
        state: "active",
        error: null,
      });
      assert.match(hash, /^sha256:[0-9a-f]{64}$/);
      assert.deepEqual(document, {
        name: "hello",
        meta: { wait: "30s" },
        params: { who: "world" },
        tasks: [{ id: "greet", run: 'echo "hello {{ params.who }}"', timeout: "30s" }],
      });
    });
    await t.step("text", async () => {
      const { status, headers, text } = await customer.get("/api/v1/pipelines/hello", { headers: { accept: YAML } });
      assert.deepEqual([status, headers.get("etag"), text], [200, '"1"', HELLO]);
      assert.match(headers.get("content-type") ?? "", /^application\/yaml/);
    });
    await t.step("If-None-Match", async () => {
      const ask = (tag: string) => customer.get("/api/v1/pipelines/hello", { headers: { "if-none-match": tag } });
      for (const tag of ['"1"', 'W/"1"', "*", '"7", "1"']) {
        const { status, headers, text } = await ask(tag);
        assert.deepEqual([status, headers.get("etag"), text], [304, '"1"', ""], tag);
      }
      assert.equal((await ask('"2"')).status, 200);
    });
    await t.step("HEAD", async () => {
      const { status, headers, text } = await customer.ask("HEAD", "/api/v1/pipelines/hello");
      assert.deepEqual([status, headers.get("etag"), text], [200, '"1"', ""]);
    });
    await t.step("ETag of a revision and of the settings", async () => {
      assert.equal((await customer.get("/api/v1/settings")).headers.get("etag"), '"1"');
      assert.equal((await customer.patch("/api/v1/settings", { log: { level: "debug" } })).headers.get("etag"), '"2"');
      const { headers, json } = await customer.get("/api/v1/settings");
      assert.deepEqual([headers.get("etag"), json.document, json.settings.log.level], ['"2"', { log: { level: "debug" } }, "debug"]);
    });
  });
});

test("writes: PUT, PATCH of each kind and rollback answer as written, and touch only their lines", async (t) => {
  await serving({ "hello.yaml": HELLO }, async (customer) => {
    const path = "/api/v1/pipelines/hello";
    await t.step("a merge patch", async () => {
      const { status, headers, json } = await customer.patch(path, { params: { who: "you" } });
      assert.deepEqual([status, headers.get("etag")], [200, '"2"']);
      const { name, revision, previous, state, timeline, duration_ms, warnings } = json;
      assert.deepEqual({ name, revision, previous, state, warnings }, {
        name: "hello",
        revision: 2,
        previous: 1,
        state: "active",
        warnings: [],
      });
      assert.deepEqual(timeline.map((step: { state: string }) => step.state), ["detected", "preparing", "syncing", "swapping", "active"]);
      for (const { time } of timeline) assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.ok(duration_ms > 0);
      assert.equal(await customer.file("hello.yaml"), HELLO.replace("who: world   # whom", "who: you   # whom"));
    });
    await t.step("a JSON Patch whose test holds", async () => {
      const patch = [{ op: "test", path: "/params/who", value: "you" }, { op: "replace", path: "/params/who", value: "all" }];
      assert.equal((await customer.patch(path, patch, JSON_PATCH)).json.revision, 3);
      assert.equal(await customer.file("hello.yaml"), HELLO.replace("who: world ", "who: all "));
    });
    await t.step("a YAML body is a merge patch", async () => {
      for (const type of [YAML, "text/yaml", "application/x-yaml"]) {
        assert.equal((await customer.patch(path, "params: { who: world }\n", type)).status, 200, type);
      }
      assert.equal(await customer.file("hello.yaml"), HELLO);
    });
    await t.step("without effect: no revision", async () => {
      const before = (await customer.get(path)).json.revision;
      const { status, headers, json } = await customer.patch(path, { params: { who: "world" } });
      assert.deepEqual([status, json.revision, json.previous, headers.get("etag")], [200, before, before, `"${before}"`]);
      assert.equal((await customer.get(`${path}/revisions`)).json.items.length, before);
      assert.equal((await customer.patch(path, "{}", MERGE)).json.revision, before);
      assert.equal((await customer.patch(path, [], JSON_PATCH)).json.revision, before);
    });
    await t.step("JSON Patch: every operation, all or none", async () => {
      const all = [
        { op: "add", path: "/meta/list", value: [1, 2] },
        { op: "add", path: "/meta/list/-", value: 3 },
        { op: "copy", from: "/meta/list", path: "/meta/again" },
        { op: "move", from: "/meta/again/0", path: "/meta/first" },
        { op: "remove", path: "/meta/again" },
        { op: "test", path: "/meta", value: { wait: "30s", list: [1, 2, 3], first: 1 } },
      ];
      assert.equal((await customer.patch(path, all, JSON_PATCH)).status, 200);
      assert.deepEqual((await customer.get(path)).json.document.meta, { wait: "30s", list: [1, 2, 3], first: 1 });
      const text = await customer.file("hello.yaml");
      const half = [{ op: "add", path: "/meta/half", value: 1 }, { op: "test", path: "/meta/half", value: 2 }];
      assert.ok([409, 422].includes((await customer.patch(path, half, JSON_PATCH)).status));
      assert.equal(await customer.file("hello.yaml"), text);
    });
    await t.step("rollback", async () => {
      const before = (await customer.get(path)).json.revision;
      const { status, json, headers } = await customer.ask("POST", `${path}/rollback`, { body: { revision: 1 } });
      assert.deepEqual([status, json.revision, json.previous, json.state], [200, before + 1, before, "active"]);
      assert.equal(headers.get("etag"), `"${before + 1}"`);
      assert.equal(await customer.file("hello.yaml"), HELLO);
      assert.equal((await customer.ask("POST", `${path}/rollback`)).status, 200, "without a body: the one before");
      assert.equal((await customer.ask("POST", `${path}/rollback`, { body: { revision: 999 } })).status, 404);
      assert.equal((await customer.ask("POST", `${path}/rollback`, { body: { revison: 1 } })).status, 422);
    });
    await t.step("PUT of a new pipeline", async () => {
      const body = "# fresh\nname: fresh\ntasks: [{ id: a, run: 'true' }]\n";
      const put = (text: string) => customer.ask("PUT", "/api/v1/pipelines/fresh", { body: text, type: YAML });
      const made = await put(body);
      assert.deepEqual([made.status, made.headers.get("etag"), made.headers.get("location")], [201, '"1"', "/api/v1/pipelines/fresh"]);
      assert.deepEqual([made.json.revision, made.json.previous, made.json.state], [1, null, "active"]);
      assert.equal(await customer.file("fresh.yaml"), body);
      assert.equal((await put(body)).status, 200);
      assert.equal((await put(body.replace("true", "false"))).json.revision, 2);
      const json = { name: "fresh", tasks: [{ id: "a", run: "date" }] };
      assert.equal((await customer.ask("PUT", "/api/v1/pipelines/fresh", { body: json })).json.revision, 3);
      assert.match(await customer.file("fresh.yaml"), /^# fresh\n/);
      const unnamed = await customer.ask("PUT", "/api/v1/pipelines/unnamed", { body: "tasks: [{ id: a, run: 'true' }]\n", type: YAML });
      assert.deepEqual([unnamed.status, unnamed.json.name], [201, "unnamed"]);
    });
    await t.step("DELETE, and made again its numbers go on", async () => {
      assert.equal((await customer.ask("DELETE", "/api/v1/pipelines/fresh")).status, 200);
      assert.equal((await customer.get("/api/v1/pipelines/fresh")).status, 404);
      await assert.rejects(customer.file("fresh.yaml"), Deno.errors.NotFound);
      const again = await customer.ask("PUT", "/api/v1/pipelines/fresh", { body: "tasks: [{ id: b, run: 'true' }]\n", type: YAML });
      assert.deepEqual([again.status, again.json.revision], [201, 5]);
      assert.equal((await customer.ask("DELETE", "/api/v1/pipelines/fresh")).json.revision, 6);
      const back = await customer.ask("POST", "/api/v1/pipelines/fresh/rollback");
      assert.deepEqual([back.status, back.json.revision], [201, 7], "a deletion can be undone");
      assert.equal((await customer.get("/api/v1/pipelines/fresh")).json.document.tasks[0].id, "b");
    });
    await t.step("a name is fixed", async () => {
      const patched = await customer.patch(path, { name: "other" });
      assert.deepEqual([patched.status, patched.json.code], [422, "name_fixed"]);
      const put = await customer.ask("PUT", path, { body: "name: other\ntasks: [{ id: a, run: 'true' }]\n", type: YAML });
      assert.equal(put.status, 422);
      assert.equal((await customer.get("/api/v1/pipelines/other")).status, 404);
    });
  });
});

test("writes at once: each is made, none is lost, and of those that name one revision only the first", async () => {
  await serving({ "hello.yaml": HELLO }, async (customer) => {
    const path = "/api/v1/pipelines/hello";
    const all = await Promise.all(Array.from({ length: 8 }, (_, n) => customer.patch(path, { meta: { [`n${n}`]: n } })));
    assert.deepEqual(all.map(({ json }) => json.revision).toSorted((a, b) => a - b), [2, 3, 4, 5, 6, 7, 8, 9]);
    assert.equal(Object.keys((await customer.get(path)).json.document.meta).length, 9);
    const racing = await Promise.all(
      Array.from({ length: 5 }, (_, n) => customer.patch(path, { meta: { n } }, MERGE, { "if-match": '"9"' })),
    );
    assert.deepEqual(racing.map(({ status }) => status).toSorted(), [200, 412, 412, 412, 412]);
  });
});

test("writes keep a file's mode, its symlink, its line ends and its byte order mark", async (t) => {
  const crlf = "\uFEFF# mine\r\nname: crlf\r\ntasks:\r\n  - id: a   # first\r\n    run: 'true'\r\n    timeout: 30s\r\n";
  const linked = "name: linked\ntasks:\n  - { id: a, run: 'true', timeout: 30s }   # one line\n";
  await serving({ "crlf.yaml": crlf, "real.txt": linked }, async (customer) => {
    const { folder } = customer;
    await t.step("CRLF and the mark", async () => {
      assert.equal((await customer.get("/api/v1/pipelines/crlf")).json.error, null);
      assert.equal((await customer.patch("/api/v1/pipelines/crlf", { max_parallel: 2 })).status, 200);
      const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await Deno.readFile(`${folder}/crlf.yaml`));
      assert.ok(text.startsWith("\uFEFF# mine\r\n"));
      assert.doesNotMatch(text, /[^\r]\n/);
      assert.equal(text.replace("max_parallel: 2\r\n", ""), crlf);
    });
    await t.step("mode and symlink", async () => {
      await customer.until("pipelines/linked", "active", () => Deno.symlink("real.txt", `${folder}/linked.yaml`));
      await Deno.chmod(`${folder}/real.txt`, 0o640);
      assert.equal(
        (await customer.patch("/api/v1/pipelines/linked", [{ op: "replace", path: "/tasks/0/timeout", value: "5s" }], JSON_PATCH)).status,
        200,
      );
      assert.equal(await Deno.readLink(`${folder}/linked.yaml`), "real.txt");
      assert.equal(await customer.file("real.txt"), linked.replace("30s", "5s"));
      assert.equal(((await Deno.stat(`${folder}/real.txt`)).mode ?? 0) & 0o777, 0o640);
    });
  });
});

const LANGUAGES = {
  "one.yaml": ["# c\nname: one\ntasks:\n  - id: a # c\n    run: 'true'\n    timeout: 30s\n", "30s", "5s"],
  "two.yml": ["# c\nname: two\ntasks: [{ id: a, run: 'true', timeout: 30s }] # c\n", "30s", "5s"],
  "three.flow": ['# c\npipeline three {\n  task a { # c\n    run "true"\n    timeout 30s\n  }\n}\n', "30s", "5s"],
} as const;

test("every language is served, patched and rolled back as a file", async (t) => {
  const files = Object.fromEntries(Object.entries(LANGUAGES).map(([name, [text]]) => [name, text]));
  await serving(files, async (customer) => {
    for (const [file, [text, from, to]] of Object.entries(LANGUAGES)) {
      await t.step(file, async () => {
        const name = file.split(".")[0];
        const path = `/api/v1/pipelines/${name}`;
        assert.equal((await customer.get(path)).json.document.tasks[0].timeout, "30s");
        assert.equal((await customer.get(path, { headers: { accept: YAML } })).text, text);
        const patched = await customer.patch(path, [{ op: "replace", path: "/tasks/0/timeout", value: "5s" }], JSON_PATCH);
        assert.equal(patched.status, 200, patched.text);
        const now = await customer.file(file);
        assert.ok([text.replace(from, to), text.replace("30s", "5s")].includes(now), now);
        assert.equal((await customer.patch(path, { max_parallel: 3 })).status, 200);
        assert.equal((await customer.get(path)).json.document.max_parallel, 3);
        const back = await customer.ask("POST", `${path}/rollback`, { body: { revision: 1 } });
        assert.equal(back.status, 200, back.text);
        assert.equal(await customer.file(file), text);
        assert.equal((await customer.run(name ?? "")).status, "succeeded");
      });
    }
  });
});

test("a program is served, and its patches live until the daemon ends", async (t) => {
  const files = {
    "four.pipeline.ts": "// c\nexport default { name: 'four', tasks: [{ id: 'a', run: 'true', timeout: '30s' as string }] };\n",
    "five.pipeline.js": "// c\nexport default { name: 'five', tasks: [{ id: 'a', run: 'true', timeout: `${10 * 3}s` }] };\n",
  };
  await serving(files, async (customer) => {
    for (const [file, text] of Object.entries(files)) {
      await t.step(file, async () => {
        const name = file.split(".")[0] ?? "";
        const path = `/api/v1/pipelines/${name}`;
        assert.equal((await customer.get(path)).json.document.tasks[0].timeout, "30s");
        assert.equal((await customer.get(path, { headers: { accept: YAML } })).text, text);
        const patch = [{ op: "replace", path: "/tasks/0/timeout", value: "5s" }];
        assertProblem(await customer.patch(path, patch, JSON_PATCH), 409, "file_not_editable", path);
        const kept = await customer.patch(`${path}?persist=none`, patch, JSON_PATCH);
        assert.deepEqual([kept.status, kept.json?.persisted], [200, false], kept.text);
        assert.equal((await customer.get(path)).json.document.tasks[0].timeout, "5s");
        assert.equal(await customer.file(file), text);
        const back = await customer.ask("POST", `${path}/rollback`, { body: { revision: 1 } });
        assert.equal(back.status, 200, back.text);
        assert.equal(await customer.file(file), text);
        assert.equal((await customer.run(name)).status, "succeeded");
      });
    }
  });
});
