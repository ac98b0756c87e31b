import assert from "node:assert/strict";
import { AppError, type SourceMemory } from "../../../core/mod.ts";
import { settled, startSource, TestClock, TestIntake, TestMemories } from "../testing.ts";
import { type ScheduleOptions, ScheduleSource } from "./schedule_source.ts";

const HOUR = 3_600_000;

/** One life of a schedule; what it emitted as the times it says. */
async function live(clock: TestClock, options: Partial<ScheduleOptions>, intake: TestIntake, memory?: SourceMemory) {
  const source = new ScheduleSource({ key: "schedule(x)", cron: "0 2 * * *", zone: "UTC", missed: "skip", clock, ...options });
  const notices: string[] = [];
  const started = await startSource(source, intake, {
    notice: (text) => notices.push(text),
    ...(memory === undefined ? {} : { memory }),
  });
  source.activate();
  await settled();
  return { source, notices, memory: started.memory, [Symbol.asyncDispose]: () => started[Symbol.asyncDispose]() };
}

const timesOf = (intake: TestIntake) => intake.events.map(({ event }) => String(event.fields?.["scheduled_at"]).replace(":00.000Z", "Z"));

Deno.test("ScheduleSource emits each time of a year once when clocks change", async (t) => {
  for (const zone of ["Europe/Berlin", "America/New_York"]) {
    await t.step(zone, async () => {
      const clock = new TestClock("2026-01-10T00:00Z");
      const intake = new TestIntake();
      await using started = await live(clock, { cron: "30 2 * * *", zone }, intake);
      for (let next = clock.now(); next < Date.parse("2027-01-10T00:00Z"); next = started.source.nextAt() ?? Infinity) {
        clock.set(next - 1000);
        await clock.pass(10_000);
      }
      assert.equal(new Set(timesOf(intake)).size, intake.events.length);
      assert.equal(new Set(timesOf(intake).map((time) => time.slice(0, 10))).size, intake.events.length);
      assert.ok(Math.abs(intake.events.length - 365) <= 1, `${intake.events.length} events`);
    });
  }
});

Deno.test("ScheduleSource says when it emits next and what the time was", async () => {
  const clock = new TestClock("2026-01-10T00:00Z");
  const intake = new TestIntake();
  await using started = await live(clock, {}, intake);
  assert.equal(started.source.nextAt(), Date.parse("2026-01-10T02:00Z"));
  await clock.pass(2 * HOUR);
  const [first] = intake.events;
  assert.deepEqual(first?.event, {
    id: "schedule(x)@2026-01-10T02:00:00.000Z",
    time: Date.parse("2026-01-10T02:00Z"),
    kind: "schedule",
    payload: null,
    fields: { scheduled_at: "2026-01-10T02:00:00.000Z" },
  });
  assert.equal(started.source.nextAt(), Date.parse("2026-01-11T02:00Z"));
});

Deno.test("ScheduleSource treats what it missed as its policy says", async (t) => {
  const jump = async (missed: ScheduleOptions["missed"]) => {
    const clock = new TestClock("2026-01-10T00:00Z");
    const intake = new TestIntake();
    await using _ = await live(clock, { cron: "0 * * * *", missed }, intake);
    await clock.pass(HOUR);
    clock.set("2026-01-10T05:30Z");
    await clock.pass(HOUR);
    return timesOf(intake).map((time) => time.slice(11, 13)).join(" ");
  };
  const downtime = async (missed: ScheduleOptions["missed"]) => {
    const clock = new TestClock("2026-01-10T00:00Z");
    const intake = new TestIntake();
    let memory: SourceMemory;
    {
      await using first = await live(clock, { cron: "0 * * * *", missed }, intake);
      await clock.pass(HOUR);
      memory = first.memory;
    }
    clock.set("2026-01-10T05:30Z");
    await using _ = await live(clock, { cron: "0 * * * *", missed }, intake, memory);
    await clock.pass(HOUR);
    return timesOf(intake).map((time) => time.slice(11, 13)).join(" ");
  };
  for (const [name, run] of Object.entries({ "the clock jumps forward": jump, "it was not running": downtime })) {
    await t.step(`skip when ${name}`, async () => assert.equal(await run("skip"), "01 06"));
    await t.step(`last when ${name}`, async () => assert.equal(await run("last"), "01 05 06"));
    await t.step(`all when ${name}`, async () => assert.equal(await run("all"), "01 02 03 04 05 06"));
  }
});

Deno.test("ScheduleSource makes up for 1,000 times at most, and says so, when more were missed", async () => {
  const clock = new TestClock("2026-06-01T00:00Z");
  const intake = new TestIntake();
  const memory = new TestMemories().open("m", 1, "s");
  memory.set("at", Date.parse("2026-01-01T00:00Z"));
  await using started = await live(clock, { cron: "* * * * *", missed: "all" }, intake, memory);
  assert.equal(intake.events.length, 1000);
  assert.equal(timesOf(intake).at(-1), "2026-06-01T00:00Z");
  assert.match(started.notices.join(), /More than 1000 times were missed/);
});

Deno.test("ScheduleSource has no time twice when the clock goes back", async (t) => {
  await t.step("by less than it waits for", async () => {
    const clock = new TestClock("2026-01-10T00:00Z");
    const intake = new TestIntake();
    await using _ = await live(clock, { cron: "0 * * * *" }, intake);
    await clock.pass(3 * HOUR);
    clock.set("2026-01-10T00:30Z");
    await clock.pass(4 * HOUR);
    assert.deepEqual(timesOf(intake).map((time) => time.slice(11, 13)), ["01", "02", "03", "04"]);
  });
  await t.step("while it was not running", async () => {
    const clock = new TestClock("2026-01-10T01:59Z");
    const intake = new TestIntake();
    let memory: SourceMemory;
    {
      await using first = await live(clock, { cron: "0 * * * *", missed: "all" }, intake);
      await clock.pass(2 * 60_000);
      memory = first.memory;
    }
    clock.set("2026-01-10T01:59Z");
    await using _ = await live(clock, { cron: "0 * * * *", missed: "all" }, intake, memory);
    await clock.pass(HOUR + 2 * 60_000);
    assert.deepEqual(timesOf(intake).map((time) => time.slice(11, 13)), ["02", "03"]);
  });
});

Deno.test("ScheduleSource goes on at once when the clock was a year ahead and is put right", async () => {
  const clock = new TestClock("2027-01-10T00:30Z");
  const intake = new TestIntake();
  await using _ = await live(clock, { cron: "0 * * * *", missed: "all" }, intake);
  await clock.pass(HOUR);
  clock.set("2026-01-10T00:30Z");
  await clock.pass(2 * HOUR);
  assert.deepEqual(timesOf(intake), ["2027-01-10T01:00Z", "2026-01-10T01:00Z", "2026-01-10T02:00Z"]);
});

Deno.test("ScheduleSource.release() hands over what was due and leaves the rest to the successor", async () => {
  const clock = new TestClock("2026-01-10T01:59:59Z");
  const intake = new TestIntake();
  await using old = await live(clock, {}, intake);
  clock.set("2026-01-10T02:00Z");
  await using next = await live(clock, { key: "schedule(y)", cron: "0 2,3 * * *" }, intake);
  old.source.release();
  next.source.activate();
  await clock.pass(2 * HOUR);
  assert.deepEqual(timesOf(intake), ["2026-01-10T02:00Z", "2026-01-10T03:00Z"]);
});

Deno.test("ScheduleSource fails when an event cannot be handed over, and its next life brings it with the same id", async () => {
  const clock = new TestClock("2026-01-10T00:00Z");
  const intake = new TestIntake();
  const memory = new TestMemories().open("m", 1, "s");
  const options: ScheduleOptions = { key: "s", cron: "0 * * * *", zone: "UTC", missed: "last", clock };
  const reasons: string[] = [];
  const first = new ScheduleSource(options);
  const started = await startSource(first, intake, { memory, fail: (reason) => reasons.push(reason) });
  first.activate();
  intake.refusal = new AppError("state_full", "No space");
  await clock.pass(HOUR);
  await started[Symbol.asyncDispose]();
  assert.equal(reasons[0], "No space");
  intake.refusal = undefined;
  await using _ = await live(clock, options, intake, memory);
  assert.deepEqual(intake.events.map(({ event }) => event.id), ["s@2026-01-10T01:00:00.000Z"]);
});
