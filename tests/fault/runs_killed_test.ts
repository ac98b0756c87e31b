import assert from "node:assert/strict";
import { openState } from "../../src/platform/mod.ts";

const FIXTURE = new URL("../fixtures/runs/dies.ts", import.meta.url).pathname;

async function runFixture(...args: string[]): Promise<{ readonly killed: boolean; readonly lines: string[] }> {
  const { signal, success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--no-lock", FIXTURE, ...args],
  }).output();
  assert.ok(success || signal === "SIGKILL", new TextDecoder().decode(stderr));
  return { killed: signal === "SIGKILL", lines: new TextDecoder().decode(stdout).split("\n") };
}

function timesDone(dir: string): number {
  try {
    return Deno.readTextFileSync(`${dir}/done`).split("\n").length - 1;
  } catch {
    return 0;
  }
}

Deno.test("a run that was accepted happens exactly once, whichever write between accept and begin its daemon is killed at", async (t) => {
  for (let at = 1, isOver = false; !isOver; at++) {
    assert.ok(at < 60, "a run takes fewer writes than this");
    await t.step(`killed at moment ${at}`, async () => {
      const dir = await Deno.makeTempDir({ prefix: "executor-killed-" });
      try {
        const first = await runFixture(dir, "accept", String(at));
        const isAccepted = first.lines.some((line) => line.startsWith("accepted "));
        if (!first.killed) isOver = true;
        const second = await runFixture(dir, "recover", "0");
        assert.equal(second.killed, false);
        using state = await openState({ dir, env: {} });
        const runs = [...state.journal.list()];
        const times = timesDone(dir);
        assert.equal(state.queue.size(), 0, "nothing waits any more");
        assert.ok(runs.length <= 1 && times <= 1, `runs ${runs.length}, times ${times}`);
        if (!isAccepted && runs.length === 0) return;
        const run = state.journal.read("last");
        // From the moment that its task has begun it is for people, or `runs.recover`, to say whether it goes on.
        const wasCut = (run?.tasks[0]?.attempts ?? 0) > 0 && run?.status === "interrupted";
        if (!wasCut) assert.deepEqual([run?.status, times], ["succeeded", 1]);
        if (run?.tasks[0]?.status === "succeeded") assert.equal(times, 1);
      } finally {
        await Deno.remove(dir, { recursive: true });
      }
    });
  }
});
