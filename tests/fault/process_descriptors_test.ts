import assert from "node:assert/strict";

const HUNGRY = new URL("../fixtures/process/hungry.ts", import.meta.url).pathname;

Deno.test({
  name: "spawn() refuses clearly when descriptors run out, and loses none",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const script = `ulimit -n 80; exec "$0" run -A --no-check "$1"`;
    const { stdout } = await new Deno.Command("sh", { args: ["-c", script, Deno.execPath(), HUNGRY] }).output();
    const rounds = new TextDecoder().decode(stdout).trim().split("\n").map((line) => JSON.parse(line));
    assert.equal(rounds.length, 6);
    for (const { started, code, message } of rounds) {
      assert.ok(started > 5, String(started));
      assert.equal(code, "spawn_failed");
      assert.equal(message, 'Cannot start "sleep": too many open files in this process');
    }
    // The runtime opens some of its own, at one moment or another.
    const open = rounds.map(({ open }) => open);
    assert.ok(open.filter((count, n) => count > open[n - 1]).length <= 1, open.join());
  },
});
