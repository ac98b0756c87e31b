import assert from "node:assert/strict";
import { daemonTest, DaemonWorld } from "./daemon_world.ts";

const PAIR = `# mine
name: pair
params:
  left: { default: 0, type: int } # of the one
  right: { default: 0, type: int } # of the other
tasks:
  - { id: t, run: echo hello }
`;
const PIPELINE = "/api/v1/pipelines/pair";

daemonTest("two patches at once both land with numbers of their own; of two that name one revision one is refused", async () => {
  await using world = await DaemonWorld.create({ "pair.yaml": PAIR });
  await using daemon = await world.start();
  for (let round = 1; round <= 5; round++) {
    const answers = await Promise.all([
      daemon.send("PATCH", PIPELINE, { params: { left: { default: round } } }),
      daemon.send("PATCH", PIPELINE, { params: { right: { default: round } } }),
    ]);
    assert.deepEqual(answers.map(({ status }) => status), [200, 200]);
    assert.deepEqual(answers.map(({ body }) => body.revision).toSorted((a, b) => a - b), [2 * round, 2 * round + 1]);
  }
  assert.equal(world.read("pair.yaml"), PAIR.replaceAll("default: 0", "default: 5"));
  const guarded = await Promise.all(
    ["left", "right"].map((side) => daemon.send("PATCH", PIPELINE, { params: { [side]: { default: 6 } } }, { "if-match": '"11"' })),
  );
  assert.deepEqual(guarded.map(({ status }) => status).toSorted(), [200, 412]);
  assert.equal((await daemon.get(PIPELINE)).body.revision, 12);
});

daemonTest(
  "patches while somebody rewrites the file: nothing is lost of either that was not refused, and the file is what serves",
  async () => {
    await using world = await DaemonWorld.create({ "pair.yaml": PAIR });
    await using daemon = await world.start();
    let patched = 0;
    let typed = 0;
    const refused: string[] = [];
    for (let n = 1; n <= 30; n++) {
      // An editor: it reads, its user types, it saves by renaming; and saves again when it finds what it saved gone.
      const before = world.read("pair.yaml");
      let saved = "";
      const patch = daemon.send("PATCH", PIPELINE, { params: { right: { default: n } } });
      if (n % 3 !== 0) await new Promise((resolve) => setTimeout(resolve, n % 5));
      if (world.read("pair.yaml") === before) {
        saved = before.replace(/left: \{ default: \d+/, `left: { default: ${n}`);
        world.write(".saving", saved);
        Deno.renameSync(world.path(".saving"), world.path("pair.yaml"));
        typed = n;
      }
      const { status, body } = await patch;
      if (status !== 200) refused.push(`${status} ${body.code}`);
      // Between its look at the file and its rename an editor may itself overwrite what was patched.
      else if (world.read("pair.yaml") !== saved) patched = n;
    }
    for (const refusal of refused) assert.match(refusal, /^(409 file_changed|412 etag_stale)$/);
    const params = (
      document: { params: Record<string, { default: number }> },
    ) => [document.params["left"]?.default, document.params["right"]?.default];
    const { body } = await daemon.until(
      () => daemon.get(PIPELINE),
      ({ body }) => params(body.document)[0] === typed,
      `the file with ${typed} and ${patched} serves`,
    );
    assert.deepEqual(params(body.document), [typed, patched]);
    assert.equal(world.read("pair.yaml"), PAIR.replace("default: 0", `default: ${typed}`).replace("default: 0", `default: ${patched}`));
    assert.equal(body.error, null);
  },
);

daemonTest("a file that is saved twice within the quiet time becomes one revision, that of the second", async () => {
  await using world = await DaemonWorld.create({ "pair.yaml": PAIR });
  await using daemon = await world.start();
  const patched = await daemon.send("PATCH", "/api/v1/settings", { reload: { debounce: "2s" } });
  assert.equal(patched.status, 200);
  world.write("pair.yaml", PAIR.replace("hello", "first"));
  world.write("pair.yaml", PAIR.replace("hello", "second"));
  const { body } = await daemon.until(() => daemon.get(PIPELINE), ({ body }) => body.revision > 1, "it is reloaded");
  assert.deepEqual([body.revision, body.document.tasks[0].run], [2, "echo second"]);
});
