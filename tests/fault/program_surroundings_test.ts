import assert from "node:assert/strict";
import { fromFileUrl } from "../../tools/paths.ts";
import { pollUntil } from "../contract/processes_helpers.ts";
import { eventsOf, ProgramWorld } from "./program_world.ts";

const isUnix = Deno.build.os !== "windows";
const isLinux = Deno.build.os === "linux";
const HELLO = { "hello.yaml": "tasks: [{ id: greet, run: echo hello }]\n" };
/** A task that lasts until the file `go` is there. */
const WAITS = { "waits.yaml": 'tasks: [{ id: a, run: "echo begin; touch up; while ! test -e go; do sleep 0.02; done; echo end" }]\n' };

Deno.test({
  name: "without a PATH programs are looked for where the system has them; with one that holds nothing they are not found",
  ignore: !isUnix,
  fn: async () => {
    await using world = await ProgramWorld.create(HELLO);
    const run = (path: string) => world.shell(`executor=$(command -v executor); ${path}; exec "$executor" run hello.yaml`);
    const without = await run("unset PATH");
    assert.equal(without.stdout, "greet | hello\n", without.stderr);
    for (const path of ["PATH=/nonexistent", "PATH="]) {
      const { code, stderr } = await run(path);
      assert.equal(code, 1);
      assert.match(stderr, /Cannot start "sh": no program of that name in PATH \[spawn_failed\]/);
    }
  },
});

Deno.test({
  name: "a run goes on when its folder and its document are removed; what starts there afterwards fails and names the folder",
  ignore: !isUnix,
  fn: async () => {
    await using world = await ProgramWorld.create();
    await Deno.mkdir(`${world.dir}/gone`);
    await Deno.writeTextFile(
      `${world.dir}/gone/p.yaml`,
      `
tasks:
  - { id: a, run: "echo begin; touch ../up; while ! test -e ../go; do sleep 0.02; done; echo end" }
  - { id: b, depends_on: [a], stdin: "", run: echo b }
  - { id: c, depends_on: [a], stdin: "", cwd: "{{ env.HOME }}", run: echo c }
`,
    );
    const program = world.startShell("cd gone && exec executor run p.yaml");
    await pollUntil(() => world.exists("up"), "the task runs");
    await Deno.remove(`${world.dir}/gone`, { recursive: true });
    await Deno.writeTextFile(`${world.dir}/go`, "");
    const { code, stdout, stderr } = await program.ended;
    assert.equal(code, 1, stderr);
    assert.deepEqual(stdout.trim().split("\n"), ["a | begin", "a | end", "c | c"]);
    assert.match(stderr, /b: failed .*working folder .*\/gone does not exist \[cwd_unusable\]/);
  },
});

Deno.test({
  name: "a state folder may have blanks, quotes, line breaks and any characters in its path, may be relative, and may be a link",
  ignore: !isUnix,
  fn: async () => {
    await using world = await ProgramWorld.create(HELLO);
    await Deno.mkdir(`${world.dir}/target`);
    await Deno.symlink("target", `${world.dir}/link`);
    for (
      const name of ["a b  c", "ünï ☃ 🦕", `quo'te"s`, "$HOME `id` \\", "li\nne", "percent%20?#", "deep/er/still", "link", "x".repeat(200)]
    ) {
      for (const state of [`${world.dir}/${name}`, name]) {
        const env = { EXECUTOR_STATE: state };
        const { code, stderr } = await world.startProgram(["run", "hello.yaml"], env).ended;
        assert.equal(code, 0, `${name}: ${stderr}`);
        assert.equal((await world.startProgram(["logs", "last"], env).ended).stdout, "greet | hello\n", name);
      }
      const runs = await world.run("runs", "--json", "--state", `${world.dir}/${name}`);
      assert.equal(eventsOf(runs).length, 2, name);
      assert.ok(world.exists(`${name}/executor.db`), name);
    }
  },
});

Deno.test({
  name: "a state folder of another user that may be written is used, and stays that user's",
  ignore: !isLinux || Deno.uid() !== 0,
  fn: async () => {
    await using world = await ProgramWorld.create(HELLO);
    await world.shell("mkdir theirs && chown 65534:65534 theirs && chmod 700 theirs");
    // Root may write anywhere: it does, and leaves the owner's folder to its owner.
    const { code, stderr } = await world.run("run", "hello.yaml", "--state", `${world.dir}/theirs`);
    assert.equal(code, 0, stderr);
    const { uid, mode } = await Deno.stat(`${world.dir}/theirs`);
    assert.deepEqual([uid, (mode ?? 0) & 0o777], [65534, 0o700]);
  },
});

Deno.test({
  name: "a program that is stopped and continued goes on, and a task that ended meanwhile counts",
  ignore: !isUnix,
  fn: async () => {
    await using world = await ProgramWorld.create({
      "p.yaml": `
tasks:
  - { id: a, run: "touch up; while ! test -e go; do sleep 0.02; done; echo end; touch ended" }
  - { id: b, depends_on: [a], timeout: 20s, run: cat }
`,
    });
    const program = world.start("run", "p.yaml");
    await pollUntil(() => world.exists("up"), "the task runs");
    program.kill("SIGSTOP");
    await Deno.writeTextFile(`${world.dir}/go`, "");
    await pollUntil(() => world.exists("ended"), "the task ends");
    assert.equal((await world.show()).status, "running", "it is stopped, not dead");
    assert.equal((await world.run("resume", "last")).code, 2);
    program.kill("SIGCONT");
    const { code, stdout, stderr } = await program.ended;
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "a | end\nb | end\n");
  },
});

Deno.test({
  name: "under nohup a run outlives its terminal, and is still cancelled by SIGTERM",
  ignore: !isLinux,
  fn: async () => {
    await using world = await ProgramWorld.create(WAITS);
    for (const signal of ["SIGHUP", "SIGTERM"] as const) {
      const program = world.startShell("exec nohup executor run waits.yaml");
      await pollUntil(() => world.exists("up"), "the task runs");
      program.kill(signal);
      if (signal === "SIGHUP") {
        // Whatever it would do about the signal it has done by the time another process has looked at it.
        assert.equal((await world.show()).status, "running");
        await Deno.writeTextFile(`${world.dir}/go`, "");
      }
      const { code, stdout, stderr } = await program.ended;
      assert.equal(code, signal === "SIGHUP" ? 0 : 3, stderr);
      if (signal === "SIGHUP") assert.equal(stdout, "a | begin\na | end\n");
      await world.shell("rm -f up go");
    }
  },
});

Deno.test({
  name: "a clock that jumps back by an hour stops no timeout, delay or wait, and makes no duration negative",
  ignore: !isLinux,
  fn: async () => {
    await using world = await ProgramWorld.create({
      "clock.yaml": `
timeout: 60s
tasks:
  - { id: a, run: "touch back" }
  - { id: flaky, depends_on: [a], run: "test $EXECUTOR_ATTEMPT = 2", retry: { attempts: 2, delay: 20ms }, timeout: 30s }
  - { id: waits, depends_on: [a], wait: 20ms }
  - { id: slow, depends_on: [a], run: exec sleep 300, timeout: 100ms, continue_on: { failure: true } }
  - { id: held, idempotent: true, depends_on: [flaky, waits, slow], run: "test -e second || { touch held; exec sleep 300; }" }
`,
      ...HELLO,
    });
    const source = fromFileUrl(new URL("../fixtures/fault/clock_shift.c", import.meta.url));
    const built = await world.shell(`gcc -shared -fPIC -o shift.so '${source}'`);
    if (built.code !== 0) return console.warn(`left out: no C compiler: ${built.stderr}`);
    const env = { LD_PRELOAD: `${world.dir}/shift.so`, CLOCK_SHIFT_FILE: `${world.dir}/back` };
    const program = world.startProgram(["run", "clock.yaml", "--json"], env);
    await pollUntil(() => world.exists("held"), "the last task runs");
    program.kill("SIGKILL");
    const begun = eventsOf(await program.ended);
    const [first] = begun;
    const last = begun.findLast(({ type }) => type === "task.finished");
    assert.ok(Date.parse(String(last?.["time"])) < Date.parse(String(first?.["time"])) - 3_000_000, "the clock did jump");
    await Deno.writeTextFile(`${world.dir}/second`, "");
    const resumed = await world.startProgram(["resume", "last", "--json"], env).ended;
    assert.equal(resumed.code, 0, resumed.stdout + resumed.stderr);
    for (const event of [...begun, ...eventsOf(resumed)]) {
      const duration = event["duration_ms"];
      if (typeof duration === "number") assert.ok(duration >= 0 && duration < 60_000, JSON.stringify(event));
    }
    const ends = Object.fromEntries((await world.show()).tasks.map(({ id, status }) => [id, status]));
    assert.deepEqual(ends, { a: "succeeded", flaky: "succeeded", waits: "succeeded", slow: "timed_out", held: "succeeded" });
    // The run that came later is the last one, although the clock says otherwise.
    assert.equal((await world.startProgram(["run", "hello.yaml"], env).ended).code, 0);
    assert.equal((await world.show()).pipeline, "hello");
  },
});

Deno.test({
  name: "output of 200 MB to a slow reader takes no more memory than 5 MB of it, and all of it arrives",
  ignore: !isLinux,
  fn: async () => {
    const LINE = "0123456789".repeat(7);
    await using world = await ProgramWorld.create({
      "big.yaml": `
params: { mb: { type: int } }
tasks:
  - { id: big, run: "yes ${LINE} | head -c {{ params.mb * 1000000 }}" }
  - { id: peak, depends_on: [big], stdin: "", run: "awk '/VmHWM/ { print $2 }' /proc/$PPID/status > peak" }
`,
    }, { limitMs: 300_000 });
    const peakKb = async (mb: number) => {
      // It reads in small pieces, each by a program of its own.
      const reader = 'while dd bs=64k count=1 2>/dev/null | { read -r x || test -n "$x"; }; do :; done';
      const end = await world.shell(
        `{ executor run big.yaml -p mb=${mb}; echo $? > code; } | ${mb > 5 ? `tee all | ${reader}` : "cat > all"}`,
      );
      assert.deepEqual(world.lines("code"), ["0"], end.stderr);
      const { stdout } = await world.shell("tail -n 1 all; wc -c < all");
      const bytes = Number(stdout.trim().split("\n").at(-1));
      assert.ok(bytes > mb * 1_000_000, `${bytes} bytes arrived`);
      return Number(world.lines("peak")[0]);
    };
    const small = await peakKb(5);
    const large = await peakKb(200);
    assert.ok(large - small < 64 * 1024, `${small} KiB, then ${large} KiB`);
  },
});

Deno.test({
  name: "a template that does not fit on the disk fails with path_unwritable and leaves the file that was there",
  ignore: !isLinux || Deno.uid() !== 0,
  fn: async () => {
    await using world = await ProgramWorld.create({
      "t.yaml": `
tasks:
  - { id: text, template: { text: "{{ 'x'.replace('x', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy').replace('y', '${
        "z".repeat(3000)
      }') }}", to: small/out } }
  - { id: device, template: { text: some, to: /dev/full } }
`,
    });
    const mounted = await world.shell("mkdir small && mount -t tmpfs -o size=64k none small && echo before > small/out");
    if (mounted.code !== 0) return console.warn(`left out: mount is not allowed here: ${mounted.stderr}`);
    try {
      const { code, stderr } = await world.run("run", "t.yaml");
      assert.equal(code, 1);
      assert.match(stderr, /text: failed .*small\/out": the disk is full \[path_unwritable\]/);
      assert.match(stderr, /device: failed .*the disk is full \[path_unwritable\]/);
      assert.deepEqual(world.lines("small/out"), ["before"]);
      assert.deepEqual([...Deno.readDirSync(`${world.dir}/small`)].map(({ name }) => name), ["out"], "nothing is left beside it");
    } finally {
      await world.shell("umount -l small");
    }
  },
});
