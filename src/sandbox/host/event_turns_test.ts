import assert from "node:assert/strict";
import { createEventTurns } from "./event_turns.ts";

Deno.test({
  name: "EventTurns.next() resolves after all callbacks of settled promises, however many follow each other",
  // The channel lives as long as its realm.
  sanitizeResources: false,
  sanitizeOps: false,
  async fn() {
    const turns = createEventTurns();
    let links = 0;
    const chain = async () => {
      while (links < 1000) {
        await null;
        links++;
      }
    };
    const next = turns.next();
    void chain();
    await next;
    assert.equal(links, 1000);
    await Promise.all([turns.next(), turns.next()]);
  },
});
