import assert from "node:assert/strict";
import type { AppError } from "../../core/mod.ts";
import type { Edit } from "../daemon/modules.ts";
import { BY_ADMIN, ModuleWorld } from "./testing_modules.ts";

const A = `# The first.
name: a
tasks:
  - id: one # keeps its comment
    run: echo 1
`;
const withTimeout = A.replace("echo 1\n", "echo 1\n    timeout: 5s\n");

async function patch(world: ModuleWorld, edit: Edit, more: { ifMatch?: number[]; module?: string } = {}) {
  const { module = "pipelines/a", ...rest } = more;
  const [result] = await world.service.change([{ module, edit, ...rest }], BY_ADMIN);
  if (result === undefined) throw new Error("no result");
  return result;
}

function refusal(code: string) {
  return (error: AppError) => (assert.equal(error.code, code, error.message), true);
}

const TIMEOUT = { kind: "json_patch", operations: [{ op: "add", path: "/tasks/0/timeout", value: "5s" }] } as const;

Deno.test("ModuleService loads files, and again only those that changed", async () => {
  using world = await ModuleWorld.create({ "a.yaml": A, "b.yaml": "tasks: [{ id: x, run: echo b }]\n" });
  await world.service.open();
  assert.deepEqual(world.shown(), { a: "1", b: "1" });
  world.steps.length = 0;
  world.write("b.yaml", "tasks: [{ id: x, run: echo c }]\n");
  const { modules } = await world.service.reload();
  assert.deepEqual(world.shown(), { a: "1", b: "2" });
  assert.deepEqual(modules.map(({ module, outcome }) => `${module} ${outcome}`).toSorted(), [
    "pipelines/a unchanged",
    "pipelines/b changed",
    "settings unchanged",
  ]);
  assert.ok(world.steps.every((step) => step.startsWith("pipelines/b ")), world.steps.join());
  assert.deepEqual(world.steps, ["detected", "preparing", "syncing", "swapping", "active"].map((state) => `pipelines/b ${state}`));
});

Deno.test("ModuleService takes comments, order and formatting for no change", async () => {
  using world = await ModuleWorld.create({ "a.yaml": A });
  await world.service.open();
  world.write("a.yaml", `tasks: [{ run: echo 1, id: one }]\nname: a # other\n`);
  await world.service.reload();
  assert.deepEqual(world.shown(), { a: "1" });
  assert.equal(world.service.get("pipelines/a")?.text, world.read("a.yaml"));
  await patch(world, TIMEOUT);
  assert.match(world.read("a.yaml"), /name: a # other\n/);
});

Deno.test("ModuleService keeps what serves when a file becomes wrong, says why, and stops saying it when it is fixed", async () => {
  using world = await ModuleWorld.create({ "a.yaml": A });
  await world.service.open();
  world.write("a.yaml", "name: a\ntasks: [{ id: one, rnu: echo 1 }]\n");
  await world.service.reload();
  const view = world.service.get("pipelines/a");
  assert.equal(view?.active?.revision, 1);
  assert.equal(view?.state, "error");
  assert.equal(view?.error?.code, "document_invalid");
  assert.match(view?.error?.diagnostics[0]?.hint ?? "", /run/);
  world.write("a.yaml", A);
  await world.service.reload();
  assert.deepEqual(world.shown(), { a: "1" });
  assert.equal(world.service.get("pipelines/a")?.state, "active");
});

Deno.test("ModuleService shows a new file that is wrong, and serves it once it is right", async () => {
  using world = await ModuleWorld.create({ "a.yaml": "tasks: 3\n" });
  await world.service.open();
  assert.deepEqual(world.shown(), { a: "- document_invalid" });
  world.write("a.yaml", "name: other\ntasks: [{ id: one, run: echo 1 }]\n");
  await world.service.reload();
  assert.deepEqual(world.shown(), { other: "1" });
});

Deno.test("ModuleService sees what was written to a file after it had read it and before that served", async () => {
  const writing: { act?: () => void } = {};
  using world = await ModuleWorld.create({ "a.yaml": A }, (host) => ({
    ...host,
    prepareSources: (...args) => {
      writing.act?.();
      return host.prepareSources(...args);
    },
  }));
  await world.service.open();
  world.write("a.yaml", A.replace("echo 1", "echo 2"));
  writing.act = () => world.write("a.yaml", A.replace("echo 1", "echo 3"));
  await world.service.reload();
  delete writing.act;
  await world.service.reload();
  assert.deepEqual(world.shown(), { a: "3" });
  assert.match(JSON.stringify(world.service.get("pipelines/a")?.active?.document), /echo 3/);
});

Deno.test("ModuleService ends a pipeline with its file, and counts on when it is made again", async () => {
  using world = await ModuleWorld.create({ "a.yaml": A });
  await world.service.open();
  Deno.removeSync(world.path("a.yaml"));
  await world.service.reload();
  assert.deepEqual(world.shown(), {});
  world.write("a.yaml", withTimeout);
  await world.service.reload();
  assert.deepEqual(world.shown(), { a: "3" });
  assert.deepEqual(world.service.revisions("pipelines/a", { limit: 10 }).map(({ revision, deleted }) => [revision, deleted]), [[3, false], [
    2,
    true,
  ], [1, false]]);
});

Deno.test("ModuleService answers a deletion with the revision that it is, and speaks no more of the module", async () => {
  using world = await ModuleWorld.create({ "a.yaml": A });
  await world.service.open();
  const { revision, previous, diff } = await patch(world, { kind: "delete" });
  assert.deepEqual([revision, previous], [2, 1]);
  assert.equal(diff[0]?.op, "remove");
  assert.throws(() => Deno.statSync(world.path("a.yaml")), Deno.errors.NotFound);
  const { modules } = await world.service.reload();
  assert.deepEqual(modules.map(({ module }) => module), ["settings"]);
});

Deno.test("ModuleService goes on serving when the whole served folder is gone", async () => {
  using world = await ModuleWorld.create({ "a.yaml": A });
  await world.service.open();
  Deno.renameSync(`${world.dir}/pipelines`, `${world.dir}/away`);
  await world.service.reload();
  assert.deepEqual(world.shown(), { a: "1" });
  Deno.renameSync(`${world.dir}/away`, `${world.dir}/pipelines`);
  await world.service.reload();
  assert.deepEqual(world.shown(), { a: "1" });
});

Deno.test("ModuleService does not let a file take over a name that serves; a file that moved keeps its history", async () => {
  using world = await ModuleWorld.create({ "a.yaml": A });
  await world.service.open();
  world.write("b.yaml", withTimeout);
  await world.service.reload();
  assert.deepEqual(world.shown(), { a: "1" });
  assert.equal(world.service.strays().get(world.path("b.yaml"))?.code, "name_taken");
  Deno.removeSync(world.path("a.yaml"));
  await world.service.reload();
  assert.deepEqual(world.shown(), { a: "2" });
  assert.equal(world.service.get("pipelines/a")?.file, world.path("b.yaml"));
  assert.equal(world.service.strays().size, 0);
});

Deno.test("ModuleService reloads a pipeline with one that it contains, that one first", async () => {
  const inner = (n: number) => `tasks: [{ id: x, run: echo ${n} }]\n`;
  using world = await ModuleWorld.create({
    "a_outer.yaml": "tasks: [{ id: sub, pipeline: ./z_inner.yaml }]\n",
    "z_inner.yaml": inner(1),
    "other.yaml": inner(1),
  });
  await world.service.open();
  assert.ok(world.followed.has(world.path("z_inner.yaml")));
  world.steps.length = 0;
  world.write("z_inner.yaml", inner(2));
  await world.service.reload();
  assert.deepEqual(world.shown(), { a_outer: "2", other: "1", z_inner: "2" });
  assert.deepEqual(world.steps.filter((step) => step.endsWith(" active")), ["pipelines/z_inner active", "pipelines/a_outer active"]);
  await patch(world, { kind: "merge", patch: { description: "inner" } }, { module: "pipelines/z_inner" });
  assert.deepEqual(world.shown(), { a_outer: "3", other: "1", z_inner: "3" });
});

Deno.test("ModuleService writes a patch back to the file with its comments", async () => {
  using world = await ModuleWorld.create({ "a.yaml": A });
  await world.service.open();
  const result = await patch(world, TIMEOUT);
  assert.equal(world.read("a.yaml"), withTimeout);
  assert.deepEqual([result.revision, result.previous, result.state, result.created], [2, 1, "active", false]);
  const [first, second] = world.service.revisions("pipelines/a", { limit: 2 }).toReversed();
  const [{ time: _, ...audited } = { time: 0 }] = world.audit.slice(-1);
  assert.deepEqual(audited, {
    actor: "tok_test",
    action: "pipeline.patch",
    module: "pipelines/a",
    before: first?.hash,
    after: second?.hash,
    from: "127.0.0.1",
  });
  assert.deepEqual(result.timeline.map(({ state }) => state), ["detected", "preparing", "syncing", "swapping", "active"]);
  assert.deepEqual(result.diff, [{ op: "add", path: "/tasks/0/timeout", to: "5s" }]);
  world.steps.length = 0;
  await world.service.reload();
  assert.deepEqual(world.steps, [], "what the daemon wrote itself is no change");
});

Deno.test("ModuleService makes no revision of a change without effect, and none of a dry run", async () => {
  using world = await ModuleWorld.create({ "a.yaml": A });
  await world.service.open();
  assert.equal((await patch(world, { kind: "merge", patch: { name: "a" } })).changed, false);
  const [dry] = await world.service.change([{ module: "pipelines/a", edit: TIMEOUT }], { ...BY_ADMIN, dryRun: true });
  assert.equal(dry?.diff.length, 1);
  assert.deepEqual(world.shown(), { a: "1" });
  assert.equal(world.read("a.yaml"), A);
});

Deno.test("ModuleService writes a document that was put with other comments, and makes no revision of it", async () => {
  using world = await ModuleWorld.create({ "a.yaml": A });
  await world.service.open();
  const text = A.replace("# The first.", "# Another.");
  assert.equal((await patch(world, { kind: "put", text, language: "yaml" })).changed, false);
  assert.equal(world.read("a.yaml"), text);
  assert.deepEqual(world.shown(), { a: "1" });
});

Deno.test("ModuleService refuses what is wrong, and leaves everything as it was", async () => {
  using world = await ModuleWorld.create({ "a.yaml": A });
  await world.service.open();
  const cases: [Edit, string, { ifMatch?: number[]; module?: string }?][] = [
    [{ kind: "merge", patch: { tasks: [{ id: "one", rnu: "x" }] } }, "document_invalid"],
    [{ kind: "merge", patch: { name: "b" } }, "name_fixed"],
    [{ kind: "json_patch", operations: [{ op: "test", path: "/name", value: "b" }] }, "patch_conflict"],
    [{ kind: "json_patch", operations: [{ op: "frob", path: "/name" }] }, "patch_invalid"],
    [TIMEOUT, "etag_stale", { ifMatch: [7] }],
    [TIMEOUT, "etag_stale", { ifMatch: [] }],
    [TIMEOUT, "module_unknown", { module: "pipelines/b" }],
    [TIMEOUT, "name_invalid", { module: "pipelines/../b" }],
    [{ kind: "delete" }, "module_unknown", { module: "pipelines/b" }],
    [{ kind: "rollback" }, "revision_unknown"],
    [{ kind: "rollback", revision: 9 }, "revision_unknown"],
  ];
  for (const [edit, code, more] of cases) await assert.rejects(patch(world, edit, more), refusal(code), code);
  assert.deepEqual(world.shown(), { a: "1" });
  assert.equal(world.service.get("pipelines/a")?.state, "active");
  assert.equal(world.read("a.yaml"), A);
  const error = await patch(world, { kind: "merge", patch: { tasks: [{ id: "one", rnu: "x" }] } }).catch((error: AppError) =>
    error as AppError
  );
  const [first] = (error as AppError).details?.["errors"] as { code: string; line: number }[];
  assert.equal(first?.code, "unknown_field");
});

Deno.test("ModuleService loses neither a patch nor what somebody did to the file meanwhile", async () => {
  using world = await ModuleWorld.create({ "a.yaml": A });
  await world.service.open();
  world.write("a.yaml", A.replace("echo 1", "echo 2"));
  const result = await patch(world, TIMEOUT);
  assert.equal(world.read("a.yaml"), withTimeout.replace("echo 1", "echo 2"));
  assert.deepEqual([result.previous, result.revision], [2, 3]);
  world.write("a.yaml", A.replace("echo 1", "echo 3"));
  await assert.rejects(patch(world, TIMEOUT, { ifMatch: [3] }), refusal("etag_stale"));
  assert.match(world.read("a.yaml"), /echo 3/);
});

Deno.test("ModuleService refuses a patch of a file that is wrong now, and shows how it differs", async () => {
  using world = await ModuleWorld.create({ "a.yaml": A });
  await world.service.open();
  const broken = A.replace("run: echo 1", "rnu: echo 1");
  world.write("a.yaml", broken);
  const error = await patch(world, TIMEOUT).catch((error: AppError) => error);
  assert.equal((error as AppError).code, "file_changed");
  assert.deepEqual(((error as AppError).details?.["diff"] as { path: string }[]).map(({ path }) => path), ["/tasks/0/run", "/tasks/0/rnu"]);
  assert.equal(world.read("a.yaml"), broken);
  assert.equal(world.service.get("pipelines/a")?.active?.revision, 1);
});

Deno.test("ModuleService changes several modules all or none", async () => {
  using world = await ModuleWorld.create({ "a.yaml": A, "b.yaml": A.replace("name: a", "name: b") });
  await world.service.open();
  const change = (name: string, patch: object) => ({ module: `pipelines/${name}`, edit: { kind: "merge", patch } as Edit });
  await assert.rejects(
    world.service.change([change("a", { description: "x" }), change("b", { tasks: 3 })], BY_ADMIN),
    (error: AppError) => {
      assert.equal(error.details?.["module"], "pipelines/b");
      return refusal("document_invalid")(error);
    },
  );
  const unfit: Edit = { kind: "json_patch", operations: [{ op: "remove", path: "/none" }] };
  await assert.rejects(
    world.service.change([change("a", { description: "x" }), { module: "pipelines/b", edit: unfit }], BY_ADMIN),
    (error: AppError) => refusal("patch_conflict")(error) && error.details?.["module"] === "pipelines/b",
  );
  assert.deepEqual(world.shown(), { a: "1", b: "1" });
  world.unhealthy.add("pipelines/b");
  await assert.rejects(
    world.service.change([change("a", { description: "x" }), change("b", { description: "x" })], BY_ADMIN),
    refusal("swap_refused"),
  );
  assert.deepEqual(world.shown(), { a: "1", b: "1" });
  assert.equal(world.read("a.yaml"), A);
  assert.ok(world.sources.includes("discard pipelines/a 2"));
  world.unhealthy.clear();
  await world.service.change([change("a", { description: "x" }), change("b", { description: "x" })], BY_ADMIN);
  assert.deepEqual(world.shown(), { a: "2", b: "2" });
});

Deno.test("ModuleService rolls back to the revision before, or the one named, as a new one", async () => {
  using world = await ModuleWorld.create({ "a.yaml": A });
  await world.service.open();
  await patch(world, TIMEOUT);
  const back = await patch(world, { kind: "rollback" });
  assert.equal(back.revision, 3);
  assert.equal(world.read("a.yaml"), A);
  await patch(world, { kind: "rollback", revision: 2 });
  assert.equal(world.read("a.yaml"), withTimeout);
  assert.deepEqual(world.service.diff("pipelines/a", 1, 4), [{ op: "add", path: "/tasks/0/timeout", to: "5s" }]);
  await patch(world, { kind: "delete" });
  assert.equal((await patch(world, { kind: "rollback" })).created, true);
  assert.equal(world.read("a.yaml"), withTimeout);
  await assert.rejects(patch(world, { kind: "rollback" }, { module: "pipelines/none" }), refusal("module_unknown"));
});

Deno.test("ModuleService writes what serves over a file that is wrong when it is rolled back to or put, and makes no revision of it", async () => {
  using world = await ModuleWorld.create({ "a.yaml": A });
  await world.service.open();
  for (const edit of [{ kind: "rollback", revision: 1 }, { kind: "put", text: A, language: "yaml" }] as Edit[]) {
    world.write("a.yaml", A.replace("run: echo 1", "rnu: echo 1"));
    await world.service.reload();
    assert.deepEqual(world.shown(), { a: "1 document_invalid" });
    await patch(world, edit);
    assert.equal(world.read("a.yaml"), A);
    assert.deepEqual(world.shown(), { a: "1" });
    assert.equal(world.service.get("pipelines/a")?.state, "active");
  }
  // A file that is right is left as it is written.
  world.write("a.yaml", A.replace("# The first.", "# Another."));
  await patch(world, { kind: "rollback", revision: 1 });
  assert.match(world.read("a.yaml"), /# Another/);
});

Deno.test("ModuleService serves the first by its path of new files that have one name, and says so of the other", async () => {
  using world = await ModuleWorld.create({ "z.yaml": A, "m.yaml": A.replace("echo 1", "echo 2") });
  await world.service.open();
  assert.equal(world.service.get("pipelines/a")?.file, world.path("m.yaml"));
  const { modules } = await world.service.reload();
  const other = modules.find(({ module }) => module === world.path("z.yaml"));
  assert.deepEqual([other?.outcome, other?.error?.code], ["refused", "name_taken"]);
});

Deno.test("ModuleService keeps a change that is not persisted until it ends", async () => {
  using world = await ModuleWorld.create({ "a.yaml": A });
  await world.service.open();
  await world.service.change([{ module: "pipelines/a", edit: TIMEOUT }], { ...BY_ADMIN, persist: false });
  await world.service.change([{
    module: "pipelines/new",
    edit: { kind: "put", text: A.replace("name: a", "name: new"), language: "yaml" },
  }], { ...BY_ADMIN, persist: false });
  assert.deepEqual(world.shown(), { a: "2", new: "1" });
  assert.equal(world.read("a.yaml"), A);
  await world.service.reload();
  assert.deepEqual(world.shown(), { a: "2", new: "1" });
  world.state[Symbol.dispose]();
  using again = await ModuleWorld.again(world.dir);
  await again.service.open();
  assert.deepEqual(again.shown(), { a: "1" });
});

Deno.test("ModuleService patches no program, but what serves in its place until the daemon ends", async () => {
  const program = `export default { name: "a", tasks: [{ id: "one", run: "echo " + 1 }] };\n`;
  using world = await ModuleWorld.create({ "a.pipeline.ts": program });
  await world.service.open();
  const change = (edit: Edit, persist: boolean) => world.service.change([{ module: "pipelines/a", edit }], { ...BY_ADMIN, persist });
  await assert.rejects(change(TIMEOUT, true), refusal("file_not_editable"));
  await change(TIMEOUT, false);
  await change({ kind: "merge", patch: { description: "x" } }, false);
  assert.deepEqual(world.service.diff("pipelines/a", 1, 3).map(({ path }) => path), ["/tasks/0/timeout", "/description"]);
  assert.deepEqual((await world.service.reload()).modules.map(({ outcome }) => outcome), ["unchanged", "unchanged"]);
  assert.equal(world.service.get("pipelines/a")?.file, world.path("a.pipeline.ts"));
  await change({ kind: "rollback", revision: 1 }, false);
  await change({ kind: "rollback", revision: 1 }, true);
  assert.deepEqual([world.service.get("pipelines/a")?.active?.language, world.read("a.pipeline.ts")], ["module", program]);
  world.write("a.pipeline.ts", program.replace("+ 1", "+ 2"));
  await world.service.reload();
  assert.deepEqual(world.service.diff("pipelines/a", 1, 6).map(({ path }) => path), ["/tasks/0/run"]);
});

Deno.test("ModuleService goes on with the same numbers when it is started again, and serves the last good revision of a broken file", async () => {
  using world = await ModuleWorld.create({ "a.yaml": A, "b.yaml": A.replace("name: a", "name: b") });
  await world.service.open();
  await patch(world, TIMEOUT);
  world.state[Symbol.dispose]();
  Deno.writeTextFileSync(world.path("a.yaml"), "name: a\ntasks: nothing\n");
  Deno.removeSync(world.path("b.yaml"));
  using again = await ModuleWorld.again(world.dir);
  await again.service.open();
  assert.deepEqual(again.shown(), { a: "2 document_invalid" });
  again.write("a.yaml", withTimeout);
  await again.service.reload();
  assert.deepEqual(again.shown(), { a: "2" });
});

Deno.test("ModuleService makes settings a module like any other", async () => {
  using world = await ModuleWorld.create({ "a.yaml": A });
  await world.service.open();
  const result = await patch(world, { kind: "merge", patch: { api: { require_if_match: true } } }, { module: "settings" });
  assert.equal(result.name, "settings");
  assert.equal(world.service.settings()?.api.require_if_match, true);
  await assert.rejects(patch(world, TIMEOUT), refusal("etag_required"));
  await patch(world, TIMEOUT, { ifMatch: [1] });
  await assert.rejects(
    patch(world, { kind: "merge", patch: { runs: { at_once: 0 } } }, { module: "settings", ifMatch: [result.revision] }),
    refusal("document_invalid"),
  );
  Deno.writeTextFileSync(`${world.dir}/state/settings.yaml`, "runs: { at_once: 3 }\n");
  await world.service.reload();
  assert.equal(world.service.settings()?.runs.at_once, 3);
});
