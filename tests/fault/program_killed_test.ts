import assert from "node:assert/strict";
import { isAlive, pollUntil, processesWith } from "../contract/processes_helpers.ts";
import { ProgramWorld, type RunningProgram } from "./program_world.ts";

const isUnix = Deno.build.os !== "windows";
const isLinux = Deno.build.os === "linux";
/** How long children may live on after a program that was killed. */
const DEADLINE_MS = 30_000;

/** Children of every stubborn kind; each process writes its id to the file `pids`. */
const STUBBORN = `
max_parallel: 8
tasks:
  - { id: sleeps, run: "echo $$ >> pids; exec sleep 300" }
  - { id: ignores, run: "trap '' TERM INT HUP; echo $$ >> pids; while :; do sleep 1; done" }
  - { id: forks, run: "echo $$ >> pids; sleep 300 & echo $! >> pids; wait" }
  - { id: daemon, run: "setsid sh -c 'trap \\"\\" TERM HUP; echo $$ >> pids; exec sleep 300' & wait" }
  - { id: orphans, run: "(setsid sh -c 'echo $$ >> pids; exec sleep 300' &); echo $$ >> pids; exec sleep 300" }
  - { id: closes, run: "exec >/dev/null 2>&1 </dev/null; echo $$ >> pids; exec sleep 300" }
  - { id: nested, pipeline: ./nested.yaml }
finally: [{ id: last, run: echo finally >> finally }]
`;
const NESTED = 'tasks: [{ id: inner, run: "echo $$ >> pids; exec sleep 300" }]';
const PIDS = 9;

function pidsOf(world: ProgramWorld): number[] {
  return world.lines("pids").map(Number);
}

/** The processes that a process started and that are still its own. */
function childrenOf(pid: number): number[] {
  return Array.from(Deno.readDirSync(`/proc/${pid}/task`)).flatMap(({ name }) => {
    try {
      return Deno.readTextFileSync(`/proc/${pid}/task/${name}/children`).trim().split(" ");
    } catch {
      // The thread has ended meanwhile.
      return [];
    }
  }).filter((child) => child !== "").map(Number);
}

/** Starts the stubborn pipeline and waits until all of its processes run. */
async function startStubborn(world: ProgramWorld, ...args: string[]): Promise<{ program: RunningProgram; pids: number[] }> {
  const program = world.start("run", "stubborn.yaml", ...args);
  await pollUntil(() => world.lines("pids").length === PIDS, "all children run");
  const pids = pidsOf(world);
  for (const pid of pids) assert.ok(isAlive(pid), `${pid} runs`);
  return { program, pids };
}

function stubbornWorld(): Promise<ProgramWorld> {
  return ProgramWorld.create({ "stubborn.yaml": STUBBORN, "nested.yaml": NESTED });
}

Deno.test({
  name: "a program that is killed by SIGKILL leaves no child behind, shows as interrupted and repeats nothing by itself",
  ignore: !isLinux,
  fn: async () => {
    await using world = await stubbornWorld();
    const { program, pids } = await startStubborn(world);
    program.kill("SIGKILL");
    assert.equal((await program.ended).signal, "SIGKILL");
    for (const pid of pids) await pollUntil(() => !isAlive(pid), `${pid} is dead`, DEADLINE_MS);
    const shown = await world.show();
    assert.equal(shown.status, "interrupted");
    assert.deepEqual(new Set(shown.tasks.map(({ status }) => status)), new Set(["running", "pending"]));
    const { code, stdout, stderr } = await world.run("resume", "last");
    assert.equal(code, 1);
    assert.match(stderr, /Task "sleeps" was running .* \[not_idempotent\]/);
    assert.equal(stdout, "");
    assert.equal(pidsOf(world).length, PIDS);
    assert.equal((await world.run("resume", "last", "--json")).code, 1);
    assert.equal((await world.show()).status, "interrupted");
  },
});

Deno.test({
  name: "a program that is killed in the middle of starting children leaves none of them behind",
  ignore: !isLinux,
  fn: async () => {
    const tasks = Array.from({ length: 150 }, (_, n) => ({ id: `t${n}`, command: ["sleep", "300"] }));
    await using world = await ProgramWorld.create({ "many.yaml": JSON.stringify({ max_parallel: 150, tasks }) });
    const children = (pid: number) => processesWith(`HOME=${world.dir}`).filter((child) => child !== pid);
    for (const count of [1, 2, 4, 8, 16, 32, 64]) {
      const program = world.start("run", "many.yaml");
      await pollUntil(() => children(program.pid).length >= count, `${count} children run`);
      program.kill("SIGKILL");
      await program.ended;
      await pollUntil(() => children(program.pid).length === 0, `none of ${count} children or more is left`, DEADLINE_MS);
    }
  },
});

Deno.test({
  name: "children that outlived the program because its watchdog was killed too are dead before resume repeats their tasks",
  ignore: !isLinux,
  fn: async () => {
    const alone = "for pid in $(cat old); do if grep -q '^State:.[^ZX]' /proc/$pid/status; then echo $pid lives >> both; fi; done";
    const run = JSON.stringify(`${alone}; echo $$ >> pids; test -e go || exec sleep 300`);
    const task = (id: string) => `{ id: ${id}, idempotent: true, run: ${run} }`;
    await using world = await ProgramWorld.create({
      "outer.yaml": `max_parallel: 2\ntasks: [${task("a")}, { id: sub, pipeline: ./inner.yaml }]`,
      "inner.yaml": `tasks: [${task("b")}]`,
      old: "",
    });
    const program = world.start("run", "outer.yaml");
    await pollUntil(() => world.lines("pids").length === 2, "both tasks run");
    const watchdogs = childrenOf(program.pid).filter((pid) => !pidsOf(world).includes(pid));
    program.kill("SIGSTOP");
    for (const pid of watchdogs) Deno.kill(pid, "SIGKILL");
    program.kill("SIGKILL");
    await program.ended;
    assert.ok(watchdogs.length > 0 && pidsOf(world).every(isAlive), "nobody is left to kill them");
    await Deno.copyFile(`${world.dir}/pids`, `${world.dir}/old`);
    await Deno.writeTextFile(`${world.dir}/go`, "");
    const { code, stderr } = await world.run("resume", "last");
    assert.equal(code, 0, stderr);
    assert.equal(pidsOf(world).length, 4);
    assert.deepEqual(world.lines("both"), []);
  },
});

Deno.test({
  name: "a killed program's idempotent tasks are repeated by resume under a newer fence, and what had ended is not",
  ignore: !isLinux,
  fn: async () => {
    const note = 'echo "$EXECUTOR_TASK $EXECUTOR_EPOCH $EXECUTOR_ATTEMPT" >> ledger';
    await using world = await ProgramWorld.create({
      "again.yaml": `
params: { who: { type: string } }
secrets: { token: { env: TOKEN } }
tasks:
  - { id: before, run: '${note}; echo kept' }
  - { id: long, idempotent: true, depends_on: [before], run: '${note}; test -e go || exec sleep 300; cat' }
  - { id: after, depends_on: [long], run: '${note}; echo "{{ params.who }} {{ tasks.before.stdout }}" > after' }
`,
    });
    const program = world.startShell("TOKEN=abcdefgh exec executor run again.yaml --param who=me");
    await pollUntil(() => world.lines("ledger").length === 2, "the long task runs");
    program.kill("SIGKILL");
    await program.ended;
    // The document no longer counts, and the secrets are read again.
    await Deno.remove(`${world.dir}/again.yaml`);
    await Deno.writeTextFile(`${world.dir}/go`, "");
    const without = await world.run("resume", "last");
    assert.equal(without.code, 2, without.stderr);
    assert.match(without.stderr, /TOKEN/);
    const { code, stdout, stderr } = await world.shell("TOKEN=abcdefgh exec executor resume last");
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "long | kept\n");
    assert.deepEqual(world.lines("ledger"), ["before 1 1", "long 1 1", "long 2 2", "after 2 1"]);
    assert.deepEqual(world.lines("after"), ["me kept"]);
    assert.equal((await world.show()).status, "succeeded");
  },
});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.test({
    name: `${signal} cancels: exit code 3, all children gone, also those that ignore it, and finally ran`,
    ignore: !isUnix,
    fn: async () => {
      await using world = await stubbornWorld();
      const { program, pids } = await startStubborn(world);
      const asked = performance.now();
      program.kill(signal);
      const { code, stderr } = await program.ended;
      assert.equal(code, 3, stderr);
      // Three seconds of grace for the one that ignores it; far below what waiting for its sleep would take.
      assert.ok(performance.now() - asked < 45_000);
      assert.deepEqual(world.lines("finally"), ["finally"]);
      for (const pid of pids) assert.ok(!isAlive(pid), `${pid} is dead`);
      const shown = await world.show();
      assert.equal(shown.status, "cancelled");
      for (const { id, status } of shown.tasks) assert.equal(status, id === "last" ? "succeeded" : "cancelled", id);
      assert.match(stderr, /run [^ ]+ cancelled/);
      assert.equal((await world.run("resume", "last")).code, 2);
    },
  });
}

Deno.test({
  name: "a second signal kills at once: no grace, no finally, exit code 3",
  ignore: !isUnix,
  fn: async () => {
    await using world = await stubbornWorld();
    const { program, pids } = await startStubborn(world);
    program.kill("SIGINT");
    await pollUntil(() => !isAlive(pids[0] ?? 0) || pids.filter(isAlive).length < PIDS, "the first signal works");
    program.kill("SIGTERM");
    const { code, stderr } = await program.ended;
    assert.equal(code, 3, stderr);
    assert.deepEqual(world.lines("finally"), []);
    for (const pid of pids) assert.ok(!isAlive(pid), `${pid} is dead`);
    assert.equal((await world.show()).status, "cancelled");
  },
});

Deno.test({
  name: "a second signal kills a finally that does not end",
  ignore: !isUnix,
  fn: async () => {
    await using world = await ProgramWorld.create({
      "f.yaml": `
tasks: [{ id: a, run: "echo $$ >> pids; exec sleep 300" }]
finally: [{ id: last, run: "trap '' TERM; echo $$ >> pids; while :; do sleep 1; done" }]
`,
    });
    const program = world.start("run", "f.yaml");
    await pollUntil(() => world.lines("pids").length === 1, "the task runs");
    program.kill("SIGINT");
    await pollUntil(() => world.lines("pids").length === 2, "finally runs");
    program.kill("SIGINT");
    assert.equal((await program.ended).code, 3);
    for (const pid of pidsOf(world)) assert.ok(!isAlive(pid), `${pid} is dead`);
  },
});

Deno.test({
  name: "what is left of a task's group when its main process ends is killed, and a stdout it holds open delays nothing",
  ignore: !isUnix,
  fn: async () => {
    await using world = await ProgramWorld.create({
      "stray.yaml": `
max_parallel: 2
tasks:
  - { id: stray, run: "sleep 300 & echo $! >> pids; echo out" }
  - { id: daemon, run: "setsid sh -c 'echo $$ >> pids; touch up; exec sleep 300' & while ! test -e up; do sleep 0.01; done; echo out" }
  - { id: next, depends_on: [stray, daemon], run: echo next }
`,
    });
    const started = performance.now();
    const { code, stdout } = await world.run("run", "stray.yaml");
    assert.equal(code, 0);
    assert.deepEqual(stdout.split("\n").filter((line) => line !== "").sort(), ["daemon | out", "next | next", "stray | out"]);
    assert.ok(performance.now() - started < 60_000, "it waited for the sleep");
    for (const pid of pidsOf(world)) await pollUntil(() => !isAlive(pid), `${pid} is dead`, DEADLINE_MS);
  },
});

Deno.test({
  name: "a timeout kills a task that ignores SIGTERM, and the run goes on to its end with exit code 1",
  ignore: !isUnix,
  fn: async () => {
    await using world = await ProgramWorld.create({
      "t.yaml": `
tasks:
  - { id: slow, timeout: 100ms, run: "trap '' TERM; echo $$ >> pids; while :; do sleep 1; done" }
  - { id: other, run: echo other }
  - { id: after, depends_on: [slow], run: echo after }
`,
    });
    const { code, stdout } = await world.run("run", "t.yaml");
    assert.equal(code, 1);
    assert.equal(stdout, "other | other\n");
    for (const pid of pidsOf(world)) assert.ok(!isAlive(pid), `${pid} is dead`);
    const shown = await world.show();
    assert.equal(shown.status, "failed");
    assert.deepEqual(shown.tasks.map(({ id, status }) => [id, status]), [["slow", "timed_out"], ["other", "succeeded"], [
      "after",
      "skipped",
    ]]);
  },
});

Deno.test({
  name: "the run's own timeout ends it as timed out with exit code 3, and finally ran",
  ignore: !isUnix,
  fn: async () => {
    await using world = await ProgramWorld.create({
      "t.yaml": `
timeout: 300ms
tasks: [{ id: slow, run: "echo $$ >> pids; exec sleep 300" }]
finally: [{ id: last, run: 'echo "{{ run.status }}" > finally' }]
`,
    });
    assert.equal((await world.run("run", "t.yaml")).code, 3);
    assert.deepEqual(world.lines("finally"), ["timed_out"]);
    for (const pid of pidsOf(world)) assert.ok(!isAlive(pid), `${pid} is dead`);
    assert.equal((await world.show()).status, "timed_out");
  },
});
