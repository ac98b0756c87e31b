import assert from "node:assert/strict";
import { AppError } from "../../src/core/mod.ts";
import { openState } from "../../src/platform/mod.ts";
import { runFinished, runRecord, runStarted, taskFinished } from "../contract/journal_suite.ts";
import { withFolder } from "../fixtures/state/helpers.ts";

const linuxRoot = Deno.build.os === "linux" && Deno.uid() === 0;

/** Mounts an empty file system for a test; undefined where this machine does not let us. */
function mount(folder: string, options: string): boolean {
  return linuxRoot &&
    new Deno.Command("mount", { args: ["-t", "tmpfs", "-o", options, "none", folder], stderr: "null" }).outputSync().success;
}

function run(program: string, ...args: string[]): void {
  const { success, stderr } = new Deno.Command(program, { args, stderr: "piped" }).outputSync();
  assert.ok(success, new TextDecoder().decode(stderr));
}

Deno.test("openState() for reading creates nothing where nothing is", () =>
  withFolder(async (dir, open) => {
    const state = await open({ dir: `${dir}/none`, readOnly: true });
    assert.equal(state.journal.read("last"), undefined);
    assert.deepEqual([...state.journal.list()], []);
    assert.deepEqual([...state.outputs.readInterleaved("r1")], []);
    assert.deepEqual([...Deno.readDirSync(dir)], []);
    assert.throws(() => state.journal.create(runRecord("r1")), TypeError);
  }));

Deno.test(
  "openState() makes a folder and files for their owner alone",
  { ignore: Deno.build.os === "windows" },
  () =>
    withFolder(async (dir, open) => {
      const state = await open({ dir: `${dir}/a/b` });
      state.journal.create(runRecord("r1"));
      assert.equal((Deno.statSync(`${dir}/a/b`).mode ?? 0) & 0o777, 0o700);
      for (const { name, isFile } of Deno.readDirSync(`${dir}/a/b`)) {
        assert.equal((Deno.statSync(`${dir}/a/b/${name}`).mode ?? 0) & 0o777, isFile ? 0o600 : 0o700, name);
      }
    }),
);

Deno.test("openState() of a named folder that cannot be used is state_unavailable with exit code 4", () =>
  withFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/file`, "");
    const named: [Parameters<typeof openState>[0], string][] = [
      [{ dir: `${dir}/file`, env: {} }, "--state"],
      [{ dir: `${dir}/file/below`, env: {} }, "--state"],
      [{ env: { EXECUTOR_STATE: `${dir}/file` } }, "EXECUTOR_STATE"],
    ];
    for (const [options, by] of named) {
      await assert.rejects(openState(options), (error: AppError) => {
        assert.equal(error.code, "state_unavailable");
        assert.equal(error.exitCode, 4);
        assert.ok(error.message.includes(`${dir}/file`), error.message);
        assert.ok(error.hint?.includes(by), error.hint ?? "no hint");
        return true;
      });
    }
  }));

Deno.test("openState() warns and uses a temporary folder when the default cannot be written", () =>
  withFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/file`, "");
    const environments = [{ XDG_STATE_HOME: `${dir}/file` }, { HOME: `${dir}/file` }, {}];
    for (const env of environments) {
      const warnings: string[] = [];
      const state = await openState({ env, root: false, os: "linux", warn: (message) => warnings.push(message) });
      assert.equal(state.temporary, true);
      assert.equal(warnings.length, 1);
      assert.ok(warnings[0]?.includes(state.folder), warnings[0] ?? "no warning");
      using lease = state.journal.create(runRecord("r1"));
      lease.append(runStarted("r1"));
      state[Symbol.dispose]();
      await Deno.remove(state.folder, { recursive: true });
    }
  }));

Deno.test("a folder that became read-only is still read and nothing is created in it", { ignore: !linuxRoot }, async (t) => {
  for (const left of ["closed in order", "with a write-ahead log", "with a write-ahead log and no index"]) {
    await t.step(left, async () => {
      const dir = await Deno.makeTempDir();
      try {
        if (!mount(dir, "size=16m")) return console.warn("left out: mount is not allowed here");
        const state = await openState({ dir, env: {} });
        using lease = state.journal.create(runRecord("r1"));
        lease.append(runStarted("r1"));
        lease.append(runFinished("r1"));
        state.outputs.append({ run: "r1", task: "a", attempt: 1 }, "stdout", new TextEncoder().encode("hello\n"));
        const copy = `${dir}/copy`;
        if (left === "closed in order") state[Symbol.dispose]();
        run("cp", "-r", dir, `${dir}.copy`);
        run("mv", `${dir}.copy`, copy);
        if (left.includes("no index")) await Deno.remove(`${copy}/executor.db-shm`);
        if (left !== "closed in order") state[Symbol.dispose]();
        run("mount", "-o", "remount,ro", dir);
        const before = [...Deno.readDirSync(copy)].map(({ name }) => name).sort();
        const reader = await openState({ dir: copy, env: {}, readOnly: true });
        assert.equal(reader.journal.read("r1")?.status, "succeeded");
        assert.equal([...reader.journal.list()].length, 1);
        const [piece] = [...reader.outputs.readInterleaved("r1")];
        assert.equal(piece?.task, "a");
        reader[Symbol.dispose]();
        assert.deepEqual([...Deno.readDirSync(copy)].map(({ name }) => name).sort(), before);
        await assert.rejects(openState({ dir: copy, env: {} }), { code: "state_unavailable" });
      } finally {
        new Deno.Command("umount", { args: ["-l", dir], stderr: "null" }).outputSync();
        await Deno.remove(dir, { recursive: true });
      }
    });
  }
});

Deno.test(
  "a full disk is state_full, nothing is half applied, and writing goes on once there is room",
  { ignore: !linuxRoot },
  async () => {
    const dir = await Deno.makeTempDir();
    try {
      if (!mount(dir, "size=1m")) return console.warn("left out: mount is not allowed here");
      const state = await openState({ dir, env: {} });
      const lease = state.journal.create(runRecord("r1"));
      lease.append(runStarted("r1", []));
      let appended = 0;
      const appendUntilFull = () => {
        for (;; appended++) lease.append(taskFinished("r1", `t${appended}`, { outputs: { text: "x".repeat(2000) } }));
      };
      await Deno.writeFile(`${dir}/ballast`, new Uint8Array(100_000));
      assert.throws(appendUntilFull, (error: AppError) => {
        assert.equal(error.code, "state_full");
        assert.match(error.message, /disk is full/);
        return true;
      });
      assert.ok(appended > 10);
      assert.throws(() => lease.append(runFinished("r1")), { code: "state_full" });
      assert.throws(
        () => state.outputs.append({ run: "r1", task: "a", attempt: 1 }, "stdout", new Uint8Array(500_000)),
        { code: "state_full" },
      );
      assert.equal(state.journal.read("r1")?.tasks.length, appended);
      assert.equal(state.journal.read("r1")?.status, "running");
      await assert.rejects(openState({ dir: `${dir}/second`, env: {} }), { code: "state_full" });
      Deno.removeSync(`${dir}/ballast`);
      lease.append(taskFinished("r1", "after"));
      lease.append(runFinished("r1"));
      assert.equal(state.journal.read("r1")?.tasks.length, appended + 1);
      assert.equal(state.journal.read("r1")?.status, "succeeded");
      lease[Symbol.dispose]();
      state[Symbol.dispose]();
    } finally {
      new Deno.Command("umount", { args: ["-l", dir], stderr: "null" }).outputSync();
      await Deno.remove(dir, { recursive: true });
    }
  },
);

Deno.test("a clock that jumps back keeps ids growing, the order of runs and the durations of events", () =>
  withFolder(async (_dir, open) => {
    let now = Date.UTC(2026, 10, 21, 12);
    const clock = { now: () => now, monotonicMs: () => performance.now(), sleep: () => Promise.resolve() };
    const state = await open({ clock });
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      const id = state.newRunId();
      ids.push(id);
      using lease = state.journal.create(runRecord(id, { createdAt: now }));
      lease.append(runStarted(id, ["a"], now));
      now -= 3_600_000;
      state.outputs.append({ run: id, task: "a", attempt: 1 }, "stdout", new Uint8Array(1));
      lease.append(taskFinished(id, "a", { time: now }));
      lease.append({ ...runFinished(id), time: now });
    }
    assert.deepEqual([...ids].sort(), ids);
    assert.deepEqual([...state.journal.list()].map(({ run }) => run), ids.toReversed());
    for (const { durationMs } of state.journal.list()) assert.equal(durationMs, 2000);
  }));
