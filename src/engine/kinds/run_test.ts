import assert from "node:assert/strict";
import type { Pipeline, Task } from "../../core/mod.ts";
import { FakeWorld } from "./fake_world.ts";
import { runAttempt } from "./mod.ts";

function attempt(world: FakeWorld, task: Omit<Task, "id">, pipeline: Partial<Pipeline> = {}) {
  return runAttempt(world.context(task, pipeline), world.ports);
}

Deno.test("run gives the text to the shell that is chosen", async (t) => {
  const cases: [string, string | undefined, string[]][] = [
    ["sh that stops at the first failure", undefined, ["sh", "-e", "-c", "text"]],
    ["bash alone", "bash", ["bash", "-e", "-c", "text"]],
    ["a shell with its own arguments", "bash -euo pipefail", ["bash", "-euo", "pipefail", "-c", "text"]],
    ["a path", "/opt/bin/zsh", ["/opt/bin/zsh", "-e", "-c", "text"]],
    ["python", "python3", ["python3", "-c", "text"]],
    ["node", "node", ["node", "-e", "text"]],
    ["an unknown one", "mine", ["mine", "-c", "text"]],
    ["through env", "env -S bash", ["env", "-S", "bash", "-c", "text"]],
    ["busybox", "busybox sh", ["busybox", "sh", "-e", "-c", "text"]],
  ];
  for (const [name, shell, argv] of cases) {
    await t.step(name, async () => {
      const world = new FakeWorld();
      await attempt(world, { run: "text", ...(shell === undefined ? {} : { shell }) });
      assert.deepEqual(world.spawned[0]?.argv, argv);
    });
  }
  await t.step("the pipeline's, the task's winning", async () => {
    const world = new FakeWorld();
    await attempt(world, { run: "text" }, { shell: "zsh" });
    await attempt(world, { run: "text", shell: "dash" }, { shell: "zsh" });
    assert.deepEqual(world.spawned.map((spec) => spec.argv[0]), ["zsh", "dash"]);
  });
  await t.step("PowerShell on Windows", async () => {
    const world = new FakeWorld();
    world.environment = { OS: "Windows_NT" };
    await attempt(world, { run: "text" });
    const argv = world.spawned[0]?.argv ?? [];
    assert.deepEqual(argv.slice(0, 5), ["powershell", "-NoLogo", "-NoProfile", "-NonInteractive", "-Command"]);
    assert.match(argv[5] ?? "", /^\$ErrorActionPreference = 'Stop'; text\n.*exit \$LASTEXITCODE/);
  });
});

Deno.test("run hands expressions over as variables", async () => {
  const world = new FakeWorld();
  world.params = { evil: "$(rm -rf /)" };
  await attempt(world, { run: "echo {{ params.evil }}" });
  assert.equal(world.spawned[0]?.argv[3], 'echo "${EXECUTOR_EXPR_1}"');
  assert.equal(world.spawned[0]?.env["EXECUTOR_EXPR_1"], "$(rm -rf /)");
});

Deno.test("run explains the exit codes that shells give by agreement", async (t) => {
  for (
    const [code, message] of [[127, /Exit code 127: .*not found/], [126, /Exit code 126: .*not be executed/], [3, /^Exit code 3$/]] as const
  ) {
    await t.step(String(code), async () => {
      const world = new FakeWorld();
      world.program = () => ({ code });
      assert.match((await attempt(world, { run: "x" })).error?.message ?? "", message);
    });
  }
});

Deno.test("run puts a text that is too long for an argument into a file and removes it", async () => {
  const world = new FakeWorld();
  const text = "# €\n".repeat(30_000);
  let seen: string | undefined;
  world.program = ({ spec }) => {
    seen = world.files.get(spec.argv.at(-1) ?? "");
    return { code: 0 };
  };
  await attempt(world, { run: text });
  assert.deepEqual(world.spawned[0]?.argv, ["sh", "-e", "/state/me.3.outputs.text.sh"]);
  assert.equal(seen, text);
  assert.equal(world.files.size, 0);
});

Deno.test("run with an image uses podman, else docker", async (t) => {
  for (const [programs, expected] of [[["podman", "docker"], "podman"], [["docker"], "docker"]] as const) {
    await t.step(programs.join(" and "), async () => {
      const world = new FakeWorld();
      world.programs = new Set(programs);
      await attempt(world, { run: "x", image: "alpine:3" });
      assert.equal(world.spawned[0]?.argv[0], expected);
    });
  }
  await t.step("neither", async () => {
    const result = await attempt(new FakeWorld(), { run: "x", image: "alpine:3" });
    assert.equal(result.error?.code, "container_missing");
    assert.match(result.error?.message ?? "", /podman.*docker/);
  });
});

Deno.test("run with an image gives the container its folder, its variables and its limits, and no value in the arguments", async () => {
  const world = new FakeWorld();
  world.programs = new Set(["podman"]);
  world.environment = { PATH: "/bin", HOME: "/root" };
  world.secrets = { token: "s3cr3t" };
  await attempt(world, {
    run: "echo {{ secrets.token }}",
    image: "alpine:{{ params.tag }}",
    env: { TOKEN: "{{ secrets.token }}", PATH: "/usr/bin" },
    limits: { memory: 1048576, cpu: 1500 },
    cwd: "sub",
  });
  assert.equal(world.spawned.length, 0, "params.tag is missing");
  world.params = { tag: "3" };
  await attempt(world, {
    run: "echo {{ secrets.token }}",
    image: "alpine:{{ params.tag }}",
    env: { TOKEN: "{{ secrets.token }}", PATH: "/usr/bin" },
    limits: { memory: 1048576, cpu: 1500 },
    cwd: "sub",
  });
  const [removal, spec] = world.spawned;
  assert.deepEqual(removal?.argv.slice(0, 2), ["podman", "rm"], "an earlier attempt's container is removed after a crash");
  const argv = spec?.argv ?? [];
  assert.match(argv.join(" "), /^podman run --rm -i --name executor-r1-me-\w+-3 --mount=type=bind,source=\/pipes,target=\/pipes /);
  assert.deepEqual(argv.slice(argv.indexOf("alpine:3")), ["alpine:3", "sh", "-e", "-c", 'echo "${EXECUTOR_EXPR_1}"']);
  for (
    const words of [
      "--workdir /pipes/sub",
      "--memory 1048576",
      "--ulimit cpu=2",
      "--env TOKEN",
      "--env EXECUTOR_EXPR_1",
      "--env EXECUTOR_RUN",
    ]
  ) {
    assert.ok(argv.join(" ").includes(words), words);
  }
  assert.ok(argv.includes("PATH=/usr/bin"));
  assert.ok(!argv.join(" ").includes("s3cr3t"));
  assert.equal(spec?.env["TOKEN"], "s3cr3t");
  assert.equal(spec?.env["PATH"], "/bin", "podman itself is found as before");
  assert.equal(spec?.memoryBytes, undefined, "the limit is the container's, not podman's own");
});

Deno.test("run refuses an image whose name would be an option, or is empty", async (t) => {
  for (const tag of ["--privileged", ""]) {
    await t.step(`"${tag}"`, async () => {
      const world = new FakeWorld();
      world.programs = new Set(["podman"]);
      world.params = { tag };
      const result = await attempt(world, { run: "x", image: "{{ params.tag }}" });
      assert.equal(result.error?.code, "image_invalid");
      assert.equal(result.error?.message, `The image {{ params.tag }} is "${tag}", which is no name of an image`);
      assert.equal(world.spawned.length, 0);
    });
  }
});

Deno.test("run with an image removes the container by force when it is stopped", async () => {
  const world = new FakeWorld();
  world.programs = new Set(["docker"]);
  world.program = async ({ spec, stopped }) => {
    if (spec.argv[1] === "rm") return { code: 0 };
    setTimeout(() => world.abort.abort("cancel"), 0);
    await stopped();
    return { code: 143 };
  };
  assert.equal((await attempt(world, { run: "sleep 100", image: "a" })).status, "cancelled");
  const name = world.spawned[1]?.argv[5];
  assert.deepEqual(world.spawned[2]?.argv, ["docker", "rm", "--force", name]);
});

Deno.test("run with an image tells a failure of the container program from one of the text", async () => {
  const world = new FakeWorld();
  world.programs = new Set(["docker"]);
  world.program = () => ({ code: 125 });
  assert.equal((await attempt(world, { run: "x", image: "nope" })).error?.code, "container_failed");
});
