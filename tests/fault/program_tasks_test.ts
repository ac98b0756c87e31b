import assert from "node:assert/strict";
import { isAlive, pollUntil } from "../contract/processes_helpers.ts";
import { eventsOf, ProgramWorld } from "./program_world.ts";

const ignore = Deno.build.os === "windows";

/** Each task's end by its id: status, and the error's code if any. */
async function endsOf(world: ProgramWorld): Promise<Record<string, string>> {
  const { tasks } = await world.show();
  return Object.fromEntries(tasks.map(({ id, status, error }) => [id, error === null ? status : `${status} ${error.code}`]));
}

Deno.test({
  name: "whatever a task leaves at $EXECUTOR_OUTPUT is read as outputs or fails that task alone, at once and in little memory",
  ignore,
  fn: async () => {
    const made = {
      huge: 'dd if=/dev/null of="$EXECUTOR_OUTPUT" bs=1M seek=20000 2>/dev/null',
      folder: 'mkdir "$EXECUTOR_OUTPUT"',
      // Nobody writes to it: opening it to read would wait for ever.
      pipe: 'mkfifo "$EXECUTOR_OUTPUT"',
      device: 'ln -s /dev/zero "$EXECUTOR_OUTPUT"',
      binary: 'printf "a=\\377\\n" > "$EXECUTOR_OUTPUT"',
      lines: 'echo "no sign" > "$EXECUTOR_OUTPUT"',
      dangling: 'ln -s /nonexistent/file "$EXECUTOR_OUTPUT"',
      circle: 'ln -s "$EXECUTOR_OUTPUT" "$EXECUTOR_OUTPUT"',
      removed: 'echo a=b > "$EXECUTOR_OUTPUT"; rm "$EXECUTOR_OUTPUT"',
      linked: 'echo n=1 > mine; ln -s "$PWD/mine" "$EXECUTOR_OUTPUT"',
    };
    const tasks = Object.entries(made).map(([id, run]) => ({ id, run, continue_on: { failure: true } }));
    await using world = await ProgramWorld.create({ "left.yaml": JSON.stringify({ tasks }) });
    const end = await world.run("run", "left.yaml", "--json");
    assert.equal(end.code, 0, end.stdout + end.stderr);
    assert.deepEqual(await endsOf(world), {
      huge: "failed output_too_large",
      folder: "failed path_unreadable",
      pipe: "failed path_unreadable",
      device: "failed path_unreadable",
      binary: "failed path_unreadable",
      lines: "failed outputs_invalid",
      dangling: "succeeded",
      circle: "succeeded",
      removed: "succeeded",
      linked: "succeeded",
    });
    const linked = eventsOf(end).find(({ type, task }) => type === "task.finished" && task === "linked");
    assert.deepEqual(linked?.["outputs"], { n: "1" });
    assert.deepEqual(world.lines("mine"), ["n=1"], "what the task linked to is not removed");
  },
});

Deno.test({
  name: "long arguments arrive whole; what the system cannot pass on fails its task and says why",
  ignore,
  fn: async () => {
    const count = ["sh", "-c", "echo ${#1}", "sh"];
    const tasks = [
      { id: "long", command: [...count, "y".repeat(5_000)] },
      { id: "longest", command: [...count, "€".repeat(30_000)], env: { LC_ALL: "C" } },
      { id: "beyond", command: [...count, "y".repeat(3_000_000)] },
      { id: "variable", env: { X: "y".repeat(3_000_000) }, run: "true" },
      { id: "nul", command: ["echo", "{{ 'a\\u0000b' }}"] },
      { id: "nulvariable", env: { X: "{{ 'a\\u0000b' }}" }, command: ["true"] },
      { id: "nultext", run: "echo \"{{ 'a\\u0000b' }}\"" },
      { id: "nulfolder", cwd: "{{ 'a\\u0000b' }}", run: "true" },
      { id: "none", command: ["./no-such-program"] },
      { id: "nofolder", cwd: "no/such/folder", run: "true" },
    ];
    await using world = await ProgramWorld.create({ "args.yaml": JSON.stringify({ tasks }) });
    const { code, stdout, stderr } = await world.run("run", "args.yaml");
    assert.equal(code, 1);
    assert.deepEqual(stdout.trim().split("\n").sort(), ["long | 5000", "longest | 90000"]);
    const { long, longest, nultext, nofolder, ...failed } = await endsOf(world);
    assert.deepEqual([long, longest], ["succeeded", "succeeded"]);
    assert.deepEqual([nultext, nofolder], ["failed template_value_nul", "failed cwd_unusable"]);
    assert.deepEqual(new Set(Object.values(failed)), new Set(["failed spawn_failed"]));
    assert.match(stderr, /beyond: .*too long/);
    assert.match(stderr, /variable: .*too long/);
    assert.match(stderr, /nul: .*argument 1 holds a NUL character/);
    assert.match(stderr, /nulvariable: .*variable X holds a NUL character/);
    assert.match(stderr, /nofolder: .*no\/such\/folder/);
  },
});

Deno.test({
  name: "a task that closes its streams and works on is waited for, and its exit code counts",
  ignore,
  fn: async () => {
    await using world = await ProgramWorld.create({
      "closes.yaml": `
max_parallel: 2
tasks:
  - { id: closes, run: "echo said; exec <&- >&- 2>&-; while ! test -e go; do sleep 0.02; done; exit 3" }
  - { id: other, run: "while ! test -s said; do sleep 0.02; done; touch go" }
`,
    });
    const program = world.start("run", "closes.yaml", "--json");
    const log = `.state/runs/${(await untilShown(world)).run}/closes.1.stdout`;
    await pollUntil(() => world.lines(log).length === 1, "the first line is kept although the task lives on");
    await Deno.writeTextFile(`${world.dir}/said`, "x");
    const end = await program.ended;
    assert.equal(end.code, 1, end.stderr);
    assert.deepEqual(await endsOf(world), { closes: "failed task_failed", other: "succeeded" });
  },
});

Deno.test({
  name: "a process that flees from session to session is caught when its task times out, and when its task has been killed",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const flee = "#!/bin/sh\necho $$ >> pids\nsleep 0.01\ntest -e stop || setsid ./flee.sh >/dev/null 2>&1 </dev/null &\n";
    await using world = await ProgramWorld.create({
      "flee.sh": flee,
      "flee.yaml": 'tasks: [{ id: a, timeout: 1s, run: "./flee.sh; sleep 300" }]\n',
    });
    for (let tries = 0; world.lines("pids").length < 2; tries++) {
      // A busy machine may need all of its time for the first step.
      assert.ok(tries < 10, "it never fled");
      const timedOut = await world.run("run", "flee.yaml");
      assert.equal(timedOut.code, 1, timedOut.stderr);
    }
    for (const pid of world.lines("pids")) assert.ok(!isAlive(Number(pid)), `${pid} is dead`);

    await Deno.remove(`${world.dir}/pids`);
    await Deno.writeTextFile(`${world.dir}/flee.yaml`, 'tasks: [{ id: a, run: "./flee.sh; sleep 300" }]\n');
    const killed = world.start("run", "flee.yaml");
    await pollUntil(() => world.lines("pids").length > 3, "it flees");
    killed.kill("SIGKILL");
    await killed.ended;
    await pollUntil(() => world.lines("pids").every((pid) => !isAlive(Number(pid))), "the watchdog caught it");
    await Deno.writeTextFile(`${world.dir}/stop`, "");
  },
});

/** The newest run, as soon as there is one. */
async function untilShown(world: ProgramWorld) {
  for (let tries = 0; tries < 200; tries++) {
    const { code, stdout } = await world.run("show", "last", "--json");
    if (code === 0) return JSON.parse(stdout) as { run: string };
  }
  throw new Error("No run was ever shown");
}
