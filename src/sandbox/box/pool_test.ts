import assert from "node:assert/strict";
import type { Box } from "./box.ts";
import { Pool } from "./pool.ts";

class FakeBox implements Box {
  key: string | undefined;
  readonly ready = Promise.resolve();
  isGone = false;
  grownBytes = 0;
  readonly canLimit = true;
  listen() {}
  send() {}
  relimit() {}
  kill() {
    this.isGone = true;
  }
}

function world() {
  const started: FakeBox[] = [];
  const pool = new Pool(() => {
    const box = new FakeBox();
    started.push(box);
    return Promise.resolve(box);
  });
  return { pool, started };
}

Deno.test("Pool lends a used sandbox to tasks of its key alone", async () => {
  const { pool, started } = world();
  const first = await pool.take("a");
  pool.give(first, true);
  assert.equal(await pool.take("a"), first);
  pool.give(first, true);
  assert.notEqual(await pool.take("b"), first);
  assert.equal(started.length, 2);
});

Deno.test("Pool never lends again what was not left clean, is gone, or has grown", async () => {
  const { pool, started } = world();
  const unclean = await pool.take("a");
  pool.give(unclean, false);
  assert.ok(unclean.isGone);
  const dead = await pool.take("a");
  pool.give(dead, true);
  dead.kill();
  const grown = await pool.take("a") as FakeBox;
  grown.grownBytes = 100 * 1024 * 1024;
  pool.give(grown, true);
  assert.ok(grown.isGone);
  assert.ok(!(await pool.take("a")).isGone);
  assert.equal(started.length, 4);
});

Deno.test("Pool gives the first task what was warmed, whatever its key", async () => {
  const { pool, started } = world();
  pool.warm();
  pool.warm();
  const box = await pool.take("a");
  assert.equal(box, started[0]);
  assert.equal(box.key, "a");
  assert.equal(started.length, 1);
});

Deno.test("Pool does not hand out a warmed sandbox that has died", async () => {
  const { pool, started } = world();
  pool.warm();
  await Promise.resolve();
  started[0]?.kill();
  const box = await pool.take("a");
  assert.equal(box, started[1]);
});

Deno.test("Pool ends all of its sandboxes, those on their way too", async () => {
  const { pool, started } = world();
  const used = await pool.take("a");
  pool.give(await pool.take("b"), true);
  pool.warm();
  pool.close();
  await pool.take("c").catch(() => {});
  assert.ok(used.isGone);
  assert.ok(started.every(({ isGone }) => isGone));
});
