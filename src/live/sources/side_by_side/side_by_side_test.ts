import assert from "node:assert/strict";
import fc from "fast-check";
import { ListenerPair } from "./listener_pair.ts";
import { PAIR_TRANSITIONS, type PairEvent, PairRouter, type PairState, type PairStep, type Side } from "./pair_router.ts";

const STATES = Object.keys(PAIR_TRANSITIONS) as PairState[];
const STEPS: readonly PairStep[] = ["primary_failed", "primary_came", "fallback_failed", "fallback_came"];

function take(router: PairRouter<PairEvent>, step: PairStep) {
  const [side, what] = step.split("_") as [Side, "failed" | "came"];
  return what === "failed" ? router.failed(side) : router.came(side);
}

Deno.test("PairRouter takes every step of its table, and no other changes it", () => {
  for (const state of STATES) {
    for (const step of STEPS) {
      const router = new PairRouter(state);
      take(router, step);
      assert.equal(router.state, PAIR_TRANSITIONS[state][step] ?? state, `${step} in ${state}`);
    }
  }
});

Deno.test("PairRouter routes by priority, then origin; one that does not listen is stood in for", () => {
  const events: Readonly<Record<string, PairEvent>> = {
    critical: { id: "1", priority: "critical" },
    legacy: { id: "2", origin: "legacy-api" },
    "critical legacy": { id: "3", priority: "critical", origin: "legacy-api" },
    other: { id: "4", priority: "low", origin: "api" },
  };
  const expected: Readonly<Record<PairState, Readonly<Record<string, readonly Side[]>>>> = {
    both: { critical: ["primary"], legacy: ["fallback"], "critical legacy": ["primary"], other: ["primary", "fallback"] },
    primary_only: { critical: ["primary"], legacy: ["primary"], "critical legacy": ["primary"], other: ["primary"] },
    fallback_only: { critical: ["fallback"], legacy: ["fallback"], "critical legacy": ["fallback"], other: ["fallback"] },
    neither: { critical: [], legacy: [], "critical legacy": [], other: [] },
  };
  for (const state of STATES) {
    for (const [name, event] of Object.entries(events)) {
      const sides = new PairRouter(state).receive(event).map(([side]) => side);
      assert.deepEqual(sides, expected[state][name], `${name} in ${state}`);
    }
  }
});

Deno.test("PairRouter lets the first answer count, and hands over what a failed one had", () => {
  const router = new PairRouter<PairEvent>();
  for (const id of ["a", "b"]) router.receive({ id });
  router.receive({ id: "c", priority: "critical" });
  assert.ok(router.answered("fallback", "a"));
  assert.ok(!router.answered("primary", "a"));
  assert.ok(!router.answered("fallback", "c"), "it was not asked");
  // `b` the fallback has already; `c` it gets now.
  assert.deepEqual(router.failed("primary"), [["fallback", { id: "c", priority: "critical" }]]);
  assert.ok(!router.answered("primary", "c"), "it comes too late");
  assert.ok(router.answered("fallback", "b"));
  assert.deepEqual(router.failed("fallback"), []);
  router.receive({ id: "d" });
  assert.deepEqual(router.came("primary").map(([side, { id }]) => `${side} ${id}`), ["primary c", "primary d"]);
  for (const id of ["c", "d"]) assert.ok(router.answered("primary", id));
  assert.deepEqual(router.counters, {
    received: 4,
    handled: 4,
    by: { primary: 2, fallback: 2 },
    duplicates: 1,
    takenOver: 1,
    open: 0,
  });
});

Deno.test("PairRouter loses and doubles nothing, whatever fails when", () => {
  const event = fc.record({
    kind: fc.constant("event" as const),
    priority: fc.constantFrom("critical", "low"),
    origin: fc.constantFrom("legacy-api", "api"),
  });
  const step = fc.record({ kind: fc.constant("step" as const), step: fc.constantFrom(...STEPS) });
  const answer = fc.record({ kind: fc.constant("answer" as const), at: fc.nat(1000) });
  fc.assert(fc.property(fc.array(fc.oneof(event, event, answer, answer, step), { maxLength: 60 }), (moves) => {
    const router = new PairRouter<PairEvent>();
    const asked: (readonly [Side, PairEvent])[] = [];
    const counted: string[] = [];
    let sent = 0;
    const reply = (at: number) => {
      const [[side, { id }]] = asked.splice(at, 1) as [readonly [Side, PairEvent]];
      if (router.answered(side, id)) counted.push(id);
    };
    for (const move of moves) {
      if (move.kind === "event") asked.push(...router.receive({ id: String(sent++), priority: move.priority, origin: move.origin }));
      else if (move.kind === "step") asked.push(...take(router, move.step));
      else if (asked.length > 0) reply(move.at % asked.length);
    }
    asked.push(...router.came("primary"), ...router.came("fallback"));
    while (asked.length > 0) reply(0);
    assert.deepEqual(counted.sort(), Array.from({ length: sent }, (_, id) => String(id)).sort());
    const { received, handled, open } = router.counters;
    assert.deepEqual([received, handled, open], [sent, sent, 0]);
  }));
});

Deno.test("ListenerPair goes on with the fallback when the primary fails in the middle, and takes it in again", async () => {
  const accepted: string[] = [];
  const failures: string[] = [];
  let isBroken = false;
  const pair = new ListenerPair<PairEvent, string>({
    listeners: {
      primary: ({ id }) => isBroken ? Promise.reject(new Error("unplugged")) : Promise.resolve(`primary ${id}`),
      fallback: async ({ id }) => {
        await undefined;
        return `fallback ${id}`;
      },
    },
    accept: (answer) => accepted.push(answer),
    failed: (side, error) => failures.push(`${side}: ${(error as Error).message}`),
  });
  const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
  pair.receive({ id: "1" });
  await turn();
  isBroken = true;
  for (const id of ["2", "3"]) pair.receive({ id, priority: "critical" });
  await turn();
  assert.equal(pair.state, "fallback_only");
  isBroken = false;
  pair.came("primary");
  pair.receive({ id: "4", priority: "critical" });
  await turn();
  assert.deepEqual(accepted, ["primary 1", "fallback 2", "fallback 3", "primary 4"]);
  assert.deepEqual(failures, ["primary: unplugged"]);
  const { received, handled, takenOver } = pair.counters;
  assert.deepEqual([received, handled, takenOver], [4, 4, 2]);
});
