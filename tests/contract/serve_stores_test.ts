import type { Clock } from "../../src/core/mod.ts";
import { openState } from "../../src/platform/mod.ts";
import { auditSuite } from "./audit_suite.ts";
import { daemonEventsSuite } from "./daemon_events_suite.ts";
import { idempotencySuite } from "./idempotency_suite.ts";
import { revisionsSuite } from "./revisions_suite.ts";
import { tokensSuite } from "./tokens_suite.ts";

const name = "SQLite";

/** A state folder with a clock that only the test moves, and which can be closed and opened again. */
async function openWorld() {
  const dir = await Deno.makeTempDir();
  const time = { now: Date.UTC(2026, 10, 21, 12, 0, 30) };
  const clock: Clock = { now: () => time.now, monotonicMs: () => performance.now(), sleep: () => Promise.resolve() };
  const first = await openState({ dir, env: {}, clock });
  let state = first;
  return {
    state: first,
    time,
    async reopen() {
      state[Symbol.dispose]();
      return state = await openState({ dir, env: {}, clock });
    },
    async [Symbol.asyncDispose]() {
      state[Symbol.dispose]();
      await Deno.remove(dir, { recursive: true });
    },
  };
}

revisionsSuite({
  name,
  async make() {
    const world = await openWorld();
    return { ...world, revisions: world.state.revisions, restart: async () => (await world.reopen()).revisions };
  },
});

tokensSuite({
  name,
  async make() {
    const world = await openWorld();
    return { ...world, tokens: world.state.tokens };
  },
});

auditSuite({
  name,
  async make() {
    const world = await openWorld();
    return { ...world, audit: world.state.audit };
  },
});

daemonEventsSuite({
  name,
  async make() {
    const world = await openWorld();
    return { ...world, events: world.state.daemonEvents, restart: async () => (await world.reopen()).daemonEvents };
  },
});

idempotencySuite({
  name,
  async make() {
    const world = await openWorld();
    return { ...world, idempotency: world.state.idempotency };
  },
});
