import assert from "node:assert/strict";
import fc from "fast-check";
import { PAIR_TRANSITIONS, type PairEvent, PairRouter, type PairState, type PairStep, type Side } from "./pair_router.ts";

const STATES = Object.keys(PAIR_TRANSITIONS) as PairState[];
const STEPS: readonly PairStep[] = ["primary_failed", "primary_came", "fallback_failed", "fallback_came"];
const SIDES = ["primary", "fallback"] as const;

/** @returns The ids that are to be handled now. */
function take(router: PairRouter<PairEvent>, step: PairStep): readonly string[] {
  const [side, what] = step.split("_") as [Side, "failed" | "came"];
  if (what === "failed") return router.failed(side).map(({ event }) => event.id);
  router.came(side);
  return [];
}

function routerIn(state: PairState, now = () => 0): PairRouter<PairEvent> {
  const router = new PairRouter<PairEvent>(now);
  for (const side of SIDES) if (state === "both" || state === `${side}_only`) router.came(side);
  return router;
}

Deno.test("PairRouter takes every step of its table, and no other changes it", () => {
  for (const state of STATES) {
    for (const step of STEPS) {
      const router = routerIn(state);
      take(router, step);
      assert.equal(router.state, PAIR_TRANSITIONS[state][step] ?? state, `${step} in ${state}`);
    }
  }
});

Deno.test("PairRouter routes by priority, then origin; for one that does not listen the other stands in", () => {
  const events: Readonly<Record<string, PairEvent>> = {
    critical: { id: "1", priority: "critical" },
    legacy: { id: "2", origin: "legacy-api" },
    "critical legacy": { id: "3", priority: "critical", origin: "legacy-api" },
    other: { id: "4" },
  };
  const alone = Object.fromEntries(Object.keys(events).map((name) => [name, SIDES]));
  const expected: Readonly<Record<PairState, Readonly<Record<string, readonly Side[]>>>> = {
    both: { critical: ["primary"], legacy: ["fallback"], "critical legacy": ["primary"], other: SIDES },
    primary_only: { ...alone, legacy: SIDES, critical: ["primary"], "critical legacy": ["primary"] },
    fallback_only: { ...alone, legacy: ["fallback"] },
    neither: alone,
  };
  for (const state of STATES) {
    for (const [name, event] of Object.entries(events)) {
      const sides = SIDES.filter((side) => routerIn(state).heard(side, event));
      assert.deepEqual(sides, expected[state][name], `${name} in ${state}`);
    }
  }
});

Deno.test("PairRouter lets the first word count, and hands over what was for one that failed", () => {
  const router = routerIn("both");
  const heard = (side: Side, ...events: readonly PairEvent[]) => events.filter((event) => router.heard(side, event)).map(({ id }) => id);
  const critical = { id: "c", priority: "critical" };
  assert.deepEqual(heard("fallback", { id: "a" }, critical), ["a"]);
  assert.deepEqual(heard("primary", { id: "a" }, { id: "b" }), ["b"]);
  assert.deepEqual([router.counters.held, router.counters.duplicates], [1, 1]);
  assert.deepEqual(router.failed("primary"), [{ event: critical, side: "fallback" }]);
  assert.deepEqual(heard("fallback", { id: "b" }, { id: "d", priority: "critical" }), ["d"]);
  // It begins again from where it was, and says once more what has been taken over.
  router.came("primary");
  assert.deepEqual(heard("primary", critical, { id: "d", priority: "critical" }, { id: "e", priority: "critical" }), ["e"]);
  assert.deepEqual(router.counters, {
    received: 5,
    handled: 5,
    by: { primary: 2, fallback: 3 },
    duplicates: 4,
    takenOver: 1,
    held: 0,
    passedOver: 0,
  });
});

Deno.test("PairRouter takes nothing over that is old, yet counts it when it comes after all", () => {
  let now = 0;
  const router = routerIn("both", () => now);
  const critical = { id: "a", priority: "critical" };
  assert.ok(!router.heard("fallback", critical));
  now = 10_000;
  assert.deepEqual([router.counters.held, router.counters.passedOver], [0, 1]);
  assert.ok(router.heard("primary", critical));
  assert.deepEqual([router.counters.handled, router.counters.passedOver], [1, 0]);
  assert.ok(!router.heard("fallback", { id: "b", priority: "critical" }));
  now = 20_000;
  assert.deepEqual(router.failed("primary"), []);
});

Deno.test("PairRouter remembers the last 10,000 events and no more", () => {
  const router = routerIn("both");
  for (let id = 0; id < 30_000; id++) router.heard("fallback", { id: String(id), ...(id % 2 === 0 ? { priority: "critical" } : {}) });
  const { received, handled, held, passedOver } = router.counters;
  assert.deepEqual([received, handled, held, passedOver], [30_000, 15_000, 5000, 10_000]);
});

Deno.test("PairRouter loses and doubles nothing that both tell of, whoever fails when and begins again", () => {
  const event = fc.record({ priority: fc.constantFrom("critical", undefined), origin: fc.constantFrom("legacy-api", undefined) });
  const move = fc.oneof(
    { weight: 4, arbitrary: fc.record({ side: fc.constantFrom(...SIDES) }) },
    { weight: 1, arbitrary: fc.record({ step: fc.constantFrom(...STEPS) }) },
  );
  fc.assert(fc.property(fc.array(event, { maxLength: 20 }), fc.array(move, { maxLength: 60 }), (events, moves) => {
    const router = new PairRouter<PairEvent>(() => 0);
    const handled: string[] = [];
    const at = { primary: 0, fallback: 0 };
    const say = (side: Side) => {
      const said = events[at[side]];
      if (said === undefined) return;
      router.came(side);
      const id = String(at[side]++);
      if (router.heard(side, { ...said, id })) handled.push(id);
    };
    for (const move of moves) {
      if ("side" in move) say(move.side);
      else {
        handled.push(...take(router, move.step));
        // A writer that is started again says everything once more.
        if (move.step === "primary_came") at.primary = 0;
      }
    }
    for (const side of SIDES) while (at[side] < events.length) say(side);
    assert.deepEqual(handled.toSorted((a, b) => Number(a) - Number(b)), events.map((_, id) => String(id)));
    const counters = router.counters;
    assert.deepEqual([counters.received, counters.handled, counters.held], [events.length, events.length, 0]);
  }));
});
