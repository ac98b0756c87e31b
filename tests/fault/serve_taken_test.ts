import assert from "node:assert/strict";
import { daemonTest, DaemonWorld } from "./daemon_world.ts";

const FILES = { "a.yaml": "name: a\ntasks:\n  - { id: t, run: echo one }\n" };

daemonTest("a port that another program has is exit 4 and named, and nothing was begun", async () => {
  await using world = await DaemonWorld.create({
    "a.yaml": "name: a\non: { schedule: '* * * * * *' }\ntasks: [{ id: t, run: echo one }]\n",
  });
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const address = `127.0.0.1:${(taken.addr as Deno.NetAddr).port}`;
  const { code, out, err } = await world.launch({ args: ["--listen", address] }).ended();
  assert.deepEqual([code, out], [4, ""], err);
  assert.match(err, new RegExp(`${address}.*\\[port_taken\\]`));
  assert.match(err, /hint: .*--listen/);
  assert.equal((await world.run("runs")).out, "");
});

daemonTest(
  "a second daemon on one state folder is exit 4 and told of the first by its process; runs from a shell go on beside it",
  async () => {
    await using world = await DaemonWorld.create(FILES);
    await using daemon = await world.start();
    const second = await world.launch().ended();
    assert.deepEqual([second.code, second.out], [4, ""]);
    assert.match(second.err, new RegExp(`process ${daemon.pid} at ${daemon.url}.*\\[daemon_running\\]`));
    const beside = await Promise.all(Array.from({ length: 4 }, () => world.run("run", "pipelines/a.yaml")));
    assert.deepEqual(beside.map(({ code }) => code), [0, 0, 0, 0], beside.map(({ err }) => err).join(""));
    const started = await daemon.send("POST", "/api/v1/pipelines/a/runs", {});
    assert.equal((await daemon.ended(started.body.run)).status, "succeeded");
    const { items } = (await daemon.get("/api/v1/runs")).body;
    assert.deepEqual(items.map(({ status }: { status: string }) => status), Array(5).fill("succeeded"), "the daemon sees them all");
    assert.equal(await daemon.stopped(), 0);
    await using after = await world.start();
    assert.equal((await after.get("/readyz")).status, 200);
  },
);

daemonTest("a socket file that a crash left is taken over, one that somebody listens on and a plain file are not", async () => {
  await using world = await DaemonWorld.create(FILES);
  const args = ["--listen", `unix:${world.dir}/s.sock`];
  const first = world.launch({ args });
  await first.ready();
  first.kill("SIGKILL");
  await first.ended();
  assert.ok(Deno.lstatSync(`${world.dir}/s.sock`).isSocket);
  const next = world.launch({ args });
  assert.equal(await next.ready(), `unix:${world.dir}/s.sock`);
  const other = await world.launch({ args: [...args, "--state", `${world.dir}/other`] }).ended();
  assert.deepEqual([other.code, /s\.sock.*another process listens.*\[port_taken\]/.test(other.err)], [4, true], other.err);
  Deno.writeTextFileSync(`${world.dir}/file`, "mine");
  const plain = await world.launch({ args: ["--listen", `unix:${world.dir}/file`, "--state", `${world.dir}/other`] }).ended();
  assert.deepEqual([plain.code, /no socket.*\[port_taken\]/.test(plain.err)], [4, true], plain.err);
  assert.equal(Deno.readTextFileSync(`${world.dir}/file`), "mine");
});
