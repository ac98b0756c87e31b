import assert from "node:assert/strict";
import { isAlive, pollUntil } from "../contract/processes_helpers.ts";
import { eventsOf, ProgramWorld } from "./program_world.ts";

const isUnix = Deno.build.os !== "windows";
const isLinuxRoot = Deno.build.os === "linux" && Deno.uid() === 0;
const HELLO = { "hello.yaml": "tasks: [{ id: greet, run: echo hello }]\n" };
const NOBODY = "setpriv --reuid=65534 --regid=65534 --clear-groups";

/** A folder of the world that is a file system of its own; undefined where this machine does not let us mount. */
class Mounted implements Disposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async create(world: ProgramWorld, size: string): Promise<Mounted | undefined> {
    const path = `${world.dir}/mounted`;
    const { code, stderr } = await world.shell(`mkdir mounted && mount -t tmpfs -o size=${size} none mounted`);
    if (code === 0) return new Mounted(path);
    console.warn(`left out: mount is not allowed here: ${stderr}`);
    return undefined;
  }

  /** Makes the file system read-only. */
  freeze(): void {
    const { success } = new Deno.Command("mount", { args: ["-o", "remount,ro", this.path] }).outputSync();
    assert.ok(success);
  }

  [Symbol.dispose](): void {
    new Deno.Command("umount", { args: ["-l", this.path] }).outputSync();
  }
}

/**
 * A world that a user without rights can use: it holds a copy of the program. Undefined when the sources are tested, whose cache belongs
 * to this user.
 */
async function worldForOthers(files: Record<string, string>): Promise<ProgramWorld | undefined> {
  const binary = Deno.env.get("EXECUTOR_BINARY");
  if (binary === undefined) {
    console.warn("left out: only the compiled binary can be given to another user");
    return undefined;
  }
  const world = await ProgramWorld.create(files);
  await Deno.copyFile(binary, `${world.dir}/executor`);
  await Deno.chmod(`${world.dir}/executor`, 0o755);
  await Deno.chmod(world.dir, 0o755);
  return world;
}

Deno.test({
  name: "a disk that fills up under the state ends the run with state_full and exit code 4, children gone; with room again it resumes",
  ignore: !isLinuxRoot,
  fn: async () => {
    await using world = await ProgramWorld.create({
      "big.yaml": `
max_parallel: 2
tasks:
  - { id: sleeps, idempotent: true, run: "echo $$ >> pids; test -e room || exec sleep 300" }
  - { id: big, idempotent: true, run: "test -e room || { while ! test -s pids; do :; done; head -c 4000000 /dev/zero | tr '\\\\0' x; }; echo end" }
  - { id: after, depends_on: [big], run: echo after >> after }
`,
    });
    using mounted = await Mounted.create(world, "2m");
    if (mounted === undefined) return;
    const full = await world.run("run", "big.yaml", "--state", mounted.path);
    assert.equal(full.code, 4, full.stderr);
    assert.match(full.stderr, /error: .*disk is full.* \[state_full\]\nhint: /);
    for (const pid of world.lines("pids")) await pollUntil(() => !isAlive(Number(pid)), `${pid} is dead`);
    assert.deepEqual(world.lines("after"), []);
    const shown = await world.shell(`executor show last --state mounted --json`);
    assert.equal(JSON.parse(shown.stdout).status, "interrupted", shown.stdout);
    // No room even for a new run.
    const refused = await world.shell("head -c 2000000 /dev/zero > mounted/ballast; exec executor run big.yaml --state mounted");
    assert.equal(refused.code, 4, refused.stderr);
    assert.match(refused.stderr, /\[state_full\]/);
    await Deno.remove(`${mounted.path}/ballast`);
    await world.shell("find mounted -type f -size +500k -not -name '*.db*' -delete");
    await Deno.writeTextFile(`${world.dir}/room`, "");
    const resumed = await world.run("resume", "last", "--state", mounted.path);
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.deepEqual(world.lines("after"), ["after"]);
  },
});

Deno.test({
  name: "a named state folder on a read-only file system is exit code 4, and what it holds can still be read",
  ignore: !isLinuxRoot,
  fn: async () => {
    await using world = await ProgramWorld.create(HELLO);
    using mounted = await Mounted.create(world, "16m");
    if (mounted === undefined) return;
    assert.equal((await world.run("run", "hello.yaml", "--state", mounted.path)).code, 0);
    mounted.freeze();
    for (const args of [["run", "hello.yaml"], ["resume", "last"]]) {
      const { code, stderr } = await world.run(...args, "--state", mounted.path);
      assert.equal(code, 4, stderr);
      assert.match(stderr, /\[state_unavailable\]\nhint: .*--state/);
    }
    const below = await world.run("run", "hello.yaml", "--state", `${mounted.path}/new`);
    assert.equal(below.code, 4, below.stderr);
    const shown = await world.run("show", "last", "--state", mounted.path, "--json");
    assert.equal(JSON.parse(shown.stdout).status, "succeeded");
    assert.match((await world.run("runs", "--state", mounted.path)).stdout, /succeeded/);
    assert.match((await world.run("logs", "last", "--state", mounted.path)).stdout, /hello/);
  },
});

Deno.test({
  name: "without a home, as another user or with an empty environment, a run warns, uses a temporary state and works",
  ignore: !isLinuxRoot,
  fn: async () => {
    await using world = await worldForOthers(HELLO);
    if (world === undefined) return;
    await world.shell("mkdir tmp read-only; chmod 1777 tmp; chmod 555 read-only");
    for (const home of ["HOME=$PWD/read-only", "HOME=/nonexistent", "XDG_STATE_HOME=$PWD/read-only", ""]) {
      const { code, stdout, stderr } = await world.shell(`${NOBODY} env -i TMPDIR=$PWD/tmp ${home} ./executor run hello.yaml`);
      assert.equal(code, 0, stderr);
      assert.equal(stdout, "greet | hello\n");
      assert.match(stderr, /^warning: .*using the temporary folder "[^"]*\/tmp\/executor-/);
    }
    const ended = await world.shell(`${NOBODY} env -i ./executor run hello.yaml --state $PWD/tmp/named`);
    assert.equal(ended.code, 0, ended.stderr);
    assert.doesNotMatch(ended.stderr, /warning/);
    for (const named of ["--state $PWD/read-only", "--state $PWD/read-only/below"]) {
      const { code, stderr } = await world.shell(`${NOBODY} env -i ./executor run hello.yaml ${named}`);
      assert.equal(code, 4, stderr);
      assert.match(stderr, /permission denied \[state_unavailable\]\nhint: /);
    }
    // Not this user's runs.
    await world.run("run", "hello.yaml", "--state", `${world.dir}/private`);
    assert.equal((await world.shell(`${NOBODY} env -i ./executor runs --state $PWD/private`)).code, 4);
  },
});

Deno.test({
  name: "a damaged journal and one of a newer format are exit code 4 for every verb that needs it, and stay untouched",
  ignore: !isUnix,
  fn: async () => {
    const verbs = [["run", "hello.yaml"], ["runs"], ["show", "last"], ["logs", "last"], ["resume", "last"], ["cancel", "last"]];
    const damages: [code: string, damage: string][] = [
      ["state_corrupt", "head -c 60000 /dev/urandom > .state/executor.db; rm -f .state/executor.db-*"],
      [
        "state_newer",
        `"$DENO" eval --quiet 'const {DatabaseSync} = await import("node:sqlite");
        new DatabaseSync(".state/executor.db").exec("PRAGMA user_version=99")'`,
      ],
    ];
    for (const [expected, damage] of damages) {
      await using world = await ProgramWorld.create(HELLO);
      assert.equal((await world.run("run", "hello.yaml")).code, 0);
      const damaged = await world.shell(damage, { DENO: Deno.execPath() });
      assert.equal(damaged.code, 0, damaged.stderr);
      const { stdout: before } = await world.shell("cksum .state/executor.db");
      for (const verb of verbs) {
        const { code, stderr } = await world.run(...verb);
        assert.equal(code, 4, `${verb}: ${stderr}`);
        assert.match(stderr, new RegExp(`\\[${expected}\\]\nhint: `), `${verb}`);
        const json = await world.run(...verb, "--json");
        assert.equal(json.code, 4);
        assert.equal(eventsOf(json)[0]?.["code"], expected, json.stdout);
      }
      assert.equal((await world.shell("cksum .state/executor.db")).stdout, before);
    }
  },
});

Deno.test({
  name: "ten runs at once on one new state folder all end well and are all kept",
  ignore: !isUnix,
  fn: async () => {
    await using world = await ProgramWorld.create({
      "many.yaml":
        "params: { n: { type: int } }\ntasks: [{ id: a, matrix: { k: [1, 2, 3, 4, 5] }, run: 'echo {{ params.n }}.{{ matrix.k }}' }]\n",
    });
    const ends = await Promise.all(Array.from({ length: 10 }, (_, n) => world.run("run", "many.yaml", "--param", `n=${n}`, "--json")));
    for (const end of ends) assert.equal(end.code, 0, end.stderr);
    const runs = eventsOf(await world.run("runs", "--json"));
    assert.equal(runs.length, 10);
    const ids = new Set(ends.map((end) => String(eventsOf(end)[0]?.["run"])));
    assert.deepEqual(new Set(runs.map(({ run }) => run)), ids);
    for (const { run, params } of runs) {
      const { stdout } = await world.run("logs", String(run));
      const { n } = params as { n: number };
      for (let k = 1; k <= 5; k++) assert.match(stdout, new RegExp(`${n}\\.${k}$`, "m"));
    }
  },
});

Deno.test({
  name: "a live run shows as running elsewhere, cannot be resumed (exit code 2), and is cancelled from another process",
  ignore: !isUnix,
  fn: async () => {
    await using world = await ProgramWorld.create({
      "long.yaml": 'tasks: [{ id: long, run: "echo $$ >> pids; exec sleep 300" }]\nfinally: [{ id: last, run: echo finally >> finally }]\n',
    });
    const program = world.start("run", "long.yaml");
    await pollUntil(() => world.lines("pids").length === 1, "the task runs");
    const shown = await world.show();
    assert.equal(shown.status, "running");
    assert.equal(shown.tasks[0]?.status, "running");
    const resumed = await world.run("resume", "last");
    assert.equal(resumed.code, 2, resumed.stderr);
    assert.match(resumed.stderr, /\[run_alive\]/);
    assert.equal((await world.run("cancel", shown.run)).code, 0);
    assert.equal((await program.ended).code, 3);
    assert.deepEqual(world.lines("finally"), ["finally"]);
    for (const pid of world.lines("pids")) assert.ok(!isAlive(Number(pid)));
    assert.equal((await world.show()).status, "cancelled");
    const late = await world.run("cancel", "last");
    assert.equal(late.code, 2, late.stderr);
  },
});

Deno.test({
  name: "two processes that resume one run at once: one goes on, the other is refused, nothing runs twice",
  ignore: !isUnix,
  fn: async () => {
    await using world = await ProgramWorld.create({
      "r.yaml": 'tasks: [{ id: a, idempotent: true, run: "echo $EXECUTOR_EPOCH >> ledger; test -e go || exec sleep 300; sleep 0.3" }]\n',
    });
    const program = world.start("run", "r.yaml");
    await pollUntil(() => world.lines("ledger").length === 1, "the task runs");
    program.kill("SIGKILL");
    await program.ended;
    await Deno.writeTextFile(`${world.dir}/go`, "");
    const ends = await Promise.all(Array.from({ length: 4 }, () => world.run("resume", "last")));
    assert.deepEqual(ends.map(({ code }) => code).sort(), [0, 2, 2, 2]);
    assert.deepEqual(world.lines("ledger"), ["1", "2"]);
  },
});
