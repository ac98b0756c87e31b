import assert from "node:assert/strict";
import { SESSION_TRANSITIONS, SessionMachine, type SessionPhase } from "./session_machine.ts";

/** The way to each phase. */
const WAYS: Readonly<Record<SessionPhase, readonly SessionPhase[]>> = {
  running: [],
  ending: ["ending"],
  exited: ["exited"],
  removed: ["ending", "exited", "removed"],
};

Deno.test("SessionMachine takes every step of the table and no other", () => {
  const phases = Object.keys(SESSION_TRANSITIONS) as SessionPhase[];
  for (const from of phases) {
    for (const to of phases) {
      const machine = new SessionMachine();
      for (const phase of WAYS[from]) machine.to(phase);
      const isAllowed = SESSION_TRANSITIONS[from].includes(to);
      assert.equal(machine.can(to), isAllowed);
      if (!isAllowed) assert.throws(() => machine.to(to), TypeError);
      else machine.to(to);
      assert.equal(machine.phase, isAllowed ? to : from);
    }
  }
});
