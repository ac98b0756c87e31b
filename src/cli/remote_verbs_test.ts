import assert from "node:assert/strict";
import { eventsResponse, json, problem, startTestingServer, type TestingRoute } from "./remote/testing_server.ts";
import { runVerb } from "./testing_verb.ts";

const DOCUMENT = { name: "a", tasks: [{ id: "fetch", run: "curl x", timeout: "30s" }] };
const CHANGED = { name: "a", tasks: [{ id: "fetch", run: "curl x", timeout: "10s" }] };
const DIFF = [{ op: "replace", path: "/tasks/0/timeout", from: "30s", to: "10s" }];
const ROW = { hash: "sha256:0123456789abcdef0123", origin: "api", author: "tok_a", message: null };

const change = (revision: number, more: object = {}) => ({
  name: "a",
  module: "pipelines/a",
  revision,
  previous: revision - 1,
  state: "active",
  timeline: [],
  duration_ms: 12.4,
  warnings: [],
  changed: true,
  ...more,
});

/** A daemon with the pipeline `a`. */
const ROUTES: Readonly<Record<string, TestingRoute>> = {
  "GET /api/v1/status": () => ({ version: "0.0.1", phase: "ready", modules: 1, refused: 0, running: 1, queued: 0 }),
  "GET /api/v1/settings": () => problem(403, "forbidden", "The settings are for admins"),
  "GET /api/v1/pipelines/a": () => ({ name: "a", revision: 6, state: "active", document: DOCUMENT, error: null }),
  "GET /api/v1/pipelines/a/revisions/6": () => ({ revision: 6, ...ROW, document: DOCUMENT }),
  "GET /api/v1/pipelines/a/revisions/7": () => ({ revision: 7, ...ROW, document: CHANGED }),
  "GET /api/v1/pipelines/a/diff": () => ({ from: 6, to: 7, diff: DIFF }),
};

Deno.test("patch --set names a task by its id, holds for the revision it saw, and prints each difference", async () => {
  await using server = await startTestingServer({ ...ROUTES, "PATCH /api/v1/pipelines/a": () => change(7) });
  const { code, out, err } = await runVerb([
    "patch",
    "a",
    "--set",
    "tasks[fetch].timeout=10s",
    "-m",
    "quicker & safer",
    "--no-persist",
    "--url",
    server.url,
  ]);
  assert.deepEqual([code, err], [0, ""]);
  assert.equal(out, 'pipelines/a: revision 7 (was 6), active in 12 ms\n  ~ tasks[fetch].timeout: "30s" → "10s"\n');
  const sent = server.seen.find(({ method }) => method === "PATCH");
  assert.equal(sent?.path, "/api/v1/pipelines/a?persist=none&message=quicker+%26+safer");
  assert.equal(sent?.headers.get("if-match"), '"6"');
  assert.equal(sent?.headers.get("content-type"), "application/json-patch+json");
  assert.deepEqual(JSON.parse(sent?.body ?? ""), [{ op: "replace", path: "/tasks/0/timeout", value: "10s" }]);
});

Deno.test("patch --set is made anew when somebody else changes the module in between, but not with --if-match", async () => {
  let revision = 6;
  await using server = await startTestingServer({
    ...ROUTES,
    "GET /api/v1/pipelines/a": () => ({
      revision,
      document: revision === 6 ? DOCUMENT : { ...DOCUMENT, tasks: [{ id: "first" }, ...DOCUMENT.tasks] },
    }),
    "PATCH /api/v1/pipelines/a": ({ headers }) =>
      headers.get("if-match") === '"7"' ? change(8) : (revision = 7, problem(412, "etag_stale", "The module is at revision 7")),
  });
  const set = ["patch", "a", "--set", "tasks[fetch].timeout=10s", "--url", server.url];
  const refused = await runVerb([...set, "--if-match", "6"]);
  assert.deepEqual([refused.code, refused.out], [2, ""]);
  assert.match(refused.err, /revision 7 \[etag_stale\]/);
  revision = 6;
  assert.equal((await runVerb([...set, "--json"])).code, 0);
  assert.equal(JSON.parse(server.seen.findLast(({ method }) => method === "PATCH")?.body ?? "")[0].path, "/tasks/1/timeout");
});

Deno.test("patch -f sends YAML as it is written, a list as JSON Patch, and shows a dry run", async () => {
  await using server = await startTestingServer({
    ...ROUTES,
    "PATCH /api/v1/settings": () => change(6, { module: "settings", previous: 6, changed: false, dry_run: true, diff: [] }),
    "PATCH /api/v1/pipelines/a": () => change(7, { revision: 6, previous: 5, dry_run: true, diff: DIFF }),
  });
  const patch = (...args: string[]) => runVerb(["patch", ...args, "--url", server.url], { stdin: "# why\nruns: { at_once: 4 }\n" });
  assert.equal((await patch("settings", "-f", "-", "--dry-run")).out, "settings: would stay as it is, revision 6\n");
  const [sent] = server.seen.slice(-1);
  assert.deepEqual([sent?.headers.get("content-type"), sent?.body], ["application/yaml", "# why\nruns: { at_once: 4 }\n"]);
  const list = await runVerb(["patch", "a", "-f", "-", "--dry-run", "--url", server.url], {
    stdin: "- { op: test, path: /x, value: 9007199254740993 }\n",
  });
  assert.equal(list.out, 'pipelines/a: would change revision 6\n  ~ tasks[fetch].timeout: "30s" → "10s"\n');
  const body = server.seen.findLast(({ method }) => method === "PATCH")?.body;
  assert.equal(body, '[{"op":"test","path":"/x","value":9007199254740993}]');
});

Deno.test("patch shows what is wrong with the document it would make, at its place", async () => {
  const error = { type: "diagnostic", severity: "error", code: "unknown_field", message: 'A task has no field "tiemout"', file: "a.yaml" };
  const place = { line: 4, column: 5, end_line: 4, end_column: 12, source_line: "    tiemout: 5m", hint: 'Did you mean "timeout"?' };
  await using server = await startTestingServer({
    ...ROUTES,
    "PATCH /api/v1/pipelines/a": () =>
      problem(422, "document_invalid", "The change would make a document with 1 error", {
        module: "pipelines/a",
        errors: [{ ...error, ...place }],
      }),
  });
  const args = ["patch", "a", "--set", "tasks[fetch].tiemout=5m", "--url", server.url];
  const { code, err } = await runVerb(args);
  assert.equal(code, 2);
  assert.equal(
    err,
    'pipelines/a:\na.yaml:4:5: error: A task has no field "tiemout" [unknown_field]\n    tiemout: 5m\n    ^^^^^^^\nhint: Did you mean "timeout"?\n' +
      "error: The change would make a document with 1 error [document_invalid]\n",
  );
  const line = JSON.parse((await runVerb([...args, "--json"])).out);
  assert.deepEqual([line.type, line.code, line.module, line.errors[0].line], ["error", "document_invalid", "pipelines/a", 4]);
});

Deno.test("patch refuses a wrong command line before it speaks to anybody", async (t) => {
  for (
    const args of [["a"], ["a", "--set", "x=1", "-f", "-"], ["a", "--set", "x"], ["a", "--set", "x=1", "--if-match", "0"], [
      "../a",
      "--set",
      "x=1",
    ]]
  ) {
    await t.step(args.join(" "), async () => {
      const { code, out } = await runVerb(["patch", ...args, "--url", "http://127.0.0.1:9"]);
      assert.deepEqual([code, out], [2, ""]);
    });
  }
});

Deno.test("revisions lists a module's history over all pages, prints one, and how two differ", async () => {
  const rows = [7, 6, 5].map((revision) => ({
    revision,
    ...ROW,
    time: "2026-01-02T03:04:05.678Z",
    message: revision === 6 ? "why" : null,
  }));
  await using server = await startTestingServer({
    ...ROUTES,
    "GET /api/v1/pipelines/a/revisions": ({ path }) =>
      path.includes("cursor=c%2F1") ? { items: rows.slice(2), next: null } : { items: rows.slice(0, 2), next: "c/1" },
  });
  const revisions = (...args: string[]) => runVerb(["revisions", "a", ...args, "--url", server.url]);
  const listed = await revisions();
  assert.equal(
    listed.out,
    "REVISION  TIME                      ORIGIN  AUTHOR  HASH                 MESSAGE\n" +
      "7         2026-01-02T03:04:05.678Z  api     tok_a   sha256:0123456789ab\n" +
      "6 *       2026-01-02T03:04:05.678Z  api     tok_a   sha256:0123456789ab  why\n" +
      "5         2026-01-02T03:04:05.678Z  api     tok_a   sha256:0123456789ab\n",
  );
  assert.deepEqual((await revisions("--json")).out.trim().split("\n").map((line) => JSON.parse(line).revision), [7, 6, 5]);
  assert.equal((await revisions("7")).out, "name: a\ntasks:\n  - id: fetch\n    run: curl x\n    timeout: 10s\n");
  assert.equal((await revisions("--diff", "6..7")).out, '~ tasks[fetch].timeout: "30s" → "10s"\n');
  assert.equal((await revisions("--diff", "6-7")).code, 2);
  assert.equal((await revisions("x")).code, 2);
});

Deno.test("rollback names a revision or the one before, and an unknown name exits 2", async () => {
  await using server = await startTestingServer({
    ...ROUTES,
    "POST /api/v1/pipelines/a/rollback": () => change(8, { previous: 7, diff: DIFF }),
  });
  assert.match((await runVerb(["rollback", "a", "6", "--url", server.url])).out, /^pipelines\/a: revision 8 \(was 7\)/);
  assert.equal(server.seen.find(({ method }) => method === "POST")?.body, '{"revision":6}');
  assert.equal((await runVerb(["rollback", "a", "--url", server.url])).code, 0);
  assert.equal(server.seen.findLast(({ method }) => method === "POST")?.body, "{}");
  await using other = await startTestingServer({
    "POST /api/v1/pipelines/b/rollback": () => problem(404, "module_unknown", "There is no pipeline b", { hint: 'Did you mean "a"?' }),
  });
  const { code, err } = await runVerb(["rollback", "b", "--url", other.url]);
  assert.deepEqual([code, err], [2, 'error: There is no pipeline b [module_unknown]\nhint: Did you mean "a"?\n']);
});

Deno.test("reload says what was found, and gives the exit code of what was refused", async () => {
  const error = { code: "document_invalid", message: "It has errors", hint: "Look at it", errors: [] };
  await using server = await startTestingServer({
    "GET /api/v1/pipelines/bc": () => ({ name: "bc", revision: 3, error }),
    "POST /api/v1/reload": () => ({
      modules: [
        { module: "pipelines/a", outcome: "changed", revision: 8 },
        { module: "pipelines/bc", outcome: "refused", revision: 3, error: { code: "document_invalid" } },
        { module: "pipelines/d", outcome: "unchanged", revision: 1 },
        { module: "/p/x.yaml", outcome: "refused", revision: null, error: { code: "name_taken", message: "It is another's" } },
      ],
    }),
  });
  const { code, out } = await runVerb(["reload", "--url", server.url]);
  assert.equal(code, 2);
  assert.equal(
    out,
    "pipelines/a   changed  revision 8\n" +
      "pipelines/bc  refused  revision 3 goes on serving\n  error: It has errors [document_invalid]\n  hint: Look at it\n" +
      "/p/x.yaml     refused\n  error: It is another's [name_taken]\n1 unchanged\n",
  );
  assert.deepEqual([(await runVerb(["reload", "a", "d", "--url", server.url])).code], [0]);
  const unknown = await runVerb(["reload", "bd", "--url", server.url]);
  assert.equal(unknown.code, 2);
  assert.match(unknown.err, /There is no module pipelines\/bd \[module_unknown\]\nhint: Did you mean "pipelines\/bc"/);
});

Deno.test("status shows the daemon, what is wrong with which module, sources and runs; with --json an object each", async () => {
  const file = await Deno.makeTempFile({ suffix: ".yaml" });
  await Deno.writeTextFile(file, "tasks:\n  - id: x\n    tiemout: 5m\n");
  const diagnostic = {
    severity: "error",
    code: "unknown_field",
    message: "No such field",
    file,
    line: 3,
    column: 5,
    end_line: 3,
    end_column: 12,
  };
  const run = { run: "r1", pipeline: "a", revision: 6, status: "running", started_at: "2026-01-02T03:04:05.678Z", params: {} };
  await using server = await startTestingServer({
    ...ROUTES,
    "GET /api/v1/status": () => ({
      version: "0.0.1",
      phase: "ready",
      running: 1,
      queued: 0,
      files: [{ file: "/p/x.yaml", error: { code: "name_taken", message: "It is another's", errors: [] } }],
    }),
    "GET /api/v1/pipelines": () => ({
      items: [{
        name: "a",
        revision: 6,
        state: "active",
        origin: "file",
        error: { code: "document_invalid", message: "m", errors: [diagnostic] },
      }],
      next: null,
    }),
    "GET /api/v1/sources": () => ({
      items: [{ source: "pipelines/a/schedule[0]", health: "unhealthy", reason: "no\nclock", next_at: "2000-01-01T00:00:00.000Z" }],
      next: null,
    }),
    "GET /api/v1/runs": ({ path }) => ({ items: path.includes("status=running") ? [run] : [], next: null }),
  });
  try {
    const { code, out, err } = await runVerb(["status", "--url", server.url]);
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, new RegExp(`^${server.url}  ready  version \\S+\n1 running, 0 waiting\n`));
    assert.match(out, /\nnot served: \/p\/x\.yaml\n {2}error: It is another's \[name_taken\]\n/);
    assert.ok(
      out.includes(
        `pipelines/a  6         error  file\n  ${file}:3:5: error: No such field [unknown_field]\n      tiemout: 5m\n      ^^^^^^^\n`,
      ),
      out,
    );
    assert.match(out, /schedule\[0\] {2}unhealthy: no\\nclock {2}2000-01-01T00:00:00\.000Z\n/);
    assert.match(out, /\nr1 {2}running {6}2026-01-02T03:04:05\.678Z {2}a\n$/);
    const lines = (await runVerb(["status", "--url", server.url, "--json"])).out.trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(lines.map(({ type }) => type), ["daemon", "module", "file", "source", "run"]);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("token create prints the secret alone on standard output; list and revoke speak of ids", async () => {
  const row = { id: "tok_abcdefg", role: "operator", scopes: ["pipelines/a"], expires_at: null, created_at: "2026-01-02T03:04:05.678Z" };
  await using server = await startTestingServer({
    "POST /api/v1/tokens": () => json({ ...row, token: "exc_secret" }, 201),
    "GET /api/v1/tokens": () => ({ items: [row], next: null }),
    "DELETE /api/v1/tokens/tok_abcdefg": () => new Response(null, { status: 204 }),
    "DELETE /api/v1/tokens/..%2Fpipelines": () => problem(404, "token_unknown", "There is no such token"),
  });
  const token = (...args: string[]) => runVerb(["token", ...args, "--url", server.url]);
  const made = await token("create", "--role", "operator", "--scope", "pipelines/a", "--expires-in", "30d");
  assert.deepEqual([made.code, made.out], [0, "exc_secret\n"]);
  assert.match(made.err, /tok_abcdefg for the role operator, until it is revoked; it is shown only now/);
  assert.deepEqual(JSON.parse(server.seen[0]?.body ?? ""), { role: "operator", scopes: ["pipelines/a"], expires_in: "30d" });
  assert.match((await token("list")).out, /^ID .*\ntok_abcdefg {2}operator {2}pipelines\/a {2}never/);
  assert.equal((await token("revoke", "tok_abcdefg")).out, "revoked tok_abcdefg\n");
  assert.equal((await token("revoke", "../pipelines")).code, 2);
  for (const wrong of [["create"], ["create", "x", "--role", "viewer"], ["list", "x"], ["revoke"], ["remove", "x"]]) {
    assert.equal((await token(...wrong)).code, 2, wrong.join(" "));
  }
});

Deno.test("logs of a daemon's run go on over a cut connection: nothing is lost or doubled", async () => {
  const event = (id: number, event: object) => ({ id, event: { time: "2026-01-02T03:04:05.678Z", run: "r1", ...event } });
  const line = (id: number, text: string) => event(id, { type: "task.output", task: "a", attempt: 1, stream: "stdout", line: text });
  await using server = await startTestingServer({
    "GET /api/v1/runs/last": () => ({ run: "r1", pipeline: "p", status: "running", params: {}, tasks: [{ id: "a" }, { id: "b" }] }),
    "GET /api/v1/runs/r1": () => ({ run: "r1", status: "running" }),
    "GET /api/v1/runs/r1/events": ({ headers }) => {
      const after = headers.get("last-event-id");
      if (after === null) return eventsResponse([line(1, "one"), line(2, "two")]);
      if (after === "2") return eventsResponse([line(3, "three")]);
      return eventsResponse([event(4, { type: "run.finished", status: "succeeded", duration_ms: 1, counts: {} })]);
    },
  });
  assert.equal((await runVerb(["logs", "-f", "last", "--url", server.url])).out, "a | one\na | two\na | three\n");
  assert.equal((await runVerb(["logs", "-f", "last", "a", "--url", server.url])).out, "one\ntwo\nthree\n");
  assert.equal((await runVerb(["logs", "-f", "last", "b", "--url", server.url])).out, "");
  assert.equal((await runVerb(["logs", "-f", "last", "c", "--url", server.url])).code, 2);
  const [first] = (await runVerb(["logs", "-f", "last", "--json", "--url", server.url])).out.split("\n");
  assert.deepEqual(JSON.parse(first ?? ""), {
    type: "log",
    time: "2026-01-02T03:04:05.678Z",
    run: "r1",
    task: "a",
    attempt: 1,
    stream: "stdout",
    line: "one",
  });
});

Deno.test("resume of a daemon's run shows what it does from then on and gives its exit code", async () => {
  const event = (id: number, event: object) => ({ id, event: { time: "2026-01-02T03:04:05.678Z", run: "r1", ...event } });
  let status = "interrupted";
  await using server = await startTestingServer({
    "GET /api/v1/runs/r1": () => ({ run: "r1", status }),
    "POST /api/v1/runs/r1/resume": () => {
      status = "running";
      return json({ run: "r1" }, 202);
    },
    "GET /api/v1/runs/r1/events": ({ headers }) =>
      headers.get("last-event-id") === null
        ? eventsResponse([event(1, { type: "run.started", pipeline: "p", tasks: ["a"] })])
        : eventsResponse([event(2, { type: "run.finished", status: "cancelled", duration_ms: 1, counts: {} })]),
  });
  const { code, out } = await runVerb(["resume", "r1", "--json", "--url", server.url]);
  assert.deepEqual([code, out.trim().split("\n").map((line) => JSON.parse(line).type)], [3, ["run.finished"]]);
  assert.equal((await runVerb(["resume", "r1", "--max-parallel", "2", "--url", server.url])).code, 2);
});

Deno.test("remote verbs find the local daemon by its state folder, and give its token to nobody else", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await using server = await startTestingServer({ "GET /api/v1/tokens": () => ({ items: [], next: null }) }, { token: "local" });
    await using other = await startTestingServer({ "GET /api/v1/tokens": () => ({ items: [], next: null }) });
    const list = (args: string[], env: Record<string, string> = {}) =>
      runVerb(["token", "list", ...args], { env: { HOME: folder, ...env } });
    assert.equal((await list(["--state", folder])).code, 4);
    const endpoint = (url: string, pid = Deno.pid) => Deno.writeTextFile(`${folder}/endpoint.json`, JSON.stringify({ url, pid }));
    await endpoint(server.url);
    await Deno.writeTextFile(`${folder}/token`, "local\n");
    assert.equal((await list(["--state", folder])).code, 0);
    assert.equal((await list([], { EXECUTOR_STATE: folder })).code, 0);
    // An address that was given gets the local token only when it is the local daemon's.
    assert.equal((await list(["--state", folder, "--url", server.url])).code, 0);
    assert.equal((await list(["--state", folder, "--url", other.url])).code, 0);
    assert.equal(other.seen[0]?.headers.get("authorization"), null);
    assert.equal((await list(["--url", other.url], { EXECUTOR_STATE: folder, EXECUTOR_TOKEN: "mine" })).code, 0);
    assert.equal(other.seen[1]?.headers.get("authorization"), "Bearer mine");
    // A daemon that was killed: whatever has its port now is not sent the token.
    const dead = new Deno.Command("true").spawn();
    await dead.status;
    await endpoint(other.url, dead.pid);
    assert.equal((await list(["--state", folder])).code, 4);
    assert.equal(other.seen.length, 2);
    assert.equal((await list([], { EXECUTOR_URL: server.url, EXECUTOR_TOKEN: "wrong" })).code, 4);
    assert.equal((await list([], { EXECUTOR_URL: "ftp://x" })).code, 2);
    assert.equal((await list([], { EXECUTOR_URL: server.url, EXECUTOR_TOKEN: "a\nb" })).code, 2);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
