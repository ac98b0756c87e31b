import assert from "node:assert/strict";
import { ContainerMachine } from "./container_machine.ts";
import { pollUntil, processesWith } from "./contract/processes_helpers.ts";
import { eventsOf, ProgramWorld, type RunningProgram } from "./fault/program_world.ts";

const ignore = Deno.build.os === "windows";

/**
 * Records how it was called, one word a line and an empty line after each call, and what `run` was given. Never has a container. A call is
 * written in one piece: who looks at it, or ends it, sees it whole or not at all.
 */
const STAND_IN = `#!/bin/sh
printf '%s\\n' "$@" '' >> "$RECORD"
[ "$1" = run ] || exit 0
env > env.txt
cat > stdin.txt
! test -e slow || { echo started; exec sleep 300; }
! test -e code || exit "$(cat code)"
`;

/** A world in which the container programs named are stand-ins; its folder `bin` is all that {@link startRecorded} has in its `PATH`. */
async function recordingWorld(programs: readonly string[], files: Readonly<Record<string, string>>): Promise<ProgramWorld> {
  const world = await ProgramWorld.create(files);
  const { code, stderr } = await world.shell('mkdir bin sub; for name in sh env cat sleep; do ln -s "$(command -v $name)" bin/; done');
  assert.equal(code, 0, stderr);
  for (const name of programs) await Deno.writeTextFile(`${world.dir}/bin/${name}`, STAND_IN, { mode: 0o755 });
  return world;
}

function startRecorded(world: ProgramWorld, args: string, env: Readonly<Record<string, string>> = {}): RunningProgram {
  return world.startShell(`executor=$(command -v executor); PATH="$PWD/bin" RECORD="$PWD/record" exec "$executor" ${args}`, env);
}

/** The calls of stand-ins; what differs from run to run is replaced by a word. */
function calls(world: ProgramWorld): string[][] {
  const text = world.lines("record").length === 0 ? "" : Deno.readTextFileSync(`${world.dir}/record`);
  const same = text
    .replaceAll(world.dir, "DIR")
    .replace(/executor-\d{8}-\d{6}-\w+-([\w.-]+)-\w+-(\d+)\n/g, "executor-RUN-$1-HASH-$2\n")
    .replace(/DIR\/\.state\/[^,\n]*/g, "STATE");
  return same.split("\n\n").filter((call) => call !== "").map((call) => call.split("\n"));
}

/** The arguments that every container gets, up to its variables. */
function fixed(id: string, attempt: number): string[] {
  return [
    ...["run", "--rm", "-i", "--name", `executor-RUN-${id}-HASH-${attempt}`],
    ...["--mount=type=bind,source=DIR,target=DIR", "--mount=type=bind,source=STATE,target=/executor/output"],
  ];
}

/** The variables that every container gets. */
const OWN_VARIABLES = ["--env", "EXECUTOR_OUTPUT=/executor/output", "--env", "EXECUTOR_OWNER"];
const FENCE = ["RUN", "TASK", "EPOCH", "ATTEMPT"].flatMap((name) => ["--env", `EXECUTOR_${name}`]);
const NO_LABEL = ["--security-opt", "label=disable"];

for (const program of ["podman", "docker"]) {
  Deno.test({
    name: `a task with an image starts ${program} with its folder, working folder, limits and variables, values and secrets by name only`,
    ignore,
    fn: async () => {
      await using world = await recordingWorld([program], {
        "c.yaml": `
params: { tag: { type: string, default: "3" }, who: { type: string } }
secrets: { token: { env: TOKEN } }
env: { TOP: top, PATH: /opt/bin }
tasks:
  - { id: plain, image: "alpine:{{ params.tag }}", stdin: given, run: "echo {{ params.who }}" }
  - id: full
    depends_on: [plain]
    stdin: ""
    image: registry.example.com:5000/team/tool@sha256:abc
    shell: bash -eu
    cwd: sub
    env: { OWN: "{{ secrets.token }}", DOCKER_HOST: tcp://elsewhere }
    inject: { GIVEN: "a\\nb" }
    limits: { memory: 64MiB, cpu: 1500ms }
    run: "true"
  - { id: cells, depends_on: [full], stdin: "", matrix: { k: ["a b/c"] }, image: alpine, run: "true" }
`,
      });
      const end = await startRecorded(world, "run c.yaml --param who='$(reboot)'", { TOKEN: "s3cr3t-token", HOST: "mine" }).ended;
      assert.equal(end.code, 0, end.stderr);
      const [plain, full, cells, ...others] = calls(world);
      assert.deepEqual(plain, [
        ...fixed("plain", 1),
        ...["--workdir", "DIR", ...NO_LABEL, ...OWN_VARIABLES, "--env", "TOP", "--env", "PATH=/opt/bin", "--env", "EXECUTOR_EXPR_1"],
        ...[...FENCE, "alpine:3", "sh", "-e", "-c", 'echo "${EXECUTOR_EXPR_1}"'],
      ]);
      assert.deepEqual(full, [
        ...fixed("full", 1),
        ...["--workdir", "DIR/sub", "--memory", "67108864", "--ulimit", "cpu=2", ...NO_LABEL, ...OWN_VARIABLES],
        ...["--env", "GIVEN", "--env", "TOP", "--env", "PATH=/opt/bin", "--env", "OWN", "--env", "DOCKER_HOST=tcp://elsewhere"],
        ...[...FENCE, "registry.example.com:5000/team/tool@sha256:abc", "bash", "-eu", "-c", "true"],
      ]);
      // Only what both programs take in a name, whatever the id holds.
      assert.match(cells?.[4] ?? "", /^executor-RUN-cells-[\w.-]+-HASH-1$/);
      assert.deepEqual(others, []);
      // The program itself keeps the environment it would have, and finds the values that it hands on.
      const env = world.lines("env.txt");
      for (const line of ["HOST=mine", `PATH=${world.dir}/bin`]) assert.ok(env.includes(line), line);
      assert.ok(env.some((line) => line.startsWith("EXECUTOR_OWNER=")));
      assert.ok(!env.some((line) => line.startsWith("DOCKER_HOST=")));
    },
  });

  Deno.test({
    name: `a task that is cancelled, timed out or over its limit has its ${program} container removed by force, and one that ends has not`,
    ignore,
    fn: async () => {
      const remove = (id: string, attempt = 1) => [
        ...["rm", "--force", ...(program === "podman" ? ["--time", "0"] : [])],
        `executor-RUN-${id}-HASH-${attempt}`,
      ];
      await using world = await recordingWorld([program], {
        "slow.yaml": 'tasks: [{ id: slow, image: a, run: "true" }]\n',
        "timeout.yaml": 'tasks: [{ id: slow, image: a, run: "true", timeout: 300ms }]\n',
        "output.yaml": 'tasks: [{ id: loud, image: a, run: "true", limits: { output: 3B } }]\n',
        slow: "",
      });
      const names = () => calls(world).map(([verb, , , ...rest]) => verb === "run" ? "run" : [verb, ...rest].join(" "));
      const program1 = startRecorded(world, "run slow.yaml");
      await pollUntil(() => calls(world).length === 1, "the container runs");
      program1.kill("SIGINT");
      assert.equal((await program1.ended).code, 3);
      assert.deepEqual(calls(world).at(-1), remove("slow"));
      assert.equal(calls(world).length, 2, names().join());

      assert.equal((await startRecorded(world, "run timeout.yaml").ended).code, 1);
      assert.deepEqual(calls(world).at(-1), remove("slow"));
      assert.equal((await startRecorded(world, "run output.yaml").ended).code, 1);
      assert.deepEqual(calls(world).at(-1), remove("loud"));

      await Deno.remove(`${world.dir}/slow`);
      await Deno.remove(`${world.dir}/record`);
      assert.equal((await startRecorded(world, "run slow.yaml").ended).code, 0);
      await Deno.writeTextFile(`${world.dir}/code`, "3");
      assert.equal((await startRecorded(world, "run slow.yaml").ended).code, 1);
      assert.deepEqual(names(), ["run", "run"]);
    },
  });

  Deno.test({
    name: `a ${program} container that outlived Executor is removed before its task is repeated`,
    ignore,
    fn: async () => {
      await using world = await recordingWorld([program], {
        "slow.yaml": 'tasks: [{ id: slow, idempotent: true, image: a, run: "true" }]\n',
        slow: "",
      });
      const running = startRecorded(world, "run slow.yaml");
      await pollUntil(() => calls(world).length === 1, "the container runs");
      running.kill("SIGKILL");
      await running.ended;
      await Deno.remove(`${world.dir}/slow`);
      assert.equal((await startRecorded(world, "resume last").ended).code, 0);
      assert.deepEqual(calls(world).map(([verb, ...rest]) => [verb, rest.find((word) => word.startsWith("executor-"))]), [
        ["run", "executor-RUN-slow-HASH-1"],
        ["rm", "executor-RUN-slow-HASH-1"],
        ["run", "executor-RUN-slow-HASH-2"],
      ]);
    },
  });
}

Deno.test({
  name: "podman is taken before docker; without both a task with an image fails and says so, and check needs neither",
  ignore,
  fn: async () => {
    const files = { "c.yaml": 'tasks: [{ id: a, image: alpine, run: "true" }, { id: b, run: echo b }]\n' };
    {
      await using world = await recordingWorld(["docker", "podman"], files);
      await Deno.writeTextFile(`${world.dir}/bin/docker`, "#!/bin/sh\nexit 9\n");
      assert.equal((await startRecorded(world, "run c.yaml").ended).code, 0);
    }
    await using world = await recordingWorld([], files);
    assert.equal((await startRecorded(world, "check c.yaml").ended).code, 0);
    const { code, stdout, stderr } = await startRecorded(world, "run c.yaml").ended;
    assert.equal(code, 1);
    assert.equal(stdout, "b | b\n");
    assert.match(stderr, /a: failed in .*: The task has an image, but neither podman nor docker is in PATH \[container_missing\]/);
  },
});

Deno.test({
  name: "exit codes of the container program are told apart from those of the text",
  ignore,
  fn: async () => {
    await using world = await recordingWorld(["docker"], { "c.yaml": 'tasks: [{ id: a, image: none, run: "true" }]\n' });
    for (
      const [code, expected] of [
        ["125", /docker could not run a container of image "none".* \[container_failed\]/],
        ["127", /Exit code 127: .*not found in the image \[task_failed\]/],
        ["126", /Exit code 126: .*could not be executed in the image \[task_failed\]/],
        ["3", /Exit code 3 \[task_failed\]/],
      ] as const
    ) {
      await Deno.writeTextFile(`${world.dir}/code`, code);
      const end = await startRecorded(world, "run c.yaml").ended;
      assert.equal(end.code, 1);
      assert.match(end.stderr, expected);
    }
  },
});

Deno.test({
  name: "an image whose name comes out as an option, or empty, starts nothing",
  ignore,
  fn: async () => {
    await using world = await recordingWorld(["podman"], {
      "c.yaml": 'params: { image: { type: string } }\ntasks: [{ id: a, image: "{{ params.image }}", run: "true" }]\n',
    });
    for (const image of ["--privileged", "-v=/:/host", ""]) {
      const { code, stderr } = await startRecorded(world, `run c.yaml --param image='${image}'`).ended;
      assert.equal(code, 1);
      assert.match(stderr, /a: failed .* is "[^"]*", which is no name of an image \[image_invalid\]/);
    }
    assert.deepEqual(calls(world), []);
  },
});

/** Host processes that belong to a run, those within its containers too. */
function processesOf(run: string): number[] {
  return processesWith(`EXECUTOR_RUN=${run}`);
}

async function assertGone(machine: ContainerMachine, run: string): Promise<void> {
  assert.deepEqual(processesOf(run), []);
  assert.deepEqual(await machine.containers(), []);
}

/** A way in which a container's task is brought to its end, and the exit code then. */
interface Way {
  readonly code: number;
  /** What the document has at its top, in the task, and in its text. */
  readonly top?: string;
  readonly field?: string;
  readonly text?: string;
  /** Waited for until the container is up. Those without may end before it is; nothing may be left of it then either. */
  stop?(program: RunningProgram, world: ProgramWorld): Promise<void> | void;
  readonly isResumed?: boolean;
}

const WAYS: Readonly<Record<string, Way>> = {
  SIGINT: { code: 3, stop: (program) => program.kill("SIGINT") },
  "two signals": {
    code: 3,
    stop: (program) => {
      program.kill("SIGINT");
      program.kill("SIGTERM");
    },
  },
  "executor cancel": { code: 3, stop: async (_, world) => assert.equal((await world.run("cancel", "last")).code, 0) },
  "its timeout": { code: 1, field: "timeout: 2s" },
  "the run's timeout": { code: 3, top: "timeout: 2s" },
  "its limit": { code: 1, field: "limits: { output: 1KiB }", text: "while true; do echo xxxxxxxxxxxxxxxx; done" },
  SIGKILL: { code: 137, stop: (program) => program.kill("SIGKILL"), isResumed: true },
};

Deno.test({
  name: "real containers, through podman",
  ignore,
  fn: async (t) => {
    await using machine = await ContainerMachine.createOrSay();
    if (machine === undefined) return;
    const podman = machine;
    const { env, image, userImage } = machine;
    const create = (files: Record<string, string>) =>
      ProgramWorld.create(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.replaceAll("IMAGE", image)])));

    await t.step("text, variables, input, outputs, files and exit codes are those of a task without one", async () => {
      await using world = await create({
        "c.yaml": `
params: { who: { type: string } }
env: { GREETING: "hi  there" }
tasks:
  - id: one
    image: IMAGE
    cwd: sub
    run: |
      echo "$GREETING {{ params.who }}"; echo oops >&2; pwd; id -u
      echo "sum=$((1 + 2))" >> "$EXECUTOR_OUTPUT"
      echo made > made
      printf '%s' "$HOST_ONLY"
  - { id: two, depends_on: [one], image: IMAGE, run: "cat >/dev/null; cat sub/made; echo {{ tasks.one.outputs.sum }}" }
  - { id: three, depends_on: [one], image: IMAGE, run: "cat; exit 7", continue_on: { exit_code: [7] } }
  - { id: four, image: IMAGE, run: "no-such-program", continue_on: { failure: true } }
  - { id: five, image: IMAGE, shell: no-such-shell, run: "x", continue_on: { failure: true } }
  - { id: six, image: "localhost/executor-absent:1", run: "true", continue_on: { failure: true } }
`,
      });
      await Deno.mkdir(`${world.dir}/sub`);
      const who = "$(touch hacked) '\" `id`";
      const end = await world.startProgram(["run", "c.yaml", "--json", "--param", `who=${who}`], { ...env, HOST_ONLY: "x" }).ended;
      assert.equal(end.code, 0, end.stderr);
      const events = eventsOf(end);
      const lines = (task: string) =>
        events.filter((event) => event["type"] === "task.output" && event["task"] === task).map(({ line }) => line);
      const ended = (task: string) => events.find((event) => event["type"] === "task.finished" && event["task"] === task);
      assert.deepEqual(lines("one").filter((line) => line !== "oops"), [`hi  there ${who}`, `${world.dir}/sub`, "0"]);
      assert.deepEqual(ended("one")?.["outputs"], { sum: "3" });
      assert.deepEqual(lines("two"), ["made", "3"]);
      assert.deepEqual(lines("three"), lines("one").filter((line) => line !== "oops"));
      const error = (task: string) => ended(task)?.["error"] as { code: string; message: string };
      assert.deepEqual([ended("three")?.["exit_code"], error("three").code], [7, "task_failed"]);
      assert.deepEqual([ended("four")?.["exit_code"], error("four").code], [127, "task_failed"]);
      assert.match(error("five").message, /not found in the image/);
      assert.equal(error("six").code, "container_failed");
      assert.deepEqual(world.lines("hacked"), []);
      assert.deepEqual(world.lines("sub/made"), ["made"]);
      assert.deepEqual(await podman.containers(), []);
    });

    await t.step("an image with a user of its own writes outputs and reads texts that are too long for an argument", async () => {
      const text = `${"# a long comment of a long text\n".repeat(5_000)}id -u\necho "n=1" >> "$EXECUTOR_OUTPUT"\n`;
      await using world = await ProgramWorld.create({
        "c.yaml": JSON.stringify({ tasks: [{ id: "a", image: userImage, run: text }] }),
      });
      const end = await world.startShell("umask 077; exec executor run c.yaml --json", env).ended;
      assert.equal(end.code, 0, end.stdout + end.stderr);
      const ended = eventsOf(end).find(({ type }) => type === "task.finished");
      assert.deepEqual(ended?.["outputs"], { n: "1" });
    });

    await t.step("a container that takes more memory than its limit fails with limit_memory", async () => {
      const { success, stderr } = await podman.podman("run", "--rm", "--memory", "67108864", image, "true");
      if (!success) return console.warn(`left out: podman limits no memory here: ${stderr}`);
      await using world = await create({
        "c.yaml": 'tasks: [{ id: a, image: IMAGE, limits: { memory: 32MiB }, run: "tail /dev/zero" }]\n',
      });
      const end = await world.startProgram(["run", "c.yaml"], env).ended;
      assert.equal(end.code, 1);
      assert.match(end.stderr, /\[limit_memory\]/);
    });

    for (const [how, way] of Object.entries(WAYS)) {
      await t.step(`after ${how} neither the container nor a process of it is left`, async () => {
        await using world = await create({
          "long.yaml": `${way.top ?? ""}
tasks:
  - id: long
    image: IMAGE
    idempotent: true
    ${way.field ?? ""}
    run: |
      test ! -e go || exit 0
      touch up
      ${way.text ?? ""}
      (sleep 300 &)
      sleep 300
`,
        });
        const program = world.startProgram(["run", "long.yaml"], env);
        if (way.stop !== undefined) {
          await pollUntil(() => world.exists("up"), "the container runs", 30_000);
          await way.stop(program, world);
        }
        const end = await program.ended;
        assert.equal(end.code, way.code, end.stderr);
        const { run } = await world.show();
        if (way.isResumed) {
          await pollUntil(() => processesOf(run).length === 0, "the container's processes are dead");
          await Deno.writeTextFile(`${world.dir}/go`, "");
          const resumed = await world.startProgram(["resume", run], env).ended;
          assert.equal(resumed.code, 0, resumed.stderr);
        }
        await assertGone(podman, run);
      });
    }
  },
});
