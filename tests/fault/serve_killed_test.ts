import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { BEFORE, pipelineText, SCENARIOS } from "../fixtures/fault/dying_scenarios.ts";
import { daemonTest, DaemonWorld } from "./daemon_world.ts";

type Words = Readonly<Record<string, string>>;

const FIXTURE = new URL("../fixtures/fault/dying_change.ts", import.meta.url).pathname;

const FILES = { "a.yaml": pipelineText("a", "zero"), "b.yaml": pipelineText("b", "one"), "c.yaml": pipelineText("c", "one") };

/** Makes one change in a process that dies after its n-th write. @returns Whether it was acknowledged, and whether it died. */
async function dyingChange(dir: string, scenario: string, write: string): Promise<{ readonly isDone: boolean; readonly died: boolean }> {
  const { code, signal, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", "--no-lock", "--quiet", FIXTURE, dir, scenario, write],
  }).output();
  assert.ok(code === 0 || signal === "SIGKILL", new TextDecoder().decode(stderr));
  return { isDone: new TextDecoder().decode(stdout).startsWith("done\n"), died: signal === "SIGKILL" };
}

/** Starts a daemon on what is left: one of the states told, file, revision and document are one, numbers go on. */
async function holds(world: DaemonWorld, allowed: readonly Words[], before: Readonly<Record<string, number>>): Promise<void> {
  await using daemon = await world.start();
  const words: Record<string, string> = {};
  for (const name of ["a", "b", "c", "d"]) {
    const { status, body } = await daemon.get(`/api/v1/pipelines/${name}`);
    if (status === 404) continue;
    assert.deepEqual([status, body.error, body.state], [200, null, "active"], name);
    const word = words[name] = body.document.tasks[0].run.replace("echo ", "");
    assert.equal(world.read(`${name}.yaml`), pipelineText(name, word), name);
    const { items } = (await daemon.get(`/api/v1/pipelines/${name}/revisions`)).body;
    assert.equal(items[0].hash, body.hash, name);
    assert.deepEqual(items.map(({ revision }: { revision: number }) => revision), countDown(body.revision), name);
    assert.ok(body.revision - (before[name] ?? 0) <= 1, `${name} has revision ${body.revision}`);
    const newest = await daemon.get(`/api/v1/pipelines/${name}/revisions/${body.revision}`);
    assert.deepEqual(newest.body.document, body.document, name);
  }
  assert.ok(allowed.some((some) => isDeepStrictEqual(some, words)), `half a change: ${JSON.stringify(words)}`);
  assert.deepEqual(world.names(), Object.keys(words).map((name) => `${name}.yaml`), "nothing is left beside the files");
  const { body: { revision } } = await daemon.get("/api/v1/pipelines/a");
  const next = await daemon.send("PATCH", "/api/v1/pipelines/a", { max_parallel: 3 });
  assert.deepEqual([next.status, next.body.revision, next.body.previous], [200, revision + 1, revision]);
}

function countDown(from: number): number[] {
  return Array.from({ length: from }, (_, index) => from - index);
}

/** Kills one change after each of its writes in turn, until it comes through. */
async function killAtEach(scenario: string): Promise<void> {
  const { after = {}, changes } = SCENARIOS[scenario] ?? {};
  await using world = await DaemonWorld.create(FILES);
  const { dir } = world;
  await dyingChange(dir, scenario, "setup");
  await copy(`${dir}/.`, `${dir}.before`);
  try {
    for (let write = 1, isOver = false; !isOver; write++) {
      assert.ok(write < 60, "a change takes fewer writes than this");
      for (const name of ["pipelines", "state"]) await Deno.remove(`${dir}/${name}`, { recursive: true });
      await copy(`${dir}.before/.`, dir);
      const { isDone, died } = await dyingChange(dir, scenario, String(write));
      isOver = !died;
      // What an editor wrote is what will be, whatever the daemon came to do about it.
      const isNew = isDone || changes === undefined;
      await holds(world, isNew ? [after] : [BEFORE, after], { a: 2, b: 1, c: 1 }).catch((error) => {
        throw new Error(`${scenario}, killed after write ${write}: ${error}`, { cause: error });
      });
    }
  } finally {
    await Deno.remove(`${dir}.before`, { recursive: true });
  }
}

async function copy(from: string, to: string): Promise<void> {
  const { success } = await new Deno.Command("cp", { args: ["-a", from, to] }).output();
  assert.ok(success);
}

daemonTest("a change that a kill cuts off at any write is there wholly or not at all after a restart, and nothing lies about", async () => {
  const left = Object.keys(SCENARIOS);
  const lane = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await killAtEach(next);
  };
  await Promise.all([lane(), lane(), lane()]);
});

daemonTest("a decided change whose file somebody has spoilt before the restart is what serves, and the file is left to them", async () => {
  await using world = await DaemonWorld.create(FILES);
  await dyingChange(world.dir, "a patch", "setup");
  assert.equal((await dyingChange(world.dir, "a patch", "commit")).died, true);
  Deno.writeFileSync(world.path("a.yaml"), Uint8Array.of(0xff, 0xff));
  await using daemon = await world.start();
  await daemon.shows({ a: "3 document_invalid", b: "1", c: "1" });
  assert.equal((await daemon.get("/api/v1/pipelines/a")).body.document.tasks[0].run, "echo two");
  assert.deepEqual(Deno.readFileSync(world.path("a.yaml")), Uint8Array.of(0xff, 0xff));
  world.write("a.yaml", pipelineText("a", "three"));
  await daemon.shows({ a: "4", b: "1", c: "1" });
});
