import assert from "node:assert/strict";
import { type DirectDeno, directDeno, type DirectDenoOptions } from "../../../tests/fixtures/sandbox/direct_deno.ts";

const env = { PATH: "/usr/bin:/bin", SECRET: "s3cret" };
const RUN: DirectDenoOptions = { permissions: { run: ["sh", "echo", "cat", "sleep", "env", "head", "pwd"] }, env };
const decoder = new TextDecoder();

function sh({ deno }: DirectDeno, text: string, options: Deno.CommandOptions = {}): Promise<Deno.CommandOutput> {
  return new deno.Command("sh", { args: ["-c", text], ...options }).output();
}

Deno.test("Command.output() gives what the program wrote and how it ended", async () => {
  await using world = await directDeno(RUN);
  const output = await sh(world, "echo out; echo err >&2; exit 3");
  assert.deepEqual([output.code, output.success, output.signal], [3, false, null]);
  assert.equal(decoder.decode(output.stdout), "out\n");
  assert.equal(decoder.decode(output.stderr), "err\n");
  const killed = await sh(world, "kill -TERM $$");
  assert.deepEqual([killed.code, killed.signal], [143, "SIGTERM"]);
  const quiet = await new world.deno.Command("echo", { args: ["x"], stdout: "null" }).output();
  assert.throws(() => quiet.stdout, TypeError);
  assert.equal(quiet.stderr.length, 0);
  assert.equal(world.session.open, 0);
});

Deno.test("Command.output() gives long output whole", async () => {
  await using world = await directDeno(RUN);
  const output = await sh(world, "head -c 3000000 /dev/zero; head -c 2000000 /dev/zero >&2");
  assert.deepEqual([output.stdout.length, output.stderr.length], [3_000_000, 2_000_000]);
  assert.equal(world.session.open, 0);
});

Deno.test("Command.output() stops a program that writes too much", async () => {
  await using world = await directDeno(RUN);
  await assert.rejects(sh(world, "cat /dev/zero"), (error) => error instanceof RangeError && /16777216 bytes/.test(error.message));
  const dropped = await sh(world, "head -c 20000000 /dev/zero", { stdout: "null" });
  assert.ok(dropped.success);
});

Deno.test("Command.output() starts programs in the task's folder with its variables, or as asked", async () => {
  await using world = await directDeno(RUN);
  const { deno, folder } = world;
  await Deno.mkdir(`${folder}/sub`);
  assert.equal(decoder.decode((await new deno.Command("pwd").output()).stdout), `${folder}\n`);
  assert.equal(decoder.decode((await new deno.Command("pwd", { cwd: "sub" }).output()).stdout), `${folder}/sub\n`);
  assert.equal(decoder.decode((await sh(world, "echo $SECRET $MORE", { env: { MORE: "more" } })).stdout), "s3cret more\n");
  assert.equal(decoder.decode((await sh(world, "echo $SECRET$MORE", { env: { MORE: "more" }, clearEnv: true })).stdout), "more\n");
});

Deno.test("Command.output() throws NotCapable for a program that is not granted", async (t) => {
  await using none = await directDeno({ env });
  await assert.rejects(
    new none.deno.Command("echo").output(),
    (error) =>
      error instanceof none.deno.errors.NotCapable &&
      error.message === 'Requires run access to "echo"; add it to the task: permissions: { run: [echo] }',
  );
  await using world = await directDeno({ permissions: { run: ["echo", "tools/mine"], write: ["."] }, env });
  const { deno, folder } = world;
  await Deno.mkdir(`${folder}/tools`);
  await Deno.writeTextFile(`${folder}/tools/mine`, "#!/bin/sh\necho mine\n", { mode: 0o755 });
  await Deno.copyFile(`${folder}/tools/mine`, `${folder}/echo`);
  await Deno.symlink("/bin/sh", `${folder}/tools/link`);
  await t.step("its path instead of its name is the same program", async () => {
    assert.ok((await new deno.Command("/usr/bin/echo", { args: ["x"] }).output()).success);
    assert.equal(decoder.decode((await new deno.Command("./tools/../tools/mine").output()).stdout), "mine\n");
    assert.ok((await new deno.Command(new URL(`file://${folder}/tools/mine`)).output()).success);
  });
  for (
    const name of ["sh", "/bin/sh", "./echo", "tools/link", "/usr/bin/env", "echo/../sh", "/proc/self/exe", "none", "/usr/bin/echo/.."]
  ) {
    await t.step(name, () => assert.rejects(new deno.Command(name).output(), deno.errors.NotCapable));
  }
  await t.step(
    "a variable that loads code",
    () =>
      assert.rejects(
        new deno.Command("echo", { env: { LD_PRELOAD: "x.so" } }).output(),
        /every program for a program with the variable LD_PRELOAD; .*run: true/,
      ),
  );
  const denied = world.audited.filter(({ decision }) => decision === "denied").map(({ access, resource }) => [access, resource]);
  assert.deepEqual(denied.at(0), ["run", "/usr/bin/sh"]);
  assert.ok(!JSON.stringify(world.audited).includes("s3cret"));
});

Deno.test("Command.output() tells of a program that is granted and not there", async () => {
  await using world = await directDeno({ permissions: { run: true }, env });
  await assert.rejects(new world.deno.Command("no_such_program").output(), world.deno.errors.NotFound);
  await using granted = await directDeno({ permissions: { run: ["no_such_program"] }, env });
  await assert.rejects(new granted.deno.Command("no_such_program").output(), granted.deno.errors.NotFound);
  await assert.rejects(new world.deno.Command("echo", { cwd: "none" }).output(), /working folder .* does not exist/);
});

Deno.test("Command refuses options that it would otherwise ignore", async (t) => {
  await using world = await directDeno(RUN);
  const { Command } = world.deno;
  const rows: readonly Record<string, unknown>[] = [{ stdin: "piped" }, { stdout: "inherit" }, { uid: 0 }, { detached: true }, {
    signal: 1,
  }, { args: [1] }];
  for (const options of rows) {
    await t.step(JSON.stringify(options), () => assert.throws(() => new Command("echo", options as Deno.CommandOptions), TypeError));
  }
  for (const variable of ["", "A=B", "A\0"]) {
    await t.step(JSON.stringify(variable), () => assert.rejects(new Command("echo", { env: { [variable]: "" } }).output(), TypeError));
  }
  await t.step("a NUL in an argument", () => assert.rejects(new Command("echo", { args: ["a\0"] }).output(), /NUL/));
  await t.step("too many arguments", () => assert.rejects(new Command("echo", { args: Array(10_001).fill("") }).output(), TypeError));
  assert.ok(!("spawn" in Command.prototype) && !("outputSync" in Command.prototype));
});

Deno.test("the end of an attempt kills the programs it started, and what they started", async () => {
  await using world = await directDeno(RUN);
  const ended = sh(world, "sleep 1000 & echo $! > pid; wait");
  const outcome = assert.rejects(ended, /ended/);
  const pid = await waitFor(async () => Number((await Deno.readTextFile(`${world.folder}/pid`)).trim()) || undefined);
  assert.equal(world.session.open, 1);
  await world.session.end();
  await outcome;
  assert.equal(world.session.open, 0);
  await waitFor(() => isGone(pid) || undefined);
});

Deno.test("a task runs so many programs at once and no more, what nobody fetched included", async () => {
  await using world = await directDeno(RUN);
  const { asker } = world;
  const request = { program: "head", args: ["-c", "1500000", "/dev/zero"], envNames: [], envValues: [], stdout: true, stderr: true };
  for (let index = 0; index < 16; index++) await asker.ask("program.run", request);
  await assert.rejects(asker.ask("program.run", request), { name: "Busy" });
});

/** Asks again and again until there is an answer. */
async function waitFor<T>(ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  while (true) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch {
      // Not there yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function isGone(pid: number): boolean {
  try {
    // A zombie that init has not fetched yet is dead.
    return /^State:\tZ/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return true;
  }
}
