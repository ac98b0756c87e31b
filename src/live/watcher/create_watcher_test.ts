import assert from "node:assert/strict";
import { scanPaths } from "./scan_paths.ts";
import { Watched } from "./testing.ts";

async function names(watched: Watched, ...paths: string[]): Promise<string[]> {
  const { files } = await scanPaths(paths.map((path) => watched.at(path)));
  return [...files.keys()].map((path) => path.slice(watched.folder.length + 1));
}

Deno.test("createWatcher() tells when a pipeline file is made, written, renamed over, renamed away and removed", async () => {
  await using watched = new Watched();
  await watched.start();
  await watched.told(() => watched.write("a.yaml"));
  await watched.told(() => watched.write("a.yaml"));
  await watched.told(() => {
    watched.write(".a.yaml.new");
    Deno.renameSync(watched.at(".a.yaml.new"), watched.at("a.yaml"));
  });
  await watched.told(() => Deno.renameSync(watched.at("a.yaml"), watched.at("b.flow")));
  assert.deepEqual(await names(watched, "."), ["b.flow"]);
  await watched.told(() => Deno.removeSync(watched.at("b.flow")));
  assert.deepEqual(await names(watched, "."), []);
});

Deno.test("createWatcher() tells once of what an editor does when it saves", async (t) => {
  const editors: Record<string, (watched: Watched) => void> = {
    "vim, with a backup beside": (watched) => {
      watched.write("4913", "");
      Deno.removeSync(watched.at("4913"));
      watched.write(".a.yaml.swp", "b0VIM");
      Deno.renameSync(watched.at("a.yaml"), watched.at("a.yaml~"));
      watched.write("a.yaml");
      Deno.chmodSync(watched.at("a.yaml"), 0o644);
      Deno.removeSync(watched.at("a.yaml~"));
      Deno.removeSync(watched.at(".a.yaml.swp"));
    },
    "nano and VS Code, in place": (watched) => {
      using file = Deno.openSync(watched.at("a.yaml"), { write: true, truncate: true });
      file.writeSync(new TextEncoder().encode("name: a\n"));
      file.writeSync(new TextEncoder().encode("tasks: []\n"));
    },
    "emacs, with a lock and a backup": (watched) => {
      Deno.symlinkSync("user@host.1:2", watched.at(".#a.yaml"));
      watched.write("#a.yaml#");
      Deno.renameSync(watched.at("a.yaml"), watched.at("a.yaml~"));
      watched.write("a.yaml");
      Deno.removeSync(watched.at("#a.yaml#"));
      Deno.removeSync(watched.at(".#a.yaml"));
    },
    "an IDE, atomically": (watched) => {
      watched.write("a.yaml___jb_tmp___");
      Deno.renameSync(watched.at("a.yaml"), watched.at("a.yaml___jb_old___"));
      Deno.renameSync(watched.at("a.yaml___jb_tmp___"), watched.at("a.yaml"));
      Deno.removeSync(watched.at("a.yaml___jb_old___"));
    },
  };
  for (const [editor, save] of Object.entries(editors)) {
    await t.step(editor, async () => {
      await using watched = new Watched();
      watched.debounceMs = 150;
      watched.write("a.yaml");
      await watched.start();
      await watched.told(() => save(watched));
      await watched.quiet();
      assert.equal(watched.calls, 1);
    });
  }
});

Deno.test("createWatcher() tells nothing of scraps, hidden files, node_modules, and files that are no pipelines", async () => {
  await using watched = new Watched();
  for (const folder of [".git", "node_modules/x", ".hidden"]) Deno.mkdirSync(watched.at(folder), { recursive: true });
  await watched.start();
  await watched.told(() => watched.write("a.yaml"));
  await watched.quiet();
  const { calls } = watched;
  for (const name of [".a.yaml.swp", "a.yaml~", "#a.yaml#", "4913", "a.yaml.tmp", "task.ts", "run.sh", "data.json", ".hidden.yaml"]) {
    watched.write(name);
  }
  for (const folder of [".git", "node_modules/x", ".hidden"]) watched.write(`${folder}/a.yaml`);
  for (let i = 0; i < 5; i++) watched.write("task.ts");
  await watched.quiet();
  assert.equal(watched.calls, calls);
});

Deno.test("createWatcher() sees what is made in a new folder at once, however deep, and in one that is moved in", async () => {
  await using watched = new Watched();
  watched.write(".aside/q/moved.yaml");
  await watched.start();
  await watched.told(() => watched.write("x/y/z/deep.yaml"));
  assert.deepEqual(await names(watched, "."), ["x/y/z/deep.yaml"]);
  await watched.told(() => watched.write("x/y/z/deep.yaml"));
  await watched.told(() => Deno.renameSync(watched.at(".aside"), watched.at("aside")));
  assert.deepEqual(await names(watched, "."), ["aside/q/moved.yaml", "x/y/z/deep.yaml"]);
  await watched.told(() => watched.write("aside/q/moved.yaml"));
  await watched.told(() => Deno.renameSync(watched.at("x"), watched.at("node_modules")));
  assert.deepEqual(await names(watched, "."), ["aside/q/moved.yaml"]);
});

Deno.test("createWatcher() sees a Kubernetes mount swapped, each time", async () => {
  await using watched = new Watched();
  const swap = (version: string, ...files: string[]) => {
    for (const file of files) watched.write(`mount/..${version}/${file}`, `${version}\n`);
    Deno.symlinkSync(`..${version}`, watched.at("mount/..data_tmp"));
    Deno.renameSync(watched.at("mount/..data_tmp"), watched.at("mount/..data"));
    for (const name of new Set(files.map((file) => file.split("/")[0] ?? ""))) {
      try {
        Deno.symlinkSync(`..data/${name}`, watched.at(`mount/${name}`));
      } catch {
        // It is there from before.
      }
    }
  };
  swap("1", "a.yaml", "sub/b.yaml");
  await watched.start(["mount"]);
  let { files } = await scanPaths([watched.at("mount")]);
  assert.deepEqual([...files.keys()], [watched.at("mount/a.yaml"), watched.at("mount/sub/b.yaml")]);
  for (const version of ["2", "3", "4"]) {
    await watched.told(() => {
      swap(version, "a.yaml", "sub/b.yaml");
      Deno.removeSync(watched.at(`mount/..${Number(version) - 1}`), { recursive: true });
    });
    const before = files;
    ({ files } = await scanPaths([watched.at("mount")]));
    assert.deepEqual([...files.keys()], [...before.keys()]);
    for (const [path, stamp] of files) assert.notEqual(stamp, before.get(path));
    await watched.quiet();
  }
  await watched.told(() => swap("5", "a.yaml", "sub/b.yaml", "c.yaml"));
  assert.ok((await names(watched, "mount")).includes("mount/c.yaml"));
});

Deno.test("createWatcher() goes on when the folder is removed, made again, replaced, or was not there from the start", async () => {
  await using watched = new Watched();
  await watched.start(["srv/pipelines"]);
  await watched.told(() => watched.write("srv/pipelines/a.yaml"));
  await watched.told(() => watched.write("srv/pipelines/a.yaml"));
  for (let round = 0; round < 3; round++) {
    await watched.told(() => Deno.removeSync(watched.at("srv/pipelines"), { recursive: true }));
    assert.deepEqual(await names(watched, "srv/pipelines"), []);
    await watched.told(() => watched.write("srv/pipelines/a.yaml"));
    await watched.told(() => watched.write("srv/pipelines/a.yaml"));
  }
  await watched.told(() => {
    Deno.removeSync(watched.at("srv"), { recursive: true });
    watched.write("srv/pipelines/a.yaml");
  });
  await watched.quiet();
  await watched.told(() => watched.write("srv/pipelines/a.yaml"));
  await watched.told(() => {
    watched.write("next/b.yaml");
    Deno.renameSync(watched.at("srv/pipelines"), watched.at("old"));
    Deno.renameSync(watched.at("next"), watched.at("srv/pipelines"));
  });
  assert.deepEqual(await names(watched, "srv/pipelines"), ["srv/pipelines/b.yaml"]);
  await watched.quiet();
  await watched.told(() => watched.write("srv/pipelines/b.yaml"));
  const { calls } = watched;
  watched.write("old/a.yaml");
  await watched.quiet();
  assert.equal(watched.calls, calls);
});

Deno.test("createWatcher() sees a link led elsewhere: the served path itself, one above it, a folder or a file within", async () => {
  await using watched = new Watched();
  const lead = (link: string, target: string) => {
    Deno.symlinkSync(target, watched.at("new-link"));
    Deno.renameSync(watched.at("new-link"), watched.at(link));
  };
  for (const version of [1, 2]) for (const name of ["p/a", "inner/b", "c"]) watched.write(`v${version}/${name}.yaml`);
  lead("current", "v1");
  await watched.start(["current/p"]);
  await watched.told(() => lead("current", watched.at("v2")));
  await watched.told(() => watched.write("v2/p/a.yaml"));
  await watched.told(() => Deno.symlinkSync("../../v1/inner", watched.at("v2/p/linked")));
  assert.deepEqual(await names(watched, "current/p"), ["current/p/a.yaml", "current/p/linked/b.yaml"]);
  await watched.told(() => watched.write("v1/inner/b.yaml"));
  await watched.told(() => Deno.symlinkSync(watched.at("v1/c.yaml"), watched.at("v2/p/c.yaml")));
  await watched.told(() => watched.write("v1/c.yaml"));
  await watched.told(() => {
    Deno.symlinkSync(watched.at("v1"), watched.at("v1/inner/around"));
  });
  assert.equal((await names(watched, "current/p")).length, 4 + 1);
  await watched.told(() => Deno.removeSync(watched.at("v2/p/linked")));
});

Deno.test("createWatcher() watches a file that was named, whatever its name", async () => {
  await using watched = new Watched();
  watched.write("deploy.conf");
  watched.write("other.yaml");
  await watched.start(["deploy.conf"]);
  await watched.told(() => watched.write("deploy.conf"));
  await watched.told(() => Deno.removeSync(watched.at("deploy.conf")));
  await watched.told(() => watched.write("deploy.conf"));
  const { calls } = watched;
  watched.write("other.yaml");
  await watched.quiet();
  assert.equal(watched.calls, calls);
});

Deno.test("Watcher.follow() watches further files, also ones that are not there yet, and lets go of those before", async () => {
  await using watched = new Watched();
  watched.write("lib/x.ts");
  watched.write("shared/y.env");
  Deno.mkdirSync(watched.at("pipelines"));
  Deno.symlinkSync(watched.at("shared/y.env"), watched.at("lib/y.env"));
  const watcher = await watched.start(["pipelines"]);
  // One has just been written, and may have been read before.
  await watched.told(() => {
    watched.write("lib/x.ts");
    watcher.follow([watched.at("lib/x.ts"), watched.at("lib/y.env"), watched.at("later/z.ts")]);
  });
  await watched.told(() => watched.write("lib/x.ts"));
  await watched.told(() => watched.write("shared/y.env"));
  await watched.told(() => watched.write("later/z.ts"));
  await watched.told(() => {
    watched.write("lib/x.ts.new");
    Deno.renameSync(watched.at("lib/x.ts.new"), watched.at("lib/x.ts"));
  });
  await watched.told(() => Deno.removeSync(watched.at("lib/x.ts")));
  watcher.follow([watched.at("later/z.ts")]);
  // Told, so that what was asked for before has been done.
  await watched.told(() => watched.write("later/z.ts"));
  await watched.quiet();
  const { calls } = watched;
  watched.write("lib/x.ts");
  await watched.quiet();
  assert.equal(watched.calls, calls);
});

Deno.test("Watcher.follow() of files that have long been as they are is no change", async () => {
  await using watched = new Watched();
  const watcher = await watched.start(["pipelines"]);
  watcher.follow([Deno.execPath(), watched.at("absent.ts")]);
  await watcher.rescan();
  const { calls } = watched;
  watcher.follow([Deno.execPath(), watched.at("absent.ts")]);
  await watched.quiet();
  assert.equal(watched.calls, calls);
});

Deno.test("createWatcher() names the files when nothing but files changed, and looks at everything otherwise", async () => {
  await using watched = new Watched();
  watched.debounceMs = 150;
  watched.write("real/a.yaml");
  watched.write("real/deep/b.yaml");
  watched.write("lib/task.ts");
  Deno.symlinkSync("real", watched.at("served"));
  const watcher = await watched.start(["served"]);
  await watched.told(() => {
    watched.write("lib/task.ts");
    watcher.follow([watched.at("lib/task.ts"), watched.at("real/part.flow")]);
  });
  const steps: [() => void, string[] | undefined][] = [
    [() => watched.write("real/a.yaml"), ["served/a.yaml"]],
    [() => watched.write("lib/task.ts"), ["lib/task.ts"]],
    [() => ["real/new.flow", "real/deep/b.yaml"].forEach((file) => watched.write(file)), ["served/new.flow", "served/deep/b.yaml"]],
    [() => watched.write("real/part.flow"), ["served/part.flow", "real/part.flow"]],
    [() => Deno.removeSync(watched.at("real/a.yaml")), ["served/a.yaml"]],
    [() => Deno.symlinkSync("new.flow", watched.at("real/link.yaml")), undefined],
    [() => watched.write("real/link.yaml"), undefined],
    [() => watched.write("real/folder.yaml/c.yaml"), undefined],
    [() => watched.write("real/folder.yaml/c.yaml"), ["served/folder.yaml/c.yaml"]],
    [() => Deno.renameSync(watched.at("real/deep"), watched.at("real/deeper")), undefined],
  ];
  for (const [step, expected] of steps) {
    await watched.told(step);
    assert.deepEqual(watched.files[0], expected, `${step}`);
    await watched.quiet();
  }
  // What was named has been told: a look for what else may have changed finds nothing.
  const { calls } = watched;
  for (let i = 0; i < 60; i++) watched.write(`real/log${i}`);
  await watched.quiet();
  await watched.quiet();
  await watched.quiet();
  assert.equal(watched.calls, calls);
});

Deno.test("createWatcher() tells once more after a call during which something changed, and never two at once", async () => {
  await using watched = new Watched();
  watched.debounceMs = 0;
  let under = 0;
  let most = 0;
  let release = () => {};
  watched.work = async () => {
    most = Math.max(most, ++under);
    await new Promise<void>((resolve) => release = resolve);
    under--;
  };
  await watched.start();
  await watched.told(() => watched.write("a.yaml"));
  for (let i = 0; i < 20; i++) watched.write(`b${i}.yaml`);
  await watched.quiet();
  assert.equal(watched.calls, 1);
  await watched.told(() => release());
  watched.work = () => {};
  release();
  await watched.quiet();
  assert.equal(most, 1);
  // More only when the system told of the burst in pieces.
  assert.ok(watched.calls >= 2);
});

Deno.test("createWatcher() makes one call of a burst, and does not wait for ever for one that never ends", async () => {
  await using watched = new Watched();
  watched.debounceMs = 250;
  await watched.start();
  await watched.told(() => {
    for (let i = 0; i < 300; i++) watched.write(`${i % 7}/${i}.yaml`);
  });
  await watched.quiet();
  assert.equal(watched.calls, 1);
  watched.debounceMs = 50;
  const busy = setInterval(() => watched.write("busy.yaml"), 20);
  try {
    await watched.until(() => watched.calls >= 3);
  } finally {
    clearInterval(busy);
  }
});

Deno.test("Watcher.rescan() calls at once and resolves when the call is over; a call that throws is told and ends nothing", async () => {
  await using watched = new Watched();
  watched.debounceMs = 60_000;
  const watcher = await watched.start();
  let isOver = false;
  watched.work = async () => {
    await watched.quiet;
    isOver = true;
  };
  await watcher.rescan();
  assert.ok(isOver);
  watched.work = () => Promise.reject(new Error("no luck"));
  await watcher.rescan();
  assert.deepEqual(watched.problems, ["Changes of files could not be taken in: no luck"]);
  watched.work = () => {};
  watched.debounceMs = 0;
  await watched.told(() => watched.write("a.yaml"));
});

Deno.test("Watcher calls nobody once it is disposed, and disposing within a call does not hang", async () => {
  await using watched = new Watched();
  watched.debounceMs = 0;
  const watcher = await watched.start();
  watched.work = () => watcher[Symbol.asyncDispose]();
  await watched.told(() => watched.write("a.yaml"));
  watched.write("b.yaml");
  await watcher.rescan();
  await watched.quiet();
  assert.equal(watched.calls, 1);
});

Deno.test("createWatcher() compares files every second when the system gives no watches, says so once, and watches again when it can", async () => {
  await using watched = new Watched();
  watched.debounceMs = 0;
  let isRefused = true;
  let begun = 0;
  const watchFolder = (folder: string) => {
    if (isRefused) throw new Error('OS file watch limit reached. about ["/x"]');
    begun++;
    return Deno.watchFs(folder, { recursive: false });
  };
  const watcher = await watched.start(["."], { watchFolder });
  for (const change of [() => watched.write("a.yaml"), () => watched.write("a.yaml"), () => Deno.removeSync(watched.at("a.yaml"))]) {
    await watched.told(change);
  }
  assert.equal(watched.problems.length, 1);
  assert.match(watched.problems[0] ?? "", /every second, because the system gives no watches: OS file watch limit reached/);
  const { calls } = watched;
  await watched.quiet();
  assert.equal(watched.calls, calls);
  isRefused = false;
  await watcher.rescan();
  assert.ok(begun > 0);
  const { calls: before } = watched;
  // Nobody compares any more: the watch alone tells of it.
  await watched.told(async () => {
    watched.write("b.yaml");
    await new Promise((resolve) => setTimeout(resolve, 1200));
    assert.equal(watched.calls, before);
  });
  assert.equal(watched.problems.length, 1);
});

Deno.test("createWatcher() begins a watch again that has ended by itself, and misses nothing of the time between", async () => {
  await using watched = new Watched();
  const watches = new Map<string, Deno.FsWatcher>();
  const watchFolder = (folder: string) => {
    const watcher = Deno.watchFs(folder, { recursive: false });
    watches.set(folder, watcher);
    return watcher;
  };
  watched.write("sub/a.yaml");
  await watched.start(["."], { watchFolder });
  for (let round = 0; round < 3; round++) {
    const before = watches.get(watched.at("sub"));
    await watched.told(() => {
      before?.close();
      watched.write("sub/a.yaml");
    });
    await watched.until(() => watches.get(watched.at("sub")) !== before);
    await watched.told(() => watched.write("sub/a.yaml"));
  }
});

Deno.test("createWatcher() goes on with the other folders when one may not be watched", async () => {
  await using watched = new Watched();
  watched.write("open/a.yaml");
  watched.write("closed/b.yaml");
  const watchFolder = (folder: string) => {
    if (folder.endsWith("/closed")) throw new Deno.errors.PermissionDenied("Permission denied (os error 13)");
    return Deno.watchFs(folder, { recursive: false });
  };
  await watched.start(["."], { watchFolder });
  await watched.told(() => watched.write("open/a.yaml"));
  assert.deepEqual(watched.problems, []);
});
