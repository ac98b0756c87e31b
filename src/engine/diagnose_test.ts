import assert from "node:assert/strict";
import type { Check, CheckQuestion, CheckReading, Checks } from "../core/mod.ts";
import { diagnose, type DiagnoseWorld } from "./diagnose.ts";
import { FakeClock } from "./testing_clock.ts";

const LOAD: Check = { sentence: "load > 4", subject: "load", metric: "load", relation: { kind: "compare", operator: ">", value: 4 } };

/** A world whose looks find these values one after the other, the last again and again; undefined is not known. */
function worldOf(values: readonly (number | undefined)[], lookMs = 0) {
  const clock = new FakeClock();
  const questions: CheckQuestion[] = [];
  const checks: Checks = {
    async read(question, signal): Promise<CheckReading> {
      const value = values[Math.min(questions.length, values.length - 1)];
      questions.push(question);
      if (lookMs > 0) await clock.sleep(lookMs, signal);
      return value === undefined
        ? { state: "unknown", value: null, unit: null, evidence: ["no load"] }
        : { state: "known", value, unit: null, evidence: [`load ${value}`] };
    },
  };
  const world: DiagnoseWorld = { checks, clock, folder: "/here", env: { A: "1" } };
  return { world, clock, questions };
}

const signal = new AbortController().signal;

Deno.test("diagnose() looks once, and hands on what the source needs", async () => {
  const { world, questions } = worldOf([5]);
  const check: Check = { ...LOAD, target: "x", relation: { kind: "matches", text: "a+" }, forMs: 60_000, isWindow: true };
  await diagnose(check, world, signal);
  assert.deepEqual(questions, [{
    subject: "load",
    metric: "load",
    folder: "/here",
    env: { A: "1" },
    target: "x",
    pattern: { kind: "matches", text: "a+" },
    windowMs: 60_000,
  }]);
});

Deno.test("diagnose() says yes to a sentence that held the whole time", async () => {
  const { world, clock, questions } = worldOf([5]);
  const found = await diagnose({ ...LOAD, forMs: 60_000 }, world, signal);
  assert.deepEqual([found.verdict, found.value, clock.monotonicMs(), questions.length], ["yes", 5, 60_000, 21]);
  assert.equal(found.evidence.at(-1), "it held for 1m, at each of 21 looks");
});

Deno.test("diagnose() looks at least at the beginning and the end, and counts the time that looks take", async () => {
  const short = worldOf([5]);
  assert.equal((await diagnose({ ...LOAD, forMs: 200 }, short.world, signal)).verdict, "yes");
  assert.equal(short.questions.length, 2);
  const slow = worldOf([5], 3_000);
  await diagnose({ ...LOAD, forMs: 10_000 }, slow.world, signal);
  const first = worldOf([3], 500);
  assert.deepEqual((await diagnose({ ...LOAD, forMs: 10_000 }, first.world, signal)).evidence, ["load 3"]);
  assert.ok(slow.questions.length <= 4 && slow.clock.monotonicMs() >= 10_000);
  const long = worldOf([5]);
  await diagnose({ ...LOAD, forMs: 86_400_000 }, long.world, signal);
  assert.equal(long.questions.length, 86_400 / 15 + 1);
});

Deno.test("diagnose() ends at the first look that says no or cannot tell", async () => {
  const no = worldOf([5, 6, 3, 9]);
  const found = await diagnose({ ...LOAD, forMs: 60_000 }, no.world, signal);
  assert.deepEqual([found.verdict, found.value, no.clock.monotonicMs()], ["no", 3, 6_000]);
  assert.deepEqual(found.evidence, ["load 3", "it held for 6s, and then no more"]);
  const unknown = worldOf([undefined]);
  assert.deepEqual(await diagnose({ ...LOAD, forMs: 60_000 }, unknown.world, signal), {
    verdict: "unknown",
    value: null,
    unit: null,
    evidence: ["no load"],
  });
});

Deno.test("diagnose() stops when it is cancelled, and that is no yes", async () => {
  const { world, clock } = worldOf([5]);
  const cancel = new AbortController();
  const answer = diagnose({ ...LOAD, forMs: 3_600_000 }, world, cancel.signal);
  await clock.sleep(20_000);
  cancel.abort("cancel");
  assert.equal((await answer).verdict, "unknown");
  assert.ok(clock.monotonicMs() < 60_000);
  assert.equal((await diagnose(LOAD, world, cancel.signal)).verdict, "unknown");
});
