import assert from "node:assert/strict";
import { type Daemon, daemonTest, DaemonWorld } from "./daemon_world.ts";

const pipeline = (name: string, word: string) => `name: ${name}\ntasks:\n  - { id: t, cwd: /, run: echo ${word} }\n`;
const TWO = { "a.yaml": pipeline("a", "one"), "b.yaml": pipeline("b", "one") };

async function says(daemon: Daemon, name: string, word: string): Promise<void> {
  const look = async () => (await daemon.get(`/api/v1/pipelines/${name}`)).body.document?.tasks?.[0]?.run;
  await daemon.until(look, (run) => run === `echo ${word}`, `${name} says ${word}`);
}

daemonTest("a served folder that is replaced, moved away, or made again is watched on, and its pipelines serve meanwhile", async () => {
  await using world = await DaemonWorld.create(TWO);
  await using daemon = await world.start();
  const { dir, pipelines } = world;
  // Another folder takes its place: what differs changes, the rest does not.
  Deno.mkdirSync(`${dir}/next`);
  Deno.writeTextFileSync(`${dir}/next/a.yaml`, pipeline("a", "two"));
  Deno.writeTextFileSync(`${dir}/next/b.yaml`, TWO["b.yaml"]);
  Deno.renameSync(pipelines, `${dir}/old`);
  Deno.renameSync(`${dir}/next`, pipelines);
  await daemon.shows({ a: "2", b: "1" });
  world.write("a.yaml", pipeline("a", "three"));
  await says(daemon, "a", "three");
  // Moved away it serves on, as it was.
  Deno.renameSync(pipelines, `${dir}/away`);
  assert.equal((await daemon.send("POST", "/api/v1/reload")).status, 200);
  assert.deepEqual(await daemon.pipelines(), { a: "3", b: "1" });
  const { body: { run } } = await daemon.send("POST", "/api/v1/pipelines/a/runs", {});
  assert.equal((await daemon.ended(run)).status, "succeeded");
  // Removed and made again, with another content.
  Deno.mkdirSync(pipelines);
  world.write("a.yaml", pipeline("a", "four"));
  // Looked at before the file was there, the empty folder is a revision as well.
  await daemon.until(
    () => daemon.pipelines(),
    (seen) => ['{"a":"4"}', '{"a":"5"}'].includes(JSON.stringify(seen)),
    "the new folder serves",
  );
  await says(daemon, "a", "four");
  world.write("b.yaml", pipeline("b", "two"));
  await says(daemon, "b", "two");
  assert.equal((await daemon.pipelines())["b"], "3", "its end was a revision as well");
});

daemonTest("folders that are mounted as Kubernetes does are followed through each swap of their link", async () => {
  await using world = await DaemonWorld.create();
  const mount = (name: string, words: Readonly<Record<string, string>>) => {
    Deno.mkdirSync(world.path(name));
    for (const [pipelineName, word] of Object.entries(words)) world.write(`${name}/${pipelineName}.yaml`, pipeline(pipelineName, word));
    Deno.symlinkSync(name, world.path("..data_tmp"));
    Deno.renameSync(world.path("..data_tmp"), world.path("..data"));
  };
  mount("..one", { a: "one", b: "one" });
  for (const name of ["a.yaml", "b.yaml"]) Deno.symlinkSync(`..data/${name}`, world.path(name));
  await using daemon = await world.start();
  await daemon.shows({ a: "1", b: "1" });
  for (const [index, word] of ["two", "three", "four"].entries()) {
    const before = Deno.readLinkSync(world.path("..data"));
    mount(`..${word}`, { a: word, b: "one" });
    Deno.removeSync(world.path(before), { recursive: true });
    await daemon.shows({ a: String(index + 2), b: "1" });
    await says(daemon, "a", word);
  }
});

daemonTest("a file with bytes that are no text, or half of a document, keeps its pipeline serving until it is right again", async () => {
  await using world = await DaemonWorld.create(TWO);
  await using daemon = await world.start();
  const path = world.path("a.yaml");
  for (const [index, bytes] of [Uint8Array.of(0xff, 0xfe, 0x00, 0xd8), new TextEncoder().encode("tasks: [")].entries()) {
    Deno.writeFileSync(path, bytes);
    await daemon.shows({ a: `${index + 1} document_invalid`, b: "1" });
    const { body: { run } } = await daemon.send("POST", "/api/v1/pipelines/a/runs", {});
    assert.equal((await daemon.ended(run)).status, "succeeded");
    const refused = await daemon.send("PATCH", "/api/v1/pipelines/a", { max_parallel: 2 });
    assert.deepEqual([refused.status, refused.body.code], [409, "file_changed"]);
    world.write("a.yaml", pipeline("a", `again${index}`));
    await daemon.shows({ a: String(index + 2), b: "1" });
  }
});

Deno.test({
  name: "a file that may not be read keeps its pipeline serving, says so, and is served again once it may",
  ignore: Deno.build.os !== "linux" || Deno.uid() !== 0,
  fn: async () => {
    await using world = await DaemonWorld.create(TWO);
    const binary = Deno.env.get("EXECUTOR_BINARY");
    if (binary === undefined) return console.warn("left out: only the compiled binary can be given to another user");
    const program = `${world.dir}/executor`;
    Deno.copyFileSync(binary, program);
    await new Deno.Command("chown", { args: ["-R", "65534:65534", world.dir] }).output();
    // Without the rights of root, files hold to their modes.
    await using daemon = await world.start({ program, by: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] });
    Deno.chmodSync(world.path("a.yaml"), 0o000);
    await daemon.shows({ a: "1 file_unreadable", b: "1" });
    const { body: { run } } = await daemon.send("POST", "/api/v1/pipelines/a/runs", {});
    assert.equal((await daemon.ended(run)).status, "succeeded");
    Deno.chmodSync(world.path("a.yaml"), 0o644);
    await daemon.shows({ a: "1", b: "1" });
    Deno.chmodSync(world.pipelines, 0o000);
    await daemon.send("POST", "/api/v1/reload");
    assert.deepEqual(await daemon.pipelines(), { a: "1", b: "1" });
    const refused = await daemon.send("PATCH", "/api/v1/pipelines/a", { max_parallel: 2 });
    assert.deepEqual([refused.status, refused.body.code], [507, "file_not_written"]);
    Deno.chmodSync(world.pipelines, 0o755);
    assert.equal((await daemon.send("PATCH", "/api/v1/pipelines/a", { max_parallel: 2 })).status, 200);
  },
});

daemonTest("changes that come while the system's queue of events overflows are all seen", async () => {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return console.warn("left out: only root may lower the limit of the queue");
  const LIMIT = "/proc/sys/fs/inotify/max_queued_events";
  await using world = await DaemonWorld.create(TWO);
  const before = Deno.readTextFileSync(LIMIT);
  let daemon: Daemon;
  try {
    Deno.writeTextFileSync(LIMIT, "16");
    daemon = await world.start();
  } finally {
    Deno.writeTextFileSync(LIMIT, before);
  }
  await using running = daemon;
  for (let round = 1; round <= 3; round++) {
    for (let n = 0; n < 1500; n++) {
      world.write("noise.txt", String(n));
      if (n === 700) world.write("a.yaml", pipeline("a", `round${round}`));
    }
    Deno.removeSync(world.path("noise.txt"));
    await says(running, "a", `round${round}`);
  }
  assert.equal((await running.pipelines())["b"], "1");
});
