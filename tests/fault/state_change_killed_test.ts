import assert from "node:assert/strict";
import { openState, type State } from "../../src/platform/mod.ts";
import { change, draftOf } from "../contract/revisions_suite.ts";
import { linesOf, startFixture, withFolder } from "../fixtures/state/helpers.ts";

const MODULES = ["a", "b"];

/** Brings the old revisions in, with their files. */
async function fill(dir: string): Promise<void> {
  using state = await openState({ dir: `${dir}/state`, env: {} });
  change(state.revisions, ...MODULES.map((module) => draftOf(module, "old")));
  for (const module of MODULES) await Deno.writeTextFile(`${dir}/${module}.yaml`, draftOf(module, "old").text);
}

/** What a daemon does when it starts: files that a committed change had still to write are written. */
function rollForward(state: State): number {
  const left = state.revisions.unsettled();
  for (const transition of left) {
    for (const { path, text } of transition.writes) Deno.writeTextFileSync(path, text ?? "");
    state.revisions.settle(transition);
  }
  state.revisions.forget();
  return left.length;
}

Deno.test({
  name: "kill -9 at every write of a change: afterwards it is the old one or the new one, whole, its files with it",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (root) => {
      const dying = async (name: string, write: number) => {
        const dir = `${root}/${name}`;
        await Deno.mkdir(dir);
        await fill(dir);
        const child = startFixture("dying_change.ts", dir, String(write), "new");
        await child.stdin.close();
        const { code, stdout } = await child.output();
        return { dir, code, writes: Number(new TextDecoder().decode(stdout)) };
      };
      const { writes } = await dying("whole", 0);
      assert.ok(writes > 15, `${writes} writes`);
      const seen: string[] = [];
      const forward: number[] = [];
      for (let write = 1; write <= writes; write++) {
        const { dir, code } = await dying(`${write}`, write);
        assert.equal(code, 137, `write ${write}`);
        using state = await openState({ dir: `${dir}/state`, env: {} });
        const rolled = rollForward(state);
        const actives = MODULES.map((module) => state.revisions.active(module));
        const [content] = actives.map((active) => active?.hash.replace("sha256:", ""));
        assert.ok(content === "old" || content === "new", `write ${write}: ${content}`);
        for (const [n, module] of MODULES.entries()) {
          const expected = draftOf(module, content);
          assert.equal(actives[n]?.hash, expected.hash, `write ${write}: half of the change is active`);
          assert.equal(actives[n]?.text, expected.text);
          assert.equal(await Deno.readTextFile(`${dir}/${module}.yaml`), expected.text, `write ${write}: a file disagrees`);
          const numbers = state.revisions.list(module, { limit: 10 }).map(({ revision }) => revision);
          assert.deepEqual(numbers, content === "old" ? [1] : [2, 1]);
        }
        assert.deepEqual(state.revisions.unsettled(), []);
        // The next change goes on where this one ended.
        const next = change(state.revisions, ...MODULES.map((module) => draftOf(module, "next")));
        assert.equal(next.revisions[0]?.revision, content === "old" ? 2 : 3);
        seen.push(content);
        forward.push(rolled);
      }
      const first = seen.indexOf("new");
      assert.ok(first > 0, "no death came before the decision and one after it");
      assert.ok(seen.slice(first).every((content) => content === "new"), "a decision was taken back");
      assert.ok(forward.includes(1), "nothing was ever rolled forward");
    }),
});

const ROUNDS = 12;

Deno.test(`changes that were settled survive a kill -9 at any moment, ${ROUNDS} times over`, () =>
  withFolder(async (dir, open) => {
    let last = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const child = startFixture("changer.ts", dir, "m", "1000000");
      const target = last + 1 + (round * 37) % 100;
      for await (const line of linesOf(child.stdout)) {
        last = Number(line);
        if (last === target) child.kill("SIGKILL");
      }
      await child.status;
      await child.stdin.close().catch(() => {});
      const state = await open();
      const active = state.revisions.active("m");
      // One more may have been decided before it could be told.
      assert.ok(active?.revision === last || active?.revision === last + 1, `${active?.revision} after ${last}`);
      assert.equal(state.revisions.active("m-twin")?.revision, active.revision, "half of a change is active");
      assert.ok(state.revisions.unsettled().every(({ revisions }) => revisions[0]?.revision === active.revision));
      for (const transition of state.revisions.unsettled()) state.revisions.settle(transition);
      const numbers = state.revisions.list("m", { limit: 1_000_000 }).map(({ revision }) => revision);
      assert.deepEqual(numbers, Array.from({ length: active.revision }, (_, n) => active.revision - n));
      last = active.revision;
      state[Symbol.dispose]();
    }
  }));
