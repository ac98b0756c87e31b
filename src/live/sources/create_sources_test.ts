import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { join } from "node:path";
import { AppError, type DaemonEvent, type Pipeline, type ScheduleSource as ScheduleOn, type SourceMemories } from "../../core/mod.ts";
import { openSandbox } from "../open_sandbox.ts";
import { createSources } from "./create_sources.ts";
import type { SourceLine, SourceSet, SourcesRequest, SourceSupervisor } from "./source_set.ts";
import { settled, TestClock, TestEvents, TestIntake, TestMemories } from "./testing.ts";

const HOUR = 3_600_000;
const MODULE = "pipelines/a";

interface World extends AsyncDisposable {
  readonly sources: SourceSupervisor;
  readonly intake: TestIntake;
  readonly events: TestEvents;
  readonly memories: TestMemories;
  readonly lines: SourceLine[];
  readonly folder: string;
  /** Prepares and activates a revision, and retires the one before. */
  serve(revision: number, on: Pipeline["on"], more?: Partial<SourcesRequest>): Promise<SourceSet>;
  prepare(revision: number, on: Pipeline["on"], more?: Partial<SourcesRequest>): Promise<SourceSet>;
}

/** A daemon's sources over doubles of everything but time, files and the sandbox. */
function world(
  options: { readonly clock?: TestClock; readonly memories?: TestMemories; readonly environment?: Record<string, string> } = {},
): World {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "sources-" }));
  const sandbox = openSandbox(Deno.env.toObject());
  const [intake, events, memories, lines] = [
    new TestIntake(),
    new TestEvents(),
    options.memories ?? new TestMemories(),
    [] as SourceLine[],
  ];
  const sources = createSources({
    emit: (module, event) => intake.emit(module, event),
    memories,
    events,
    sandbox,
    environment: options.environment ?? {},
    log: (line) => lines.push(line),
    random: () => 1,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  let current: SourceSet | undefined;
  const prepare: World["prepare"] = (revision, on, more = {}) => {
    const module = more.module ?? MODULE;
    const pipeline: Pipeline = {
      name: module.slice("pipelines/".length),
      tasks: [],
      ...(on === undefined ? {} : { on }),
      ...more.pipeline,
    };
    return sources.prepare({ module, revision, folder, previous: current, ...more, pipeline });
  };
  return {
    sources,
    intake,
    events,
    memories,
    lines,
    folder,
    prepare,
    async serve(revision, on, more) {
      const set = await prepare(revision, on, more);
      set.activate();
      await current?.retire();
      return current = set;
    },
    async [Symbol.asyncDispose]() {
      await sources[Symbol.asyncDispose]();
      sandbox[Symbol.dispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

const hourly: ScheduleOn = { cron: "0 * * * *", zone: "UTC", missed: "skip" };
const request = (more = {}) => ({ method: "POST", path: "/h", query: {}, headers: {}, body: new Uint8Array(), ...more });
const hasCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code;
const healths = (events: TestEvents) => events.events.flatMap((event) => event.type === "source.health" ? [event.health] : []);

Deno.test("createSources() lists what is active, and nothing of what is prepared", async () => {
  await using at = world({ clock: new TestClock("2026-01-10T00:30Z") });
  const set = await at.prepare(1, { schedule: [hourly], http: { path: "/h", auth: "none" } });
  assert.deepEqual([set.health, at.sources.list(), at.sources.webhook("/h")], [{ status: "healthy" }, [], undefined]);
  set.activate();
  await settled();
  assert.deepEqual(at.sources.list(), [
    {
      source: "pipelines/a/schedule[0]",
      pipeline: "a",
      kind: "schedule",
      health: { status: "healthy" },
      startedAt: Date.parse("2026-01-10T00:30Z"),
      nextAt: Date.parse("2026-01-10T01:00Z"),
    },
    {
      source: "pipelines/a/http",
      pipeline: "a",
      kind: "http",
      health: { status: "healthy" },
      startedAt: Date.parse("2026-01-10T00:30Z"),
      nextAt: null,
    },
  ]);
  assert.deepEqual(healths(at.events), ["healthy", "healthy"]);
  assert.equal(at.sources.webhook("/H"), undefined);
  assert.equal(at.sources.webhook("/h/"), undefined);
  assert.deepEqual(await at.sources.webhook("/h")?.receive(request()), { run: "r1" });
});

Deno.test("SourceSet.activate() keeps a source that did not change untouched, wherever it stands", async () => {
  const clock = new TestClock("2026-01-10T00:30Z");
  await using at = world({ clock });
  await at.serve(1, { schedule: [hourly], http: { path: "/h", auth: "none" } });
  const hook = at.sources.webhook("/h");
  await clock.pass(HOUR);
  await at.serve(2, { schedule: [{ cron: "30 0 * * *", zone: "UTC", missed: "skip" }, hourly], http: { path: "/h", auth: "none" } });
  const [, kept] = at.sources.list();
  assert.equal(kept?.source, "pipelines/a/schedule[1]");
  assert.equal(kept?.startedAt, Date.parse("2026-01-10T00:30Z"));
  assert.equal(at.sources.webhook("/h"), hook);
  await clock.pass(HOUR);
  assert.deepEqual(at.intake.events.map(({ event }) => event.fields?.["scheduled_at"]), [
    "2026-01-10T01:00:00.000Z",
    "2026-01-10T02:00:00.000Z",
  ]);
  assert.deepEqual([...at.memories.values.keys()].filter((key) => !key.startsWith(`${MODULE}@2 `)), []);
  assert.equal(at.memories.open(MODULE, 2, "schedule(0 * * * *; UTC; skip)").get("at"), Date.parse("2026-01-10T02:00Z"));
});

Deno.test("SourceSet.discard() leaves what serves as it was", async () => {
  const clock = new TestClock("2026-01-10T00:30Z");
  await using at = world({ clock });
  await at.serve(1, { schedule: [hourly] });
  const set = await at.prepare(2, { schedule: [hourly, { cron: "0 * * * *", zone: "UTC", missed: "all" }], http: { path: "/h" } });
  await set.discard();
  await set.discard();
  await clock.pass(HOUR);
  assert.equal(at.intake.events.length, 1);
  assert.equal(at.sources.list().length, 1);
  assert.equal(at.sources.webhook("/h"), undefined);
  assert.ok([...at.memories.values.keys()].every((key) => key.startsWith(`${MODULE}@1 `)));
});

Deno.test("SourceSet.activate() loses and doubles no time of a schedule over many revisions", async () => {
  const clock = new TestClock("2026-01-10T00:00Z");
  await using at = world({ clock });
  // The switches fall before, on and behind the seconds.
  for (let revision = 1; revision <= 60; revision++) {
    const missed = (["skip", "last", "all"] as const)[revision % 3] ?? "skip";
    await at.serve(revision, { schedule: [{ cron: "* * * * * *", zone: "UTC", missed }] });
    await clock.pass(revision % 2 === 0 ? 1000 : 750);
  }
  const times = at.intake.events.map(({ event }) => String(event.fields?.["scheduled_at"]));
  assert.deepEqual(
    times,
    Array.from({ length: times.length }, (_, at) => new Date(Date.parse("2026-01-10T00:00:01Z") + at * 1000).toISOString()),
  );
  assert.equal(new Date(clock.now()).toISOString().slice(0, 19), times.at(-1)?.slice(0, 19));
});

Deno.test("SourceSupervisor.prepare() refuses a webhook's path that is another's", async (t) => {
  await using at = world();
  await at.serve(1, { http: { path: "/h", auth: "none" } });
  const other = { module: "pipelines/b", previous: undefined };
  await t.step("when it is active", async () => {
    await assert.rejects(at.prepare(1, { http: { path: "/h" } }, other), (error) => {
      assert.ok(hasCode("path_taken")(error));
      assert.match(String(error), /pipelines\/a/);
      return true;
    });
  });
  await t.step("when both come at the same time", async () => {
    const both = await Promise.allSettled(
      ["pipelines/b", "pipelines/c"].map((module) => at.prepare(1, { http: { path: "/n" } }, { ...other, module })),
    );
    assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    for (const each of both) if (each.status === "fulfilled") await each.value.discard();
  });
  await t.step("when it is the control API's", async () => {
    for (const path of ["/", "/api", "/api/v1/pipelines", "/healthz", "/metrics", "/docs"]) {
      await assert.rejects(at.prepare(1, { http: { path } }, other), hasCode("path_taken"));
    }
  });
  await t.step("but not when that one gives it up in the same step", async () => {
    const besides = new Set([MODULE, "pipelines/b"]);
    const taken = await at.prepare(1, { http: { path: "/h", auth: "none" } }, { ...other, besides });
    const moved = await at.prepare(2, { http: { path: "/g", auth: "none" } }, { besides });
    taken.activate();
    moved.activate();
    assert.deepEqual(["/h", "/g"].map((path) => at.sources.webhook(path)?.pipeline), ["b", "a"]);
    taken.release();
    assert.equal(at.sources.webhook("/h"), undefined);
    await assert.doesNotReject(taken.retire());
  });
});

Deno.test("SourceSupervisor.prepare() reads a webhook's secret, and says when there is none", async () => {
  const environment: Record<string, string> = {};
  await using at = world({ environment });
  const on = { http: { path: "/h", hmac: "key" } };
  const pipeline = { name: "a", tasks: [], on, secrets: { key: { env: "HOOK_KEY" } } };
  await assert.rejects(at.serve(1, on, { pipeline }), hasCode("secret_missing"));
  environment["HOOK_KEY"] = "s3cr3t";
  await at.serve(1, on, { pipeline });
  const hook = at.sources.webhook("/h");
  assert.equal(hook?.auth, "hmac");
  const signed = createHmac("sha256", "s3cr3t").update("").digest("hex");
  assert.deepEqual(await hook?.receive(request({ headers: { "x-signature": signed } })), { run: "r1" });
  environment["HOOK_KEY"] = "other";
  await at.serve(2, on, { pipeline });
  await assert.rejects(
    async () => await at.sources.webhook("/h")?.receive(request({ headers: { "x-signature": signed } })),
    hasCode("signature_wrong"),
  );
});

Deno.test("createSources() lets a request that found its webhook end after the switch", async () => {
  await using at = world();
  await at.serve(1, { http: { path: "/h", auth: "none" } });
  const hook = at.sources.webhook("/h");
  await at.serve(2, { http: { path: "/h2", auth: "none" } });
  assert.deepEqual(await hook?.receive(request()), { run: "r1" });
  assert.equal(at.sources.webhook("/h"), undefined);
});

Deno.test("createSources() goes on where it was after a restart, also under another revision", async (t) => {
  const later = async (revision: number, lastRevision: number, schedule: ScheduleOn = { ...hourly, missed: "all" }) => {
    const memories = new TestMemories();
    {
      await using first = world({ clock: new TestClock("2026-01-10T00:30Z"), memories });
      await first.serve(lastRevision, { schedule: [{ ...hourly, missed: "all" }] });
    }
    await using second = world({ clock: new TestClock("2026-01-10T03:30Z"), memories });
    await second.serve(revision, { schedule: [schedule] }, { lastRevision });
    await settled();
    return second.intake.events.length;
  };
  await t.step("the same one", async () => assert.equal(await later(3, 3), 3));
  await t.step("a later one", async () => assert.equal(await later(4, 3), 3));
  await t.step("with another schedule", async () => assert.equal(await later(4, 3, { ...hourly, cron: "15 * * * *", missed: "all" }), 0));
});

Deno.test("createSources() holds a schedule back while the queue is full, and loses nothing", async () => {
  const clock = new TestClock("2026-01-10T00:59:59Z");
  await using at = world({ clock });
  await at.serve(1, { schedule: [hourly] });
  at.intake.refusal = new AppError("queue_full", "Full");
  await clock.pass(60_000);
  assert.ok(at.intake.asked > 10 && at.intake.asked < 100, `${at.intake.asked}`);
  await at.serve(2, { schedule: [{ ...hourly, missed: "last" }] });
  at.intake.refusal = undefined;
  await clock.pass(60_000);
  assert.deepEqual(at.intake.events.map(({ event }) => event.fields?.["scheduled_at"]), ["2026-01-10T01:00:00.000Z"]);
});

Deno.test("createSources() restarts a source that fails, later each time, and tells how it is", async () => {
  const clock = new TestClock("2026-01-10T00:00Z");
  let broken = true;
  const memories = new TestMemories();
  const breaking: SourceMemories = {
    carry: () => {},
    drop: () => {},
    open: (...of) => {
      const memory = memories.open(...of);
      return {
        get: (key) => memory.get(key),
        set: (key, value) => {
          if (broken && key === "at") throw new AppError("state_full", "No space");
          memory.set(key, value);
        },
      };
    },
  };
  const [intake, events] = [new TestIntake(), new TestEvents()];
  using sandbox = openSandbox({});
  await using sources = createSources({ emit: intake.emit, memories: breaking, events, sandbox, environment: {}, clock, random: () => 1 });
  const pipeline = { name: "a", tasks: [], on: { schedule: [hourly] } };
  (await sources.prepare({ module: MODULE, revision: 1, pipeline, folder: "/" })).activate();
  const [delays, seen]: [number[], Set<number>] = [[], new Set()];
  for (let second = 0; second < 300; second++) {
    await clock.pass(1000);
    await settled();
    const [{ health } = { health: undefined }] = sources.list();
    if (health?.status === "restarting" && !seen.has(health.retryAt)) {
      seen.add(health.retryAt);
      delays.push(Math.round((health.retryAt - clock.now()) / 1000));
    }
  }
  assert.ok(delays.length >= 5 && delays.at(-1) === 60, delays.join());
  assert.deepEqual(delays, delays.toSorted((a, b) => a - b));
  broken = false;
  await clock.pass(61_000);
  assert.deepEqual(sources.list()[0]?.health, { status: "healthy" });
  assert.equal(healths(events).at(-1), "healthy");
  const reasons = events.events.flatMap((event: DaemonEvent) =>
    event.type === "source.health" && event.reason !== undefined ? [event.reason] : []
  );
  assert.ok(reasons.every((reason) => reason === "No space"));
});

Deno.test("createSources() runs a script as a source: kept while its code is the same, replaced when it changes", async () => {
  await using at = world({ environment: { TOKEN: "t0p-s3cr3t" } });
  const write = (text: string) => Deno.writeTextFileSync(join(at.folder, "source.ts"), text);
  const on = { script: { file: "./source.ts" } };
  const pipeline: Pipeline = { name: "a", tasks: [], on, secrets: { token: { env: "TOKEN" } } };
  const text = (name: string) =>
    `import { part } from "./part.ts";
     export default async ({ emit, signal, log }) => {
       await emit(part + "${name}");
       console.log("knows t0p-s3cr3t");
       signal.aborted || await new Promise((resolve) => signal.addEventListener("abort", resolve));
     };`;
  write(text("one"));
  Deno.writeTextFileSync(join(at.folder, "part.ts"), "export const part = 'a ';");
  const first = await at.serve(1, on, { pipeline });
  assert.deepEqual(first.health, { status: "healthy" });
  await at.intake.until(() => at.intake.events.length === 1);
  const second = await at.serve(2, on, { pipeline });
  const startedAt = at.sources.list()[0]?.startedAt;
  write(text("two"));
  await at.serve(3, on, { pipeline });
  await at.intake.until(() => at.intake.events.length === 2);
  Deno.writeTextFileSync(join(at.folder, "part.ts"), "export const part = 'b ';");
  await at.serve(4, on, { pipeline });
  await at.intake.until(() => at.intake.events.length === 3);
  assert.deepEqual(at.intake.payloads, ["a one", "a two", "b two"]);
  assert.notEqual(at.sources.list()[0]?.startedAt, startedAt);
  assert.deepEqual(second.health, { status: "healthy" });
  const said = at.lines.filter(({ stream }) => stream === "stdout");
  assert.ok(said.length > 0 && said.every((line) => line.source === "pipelines/a/script" && line.text === "knows ***"));
  write("export default async () => { throw new Error('broken'); };");
  const broken = await at.prepare(5, on, { pipeline });
  assert.deepEqual(broken.health, { status: "unhealthy", reason: (broken.health as { reason: string }).reason });
  assert.match((broken.health as { reason: string }).reason, /broken/);
  await broken.discard();
  write("export default () => eval('1');");
  await assert.rejects(at.prepare(5, on, { pipeline }), hasCode("script_forbidden"));
  assert.deepEqual(at.sources.list()[0]?.health, { status: "healthy" });
});

Deno.test("createSources() starts a script again that fails while it is active", async () => {
  await using at = world();
  Deno.writeTextFileSync(
    join(at.folder, "source.js"),
    "export default async ({ emit }) => { await emit('up'); throw new Error('down'); };",
  );
  await at.serve(1, { script: { file: "source.js" } });
  await at.intake.until(() => at.intake.events.length === 2);
  const told = await at.events.when((event) => event.type === "source.health" && event.health === "restarting");
  assert.match(told.type === "source.health" ? told.reason ?? "" : "", /down/);
});

Deno.test("createSources() stops everything when it is disposed, and takes nothing more", async () => {
  const clock = new TestClock("2026-01-10T00:30Z");
  const at = world({ clock });
  await at.serve(1, { schedule: [hourly], watch: { paths: ["*.csv"] } });
  await at[Symbol.asyncDispose]();
  await clock.pass(HOUR);
  assert.equal(at.intake.asked, 0);
  await assert.rejects(at.prepare(2, {}), hasCode("stopping"));
});
