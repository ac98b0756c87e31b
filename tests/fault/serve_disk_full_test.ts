import assert from "node:assert/strict";
import { mountSmallDisk } from "../fixtures/state/small_disk.ts";
import { daemonTest, DaemonWorld } from "./daemon_world.ts";

const pipeline = (name: string) =>
  `name: ${name}\non:\n  http: { path: /hooks/${name}, auth: none }\ntasks:\n  - { id: t, run: echo one } # kept\n`;
const BIG = { description: "x".repeat(300_000) };

daemonTest(
  "a disk that is full where the files are refuses changes with 507, changes nothing, serves on, and is no matter once there is room",
  async () => {
    using disk = mountSmallDisk("1m");
    if (disk === undefined) return console.warn("left out: mount is not allowed here");
    await using world = await DaemonWorld.create();
    Deno.removeSync(world.pipelines);
    Deno.symlinkSync(disk.dir, world.pipelines);
    for (const name of ["a", "b"]) world.write(`${name}.yaml`, pipeline(name));
    await using daemon = await world.start();
    disk.fill();
    const changes = ["a", "b"].map((name) => ({ module: `pipelines/${name}`, merge: BIG }));
    for (
      const [method, path, body] of [
        ["PATCH", "/api/v1/pipelines/a", BIG],
        ["PATCH", "/api/v1/modules", { changes }],
        ["PUT", "/api/v1/pipelines/c", { name: "c", ...BIG, tasks: [{ id: "t", run: "echo c" }] }],
        // The same document with another comment: no revision, and a write all the same.
        ["PUT", "/api/v1/pipelines/a", `# ${"long ".repeat(100_000)}\n${pipeline("a")}`],
      ] as const
    ) {
      const refused = await daemon.send(method, path, body);
      assert.deepEqual([refused.status, refused.body.code], [507, "file_not_written"], JSON.stringify(refused.body));
      assert.match(refused.body.detail, /the disk is full/);
    }
    assert.deepEqual(await daemon.pipelines(), { a: "1", b: "1" });
    assert.deepEqual(world.names(), ["a.yaml", "b.yaml", "ballast"]);
    for (const name of ["a", "b"]) {
      assert.equal(world.read(`${name}.yaml`), pipeline(name));
      const hook = await daemon.send("POST", `/hooks/${name}`, {});
      assert.deepEqual([hook.status, (await daemon.ended(hook.body.run)).status], [202, "succeeded"]);
    }
    // What frees room goes through.
    assert.equal((await daemon.send("DELETE", "/api/v1/pipelines/b")).status, 200);
    disk.free();
    const patched = await daemon.send("PATCH", "/api/v1/pipelines/a", BIG);
    assert.deepEqual([patched.status, patched.body.revision], [200, 2]);
    assert.match(world.read("a.yaml"), /# kept/);
  },
);

daemonTest(
  "a full disk below the state folder takes neither changes nor runs, answers what is read, and goes on once there is room",
  async () => {
    using disk = mountSmallDisk("4m");
    if (disk === undefined) return console.warn("left out: mount is not allowed here");
    await using world = await DaemonWorld.create({ "a.yaml": pipeline("a") });
    Deno.symlinkSync(disk.dir, world.state);
    await using daemon = await world.start();
    disk.fill();
    const patched = await daemon.send("PATCH", "/api/v1/pipelines/a", BIG);
    assert.deepEqual([patched.status, patched.body.code], [507, "state_full"]);
    assert.equal(world.read("a.yaml"), pipeline("a"));
    // What is small may still find a page that is free.
    const taken: string[] = [];
    for (let n = 0; n < 40; n++) {
      const hook = await daemon.send("POST", "/hooks/a", { n, text: "x".repeat(10_000) });
      assert.ok(hook.status === 202 || hook.status === 507, `${hook.status} ${JSON.stringify(hook.body)}`);
      if (hook.status === 202) taken.push(hook.body.run);
    }
    assert.ok(taken.length < 40, "the disk was not full");
    for (const path of ["/healthz", "/readyz", "/metrics", "/api/v1/pipelines/a", "/api/v1/runs", "/api/v1/sources"]) {
      assert.equal((await daemon.get(path)).status, 200, path);
    }
    assert.deepEqual(await daemon.pipelines(), { a: "1" });
    disk.free();
    const again = await daemon.until(
      () => daemon.send("PATCH", "/api/v1/pipelines/a", { description: "short" }),
      ({ status }) => status === 200,
      "there is room",
    );
    assert.deepEqual([again.body.revision, again.body.previous], [2, 1]);
    const hook = await daemon.send("POST", "/hooks/a", {});
    assert.deepEqual([hook.status, (await daemon.ended(hook.body.run)).status], [202, "succeeded"]);
    for (const run of taken) assert.equal((await daemon.ended(run)).status, "succeeded", "what was accepted happens");
    assert.equal(await daemon.stopped(), 0);
  },
);
