import assert from "node:assert/strict";
import { join } from "node:path";
import { createClock } from "../../../platform/mod.ts";
import type { Clock, SourceMemory } from "../../../core/mod.ts";
import { settled, startSource, TestIntake, TestMemories } from "../testing.ts";
import { WatchSource } from "./watch_source.ts";

const clock = createClock();

/** A folder of the test's own. */
function folderOf(files: readonly string[] = []): { readonly path: string } & Disposable {
  const path = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "watch-" }));
  for (const file of files) write(path, file);
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

function write(folder: string, file: string, text = "x"): void {
  Deno.mkdirSync(join(folder, file, ".."), { recursive: true });
  Deno.writeTextFileSync(join(folder, file), text);
}

async function live(
  folder: string,
  paths: readonly string[],
  intake: TestIntake,
  memory: SourceMemory = new TestMemories().open("m", 1, "s"),
  used: Clock = clock,
) {
  const source = new WatchSource({ paths, debounceMs: 30, folder, clock: used });
  const started = await startSource(source, intake, { memory });
  return { source, memory, [Symbol.asyncDispose]: () => started[Symbol.asyncDispose]() };
}

/** What was said of each file, in order: `+` created, `~` modified, `-` removed. */
function said(intake: TestIntake): string[] {
  const marks = { created: "+", modified: "~", removed: "-" } as const;
  return intake.payloads.flatMap((payload) => {
    const kinds = payload as unknown as Record<keyof typeof marks, string[]>;
    return (Object.keys(marks) as (keyof typeof marks)[]).flatMap((kind) => kinds[kind].map((path) => `${marks[kind]}${path}`));
  });
}

Deno.test("WatchSource emits what is created, modified and removed, and nothing of what was there", async () => {
  using folder = folderOf(["inbox/old.csv", "inbox/gone.csv"]);
  const intake = new TestIntake();
  await using watch = await live(folder.path, ["inbox/*.csv"], intake);
  watch.source.activate(undefined);
  write(folder.path, "inbox/new.csv");
  write(folder.path, "inbox/new.txt");
  write(folder.path, "inbox/.hidden.csv");
  write(folder.path, "inbox/deeper/new.csv");
  await intake.until(() => intake.events.length === 1);
  write(folder.path, "inbox/old.csv", "longer");
  Deno.removeSync(join(folder.path, "inbox/gone.csv"));
  await intake.until(() => intake.events.length === 2);
  assert.deepEqual(intake.payloads, [
    { paths: ["inbox/new.csv"], created: ["inbox/new.csv"], modified: [], removed: [] },
    { paths: ["inbox/gone.csv", "inbox/old.csv"], created: [], modified: ["inbox/old.csv"], removed: ["inbox/gone.csv"] },
  ]);
});

Deno.test("WatchSource sees files that are put in place by a rename, and folders that bring files", async () => {
  using folder = folderOf(["a/one.csv"]);
  const intake = new TestIntake();
  await using watch = await live(folder.path, ["a/**/*.csv"], intake);
  watch.source.activate(undefined);
  write(folder.path, "a/.one.csv.swp", "second");
  Deno.renameSync(join(folder.path, "a/.one.csv.swp"), join(folder.path, "a/one.csv"));
  await intake.until(() => said(intake).includes("~a/one.csv"));
  write(folder.path, "b/deep/two.csv");
  Deno.renameSync(join(folder.path, "b"), join(folder.path, "a/b"));
  await intake.until(() => said(intake).includes("+a/b/deep/two.csv"));
  assert.deepEqual(said(intake), ["~a/one.csv", "+a/b/deep/two.csv"]);
});

Deno.test("WatchSource goes on when its folder comes later, is replaced, or goes and comes again", async () => {
  using folder = folderOf();
  const intake = new TestIntake();
  await using watch = await live(folder.path, ["in/box/*.csv"], intake);
  watch.source.activate(undefined);
  write(folder.path, "in/box/a.csv");
  await intake.until(() => said(intake).includes("+in/box/a.csv"));
  write(folder.path, "next/b.csv");
  Deno.renameSync(join(folder.path, "in/box"), join(folder.path, "in/before"));
  Deno.renameSync(join(folder.path, "next"), join(folder.path, "in/box"));
  await intake.until(() => said(intake).includes("+in/box/b.csv"));
  write(folder.path, "in/before/c.csv");
  write(folder.path, "in/box/d.csv");
  await intake.until(() => said(intake).includes("+in/box/d.csv"));
  Deno.removeSync(join(folder.path, "in"), { recursive: true });
  await intake.until(() => said(intake).includes("-in/box/d.csv"));
  write(folder.path, "in/box/e.csv");
  await intake.until(() => said(intake).includes("+in/box/e.csv"));
  assert.deepEqual(
    said(intake).sort(),
    ["+in/box/a.csv", "+in/box/b.csv", "+in/box/d.csv", "+in/box/e.csv", "-in/box/a.csv", "-in/box/b.csv", "-in/box/d.csv"].sort(),
  );
});

Deno.test("WatchSource notices what happened while it was not running", async () => {
  using folder = folderOf(["a.csv", "b.csv", "c.csv"]);
  const intake = new TestIntake();
  const memory = new TestMemories().open("m", 1, "s");
  {
    await using watch = await live(folder.path, ["*.csv"], intake, memory);
    watch.source.activate(undefined);
    await settled();
  }
  write(folder.path, "a.csv", "changed");
  Deno.removeSync(join(folder.path, "b.csv"));
  write(folder.path, "d.csv");
  {
    await using watch = await live(folder.path, ["*.csv"], intake, memory);
    watch.source.activate(undefined);
    await intake.until(() => intake.events.length > 0);
    await settled();
  }
  assert.deepEqual(said(intake), ["+d.csv", "~a.csv", "-b.csv"]);
  await using watch = await live(folder.path, ["*.csv"], intake, memory);
  watch.source.activate(undefined);
  write(folder.path, "e.csv");
  await intake.until(() => intake.events.length > 1);
  assert.deepEqual(said(intake).slice(3), ["+e.csv"]);
});

Deno.test("WatchSource emits the same event again when a crash forgot that it was handed over", async () => {
  using folder = folderOf(["a.csv"]);
  const intake = new TestIntake();
  const memory = new TestMemories().open("m", 1, "s");
  {
    await using watch = await live(folder.path, ["*.csv"], intake, memory);
    watch.source.activate(undefined);
    await settled();
  }
  write(folder.path, "b.csv");
  const forgetful: SourceMemory = { get: (key) => memory.get(key), set: () => {} };
  for (let life = 0; life < 2; life++) {
    await using watch = await live(folder.path, ["*.csv"], intake, forgetful);
    watch.source.activate(undefined);
    await intake.until(() => intake.asked > life);
    await settled();
  }
  assert.deepEqual([intake.asked, intake.events.length], [2, 1]);
});

Deno.test("WatchSource.activate() begins where the one before it ends, file by file", async () => {
  using folder = folderOf(["a.csv", "a.txt", "a.log"]);
  const intake = new TestIntake();
  await using old = await live(folder.path, ["*.csv", "*.txt"], intake);
  old.source.activate(undefined);
  write(folder.path, "b.csv");
  await intake.until(() => intake.events.length === 1);
  await using next = await live(folder.path, ["*.csv", "*.log"], intake);
  // None of these has been looked at when they are switched.
  for (const file of ["c.csv", "c.txt", "c.log"]) write(folder.path, file);
  old.source.release(next.source);
  next.source.activate(old.source);
  await intake.until(() => ["+c.csv", "+c.txt", "+c.log"].every((change) => said(intake).includes(change)));
  write(folder.path, "d.csv");
  write(folder.path, "d.txt");
  await intake.until(() => said(intake).includes("+d.csv"));
  assert.deepEqual(said(intake).sort(), ["+b.csv", "+c.csv", "+c.log", "+c.txt", "+d.csv"]);
});

Deno.test("WatchSource.activate() doubles nothing that the one before is just looking at", async () => {
  using folder = folderOf();
  const intake = new TestIntake();
  const naps: (() => void)[] = [];
  const held: Clock = {
    now: () => clock.now(),
    monotonicMs: () => clock.monotonicMs(),
    sleep: (_ms, signal) =>
      new Promise((resolve) => {
        naps.push(resolve);
        signal?.addEventListener("abort", () => resolve());
      }),
  };
  await using old = await live(folder.path, ["*.csv"], intake, undefined, held);
  await using next = await live(folder.path, ["*.csv"], intake);
  old.source.activate(undefined);
  write(folder.path, "a.csv");
  do {
    await settled();
    for (const wake of naps.splice(0)) wake();
    for (let turn = 0; turn < 20; turn++) await undefined;
    // One that naps again has been told of something meanwhile; one that does not looks, and the disk has not answered yet.
  } while (naps.length > 0);
  old.source.release(next.source);
  next.source.activate(old.source);
  await intake.until(() => said(intake).includes("+a.csv"));
  write(folder.path, "b.csv");
  await intake.until(() => said(intake).includes("+b.csv"));
  assert.deepEqual(said(intake), ["+a.csv", "+b.csv"]);
});

Deno.test("WatchSource makes one event of a burst, and several of more than 1,000 files", async () => {
  using folder = folderOf();
  const intake = new TestIntake();
  await using watch = await live(folder.path, ["*.csv"], intake);
  watch.source.activate(undefined);
  for (let file = 0; file < 2500; file++) write(folder.path, `${file}.csv`);
  await intake.until(() => said(intake).length >= 2500);
  assert.equal(new Set(said(intake)).size, 2500);
  assert.ok(intake.payloads.every((payload) => (payload as { paths: string[] }).paths.length <= 1000));
});

Deno.test("WatchSource says nothing of files that it may not read, and what it knew of them stays", async (t) => {
  using folder = folderOf(["in/a.csv"]);
  const intake = new TestIntake();
  await using watch = await live(folder.path, ["in/*.csv", "out/*.csv"], intake);
  watch.source.activate(undefined);
  const isRoot = Deno.build.os !== "windows" && Deno.uid() === 0;
  await t.step({
    name: "as a user who is held to permissions",
    ignore: isRoot,
    fn: async () => {
      Deno.chmodSync(join(folder.path, "in"), 0o000);
      write(folder.path, "out/b.csv");
      await intake.until(() => said(intake).includes("+out/b.csv"));
      Deno.chmodSync(join(folder.path, "in"), 0o700);
      assert.deepEqual(said(intake), ["+out/b.csv"]);
      assert.equal((await watch.source.healthCheck()).status, "unhealthy");
    },
  });
});
