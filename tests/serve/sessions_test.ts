import assert from "node:assert/strict";
import { isAlive, pollUntil } from "../contract/processes_helpers.ts";
import { assertProblem, type Customer, serving } from "./customer.ts";
import { CAN_ATTACH, Terminal } from "./terminal.ts";

const SESSIONS = "/api/v1/sessions";

function test(name: string, fn: (t: Deno.TestContext) => Promise<void>): void {
  Deno.test({ name, ignore: Deno.build.os !== "linux" || !CAN_ATTACH, fn });
}

/** Starts one as the local admin. */
async function start(customer: Customer, command: readonly string[], more: Record<string, unknown> = {}) {
  const answer = await customer.ask("POST", SESSIONS, { body: { command, ...more } });
  assert.equal(answer.status, 201, answer.text);
  assert.equal(answer.headers.get("location"), `${SESSIONS}/${answer.json.id}`);
  return answer.json;
}

async function tokenOf(customer: Customer, role: string, more: Record<string, unknown> = {}): Promise<string> {
  const answer = await customer.ask("POST", "/api/v1/tokens", { body: { role, ...more } });
  assert.equal(answer.status, 201, answer.text);
  return answer.json.token;
}

test("a session is started, seen, typed into, resized and ends with its command", () =>
  serving({}, async (customer) => {
    const script =
      'echo "$TERM $OWN ${EXECUTOR_TOKEN-none} ${API_TOKEN-none} $PWD"; stty size; while read -r x; do [ "$x" = bye ] && exit 7; stty size; done';
    const made = await start(customer, ["sh", "-c", script], { cols: 100, rows: 40, env: { OWN: "own" }, cwd: "/tmp" });
    const { id, pid, ...rest } = made;
    assert.match(id, /^ses_[0-9a-f]{32}$/);
    assert.ok(isAlive(pid));
    assert.deepEqual([rest.state, rest.exit_code, rest.cols, rest.rows, rest.attached], ["running", null, 100, 40, 0]);
    using first = await Terminal.attach(customer, id);
    assert.deepEqual(first.frames[0], { type: "attached", cols: 100, rows: 40, read_only: false, offset: 0 });
    await first.until("xterm-256color own none none /tmp\r\n40 100\r\n");
    using second = await Terminal.attach(customer, id);
    await second.until("40 100\r\n");
    second.say({ type: "resize", cols: 70, rows: 20 });
    for (const terminal of [first, second]) assert.deepEqual(await terminal.frame("resize"), { type: "resize", cols: 70, rows: 20 });
    assert.equal((await customer.get(`${SESSIONS}/${id}`)).json.attached, 2);
    first.type("x\r");
    for (const terminal of [first, second]) await terminal.until("20 70\r\n");
    second.type("bye\r");
    for (const terminal of [first, second]) {
      assert.deepEqual(await terminal.frame("exit"), { type: "exit", code: 7 });
      assert.equal(await terminal.closed(), 1000);
    }
    const { json } = await customer.get(`${SESSIONS}/${id}`);
    assert.deepEqual([json.state, json.exit_code, json.cols], ["exited", 7, 70]);
    using later = await Terminal.attach(customer, id, { from: 5 });
    await later.frame("exit");
    assert.deepEqual([later.frames[0].offset, later.shown.startsWith("-256color")], [5, true]);
    assert.equal((await customer.get(SESSIONS)).json.items[0].id, id);
    assert.match((await customer.get("/metrics")).text, /^executor_sessions 0$/m);
  }, { env: { EXECUTOR_TOKEN: "secret", API_TOKEN: "secret" } }));

test("what cannot be a session is refused with what is wrong", (t) =>
  serving({}, async (customer) => {
    const cases: readonly (readonly [string, unknown, number, string])[] = [
      ["no command", {}, 422, "body_invalid"],
      ["a command of no words", { command: [] }, 422, "body_invalid"],
      ["a command that is a text", { command: "ls" }, 422, "body_invalid"],
      ["an unknown program", { command: ["/no/such/program"] }, 422, "command_unknown"],
      ["a folder as a program", { command: ["/tmp"] }, 422, "command_unusable"],
      ["an unknown field", { command: ["ls"], columns: 80 }, 422, "body_invalid"],
      ["no columns", { command: ["ls"], cols: 0 }, 422, "body_invalid"],
      ["too many rows", { command: ["ls"], rows: 65536 }, 422, "body_invalid"],
      ["a relative folder", { command: ["ls"], cwd: "x" }, 422, "body_invalid"],
      ["a folder that is not there", { command: ["ls"], cwd: "/no/such" }, 422, "body_invalid"],
      ["a limit that is none", { command: ["ls"], idle: "soon" }, 422, "body_invalid"],
      ["a NUL character", { command: ["ls", "a\0b"] }, 422, "body_invalid"],
      ["a variable that is none", { command: ["ls"], env: { "A=B": "c" } }, 422, "body_invalid"],
      ["no JSON", "{", 400, "body_malformed"],
    ];
    for (const [name, body, status, code] of cases) {
      await t.step(name, async () => assertProblem(await customer.ask("POST", SESSIONS, { body }), status, code, SESSIONS));
    }
    for (const id of ["ses_none", "..%2f..%2ftoken", "%00", "__proto__"]) {
      for (const path of [`${SESSIONS}/${id}`, `${SESSIONS}/${id}/recording`]) {
        assert.equal((await customer.get(path)).json.code, "session_unknown", path);
      }
      assert.equal(await Terminal.tryAttach(customer, id), 404);
    }
    assert.deepEqual((await customer.get(SESSIONS)).json.items, []);
  }));

test("limits end a session with their reason, DELETE with all that it started, and an ended one is forgotten by a second one", () =>
  serving({}, async (customer) => {
    const { id: idle } = await start(customer, ["sh", "-c", "cat"], { idle: "300ms" });
    const { id: total } = await start(customer, ["sh", "-c", "while :; do echo x; sleep 0.05; done"], { total: "400ms" });
    for (const [id, reason] of [[idle, "idle"], [total, "total"]]) {
      using terminal = await Terminal.attach(customer, id ?? "");
      assert.deepEqual(await terminal.frame("exit"), { type: "exit", code: 129, reason });
    }
    // What ignores hang-ups, and what left the session, go too.
    const script = "trap '' HUP; setsid sleep 1000 & echo pid $!; sleep 1000";
    const { id } = await start(customer, ["sh", "-c", script]);
    using terminal = await Terminal.attach(customer, id);
    await terminal.until("\r\n");
    const pid = Number(/pid (\d+)/.exec(terminal.shown)?.[1]);
    assert.ok(isAlive(pid));
    assert.equal((await customer.ask("DELETE", `${SESSIONS}/${id}`)).status, 204);
    assert.deepEqual(await terminal.frame("exit"), { type: "exit", code: 137 });
    await pollUntil(() => !isAlive(pid), "what left the session has gone");
    assert.equal((await customer.get(`${SESSIONS}/${id}`)).json.state, "exited");
    assert.equal((await customer.ask("DELETE", `${SESSIONS}/${id}`)).status, 204);
    assert.equal((await customer.get(`${SESSIONS}/${id}`)).status, 404);
    const ends = (await customer.get("/api/v1/audit")).json.items.filter(({ action }: { action: string }) => action === "session.end");
    assert.deepEqual(ends.map(({ actor }: { actor: string }) => actor === "daemon"), [false, true, true]);
  }));

test("a session that is held loses nothing of what the first who attaches is to see, and goes on without them after a while", () =>
  serving({}, async (customer) => {
    const command = ["sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x; echo END; read x"];
    const whole = 3_000_005;
    const session = async (id: string) => (await customer.get(`${SESSIONS}/${id}`)).json;
    const { id } = await start(customer, command, { hold: "60s" });
    await pollUntil(async () => (await session(id)).bytes > 600_000, "it has written nearly as much as is kept");
    using terminal = await Terminal.attach(customer, id);
    assert.equal(terminal.frames[0].offset, 0);
    await terminal.until("END\r\n");
    assert.equal(terminal.size, whole);
    const alone = await start(customer, command, { hold: "10ms" });
    await pollUntil(async () => (await session(alone.id)).bytes === whole, "nobody came, and it wrote all");
    // Who has been there holds it no more.
    const left = await start(customer, command, { hold: "60s" });
    {
      using _terminal = await Terminal.attach(customer, left.id);
    }
    await pollUntil(async () => (await session(left.id)).bytes === whole, "it wrote all after they left");
  }));

test("a recording holds output and resizes, nothing typed, and is readable to its owner alone", () =>
  serving({}, async (customer) => {
    const { id } = await start(customer, ["sh", "-c", "stty -echo; echo ready; read -r x; echo shown; read -r y"], { record: true });
    using terminal = await Terminal.attach(customer, id);
    await terminal.until("ready");
    terminal.say({ type: "resize", cols: 99, rows: 33 });
    await terminal.frame("resize");
    terminal.type("swordfish\r");
    await terminal.until("shown");
    terminal.type("\r");
    await terminal.frame("exit");
    const answer = await customer.get(`${SESSIONS}/${id}/recording`);
    assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, "application/x-asciicast"]);
    const [head, ...events] = answer.text.trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual([head.version, head.width, head.height], [2, 80, 24]);
    assert.deepEqual(events.filter(([, kind]) => kind !== "o").map(([, kind, text]) => [kind, text]), [["r", "99x33"]]);
    assert.equal(events.filter(([, kind]) => kind === "o").map(([, , text]) => text).join(""), terminal.shown);
    const { mode } = await Deno.stat(`${customer.folder}/state/sessions/${id}.cast`);
    assert.equal((mode ?? 0) & 0o777, 0o600);
    // Typed bytes are kept nowhere.
    for (const file of ["executor.db", "executor.db-wal", `sessions/${id}.cast`]) {
      assert.ok(!(await Deno.readTextFile(`${customer.folder}/state/${file}`)).includes("swordfish"), file);
    }
    const actions = (await customer.get("/api/v1/audit")).json.items.map(({ action, detail }: Record<string, string>) => [action, detail]);
    assert.deepEqual(actions.slice(0, 3).map(([action]: string[]) => action), ["session.end", "session.attach", "session.create"]);
    assert.match(actions[2][1], /^sh -c stty/);
    await customer.ask("DELETE", `${SESSIONS}/${id}`);
    await assert.rejects(Deno.stat(`${customer.folder}/state/sessions/${id}.cast`));
    const unrecorded = await start(customer, ["true"]);
    assert.equal((await customer.get(`${SESSIONS}/${unrecorded.id}/recording`)).json.code, "session_not_recorded");
  }));

test("a recording that would be too large is cut and says so, and the session goes on", () =>
  serving({ "state/settings.yaml": "sessions: { recording: 4KiB }\n" }, async (customer) => {
    const { id } = await start(customer, ["sh", "-c", "head -c 20000 /dev/zero | tr '\\0' x; echo END; read x"], { record: true });
    using terminal = await Terminal.attach(customer, id);
    const failure = async () => (await customer.get(`${SESSIONS}/${id}`)).json.recording_error?.code;
    // Whoever relies on the recording learns it while the session runs.
    await terminal.until("END\r\n");
    assert.equal(await failure(), "recording_unwritable");
    terminal.type("\r");
    await terminal.frame("exit");
    assert.equal(await failure(), "recording_unwritable");
    assert.ok((await customer.get(`${SESSIONS}/${id}/recording`)).text.length <= 4096);
  }));

test("roles: viewers only look, operators start what the settings list and use what operators started", (t) =>
  serving({ "state/settings.yaml": "sessions: { allow: { operator: ['cat \"\"', echo] } }\n" }, async (customer) => {
    const [viewer, operator, scoped] = await Promise.all([
      tokenOf(customer, "viewer"),
      tokenOf(customer, "operator"),
      tokenOf(customer, "operator", { scopes: ["pipelines/a"] }),
    ]);
    const cases: readonly (readonly [string, string, Record<string, unknown>, number])[] = [
      ["a viewer", viewer, { command: ["cat"] }, 403],
      ["a token with scopes", scoped, { command: ["cat"] }, 403],
      ["another command", operator, { command: ["sh"] }, 403],
      ["other arguments", operator, { command: ["cat", "/etc/shadow"] }, 403],
      ["a path to it", operator, { command: ["/bin/cat"] }, 403],
      ["another folder", operator, { command: ["cat"], cwd: "/tmp" }, 403],
      ["a path of its own", operator, { command: ["cat"], env: { PATH: "/tmp/evil" } }, 403],
      ["a library of its own", operator, { command: ["cat"], env: { LD_PRELOAD: "/tmp/evil.so" } }, 403],
      ["a locale from a file", operator, { command: ["cat"], env: { LANG: "../../tmp/x" } }, 403],
      ["any arguments of what has them open", operator, { command: ["echo", "a", "b"], env: { TERM: "vt100" } }, 201],
    ];
    for (const [name, token, body, status] of cases) {
      await t.step(name, async () => assert.equal((await customer.ask("POST", SESSIONS, { body, token })).status, status));
    }
    const { id: admins } = await start(customer, ["cat"]);
    const { id: operators } = (await customer.ask("POST", SESSIONS, { body: { command: ["cat"] }, token: operator })).json;
    const readOnly = async (id: string, token: string) => {
      using terminal = await Terminal.attach(customer, id, { token });
      return terminal.frames[0].read_only;
    };
    assert.deepEqual(await Promise.all([admins, operators].map((id) => readOnly(id, operator))), [true, false]);
    assert.deepEqual(await Promise.all([admins, operators].map((id) => readOnly(id, scoped))), [true, true]);
    assert.deepEqual(await Promise.all([admins, operators].map((id) => readOnly(id, viewer))), [true, true]);
    for (const token of [viewer, scoped, operator]) {
      assert.equal((await customer.ask("DELETE", `${SESSIONS}/${admins}`, { token })).status, 403);
    }
    using looking = await Terminal.attach(customer, operators, { token: viewer });
    looking.type("typed by a viewer\r");
    looking.say({ type: "resize", cols: 10, rows: 10 });
    await looking.frame("error", ({ code }) => code === "forbidden");
    using using_ = await Terminal.attach(customer, operators, { token: operator });
    using_.type("typed by an operator\r");
    await looking.until("typed by an operator");
    assert.ok(!looking.shown.includes("viewer"));
    assert.equal((await customer.get(`${SESSIONS}/${operators}`)).json.cols, 80);
    assert.equal((await customer.ask("DELETE", `${SESSIONS}/${operators}`, { token: operator })).status, 204);
  }));

test("attaching goes through the same door as everything else, and what is no frame is said and changes nothing", () =>
  serving({}, async (customer) => {
    const { id } = await start(customer, ["cat"]);
    const { host } = new URL(customer.url);
    const refusals = await Promise.all([
      Terminal.tryAttach(customer, id, { token: null }),
      Terminal.tryAttach(customer, id, { token: "wrong" }),
      Terminal.tryAttach(customer, id, { token: null, path: `${SESSIONS}/${id}/attach?token=${customer.token}` }),
      Terminal.tryAttach(customer, id, { headers: { origin: "https://evil.example" } }),
      Terminal.tryAttach(customer, id, { headers: { origin: "null" } }),
      Terminal.tryAttach(customer, id, { headers: { host: "evil.example" } }),
      Terminal.tryAttach(customer, id, { path: `${SESSIONS}/${id}/attach?from=-1` }),
      Terminal.tryAttach(customer, id, { path: `${SESSIONS}/${id}/attach?to=1` }),
    ]);
    assert.deepEqual(refusals, [401, 401, 401, 403, 403, 421, 400, 400]);
    const plain = await customer.get(`${SESSIONS}/${id}/attach`);
    assert.deepEqual([plain.status, plain.json.code, plain.headers.get("upgrade")], [426, "upgrade_required", "websocket"]);
    using terminal = await Terminal.attach(customer, id, { headers: { origin: `http://${host}` } });
    for (const frame of ["{", "[]", '{"type":"exit"}', '{"type":"resize","cols":0,"rows":1}', '{"type":"resize","cols":"5","rows":true}']) {
      terminal.say(frame);
    }
    terminal.type("still here\r");
    await terminal.until("still here\r\nstill here");
    assert.deepEqual(terminal.frames.slice(1).map(({ type, code }) => `${type} ${code}`), Array(5).fill("error frame_invalid"));
    terminal.type(new Uint8Array(2 * 1024 * 1024));
    assert.equal(await terminal.closed(), 1009);
    assert.equal((await customer.get(`${SESSIONS}/${id}`)).json.state, "running");
    // Where a second passes before it is used, the next token is.
    const attachBriefly = async () =>
      await Terminal.tryAttach(customer, id, { token: await tokenOf(customer, "viewer", { expires_in: 1 }) });
    let attached = await attachBriefly();
    while (attached === 401) attached = await attachBriefly();
    assert.ok(typeof attached !== "number", `refused with ${attached}`);
    using revoked = attached;
    await revoked.frame("error", ({ code }) => code === "unauthorized");
    assert.equal(await revoked.closed(), 1008);
  }));
