import assert from "node:assert/strict";
import process from "node:process";
import { scanPaths } from "./scan_paths.ts";

/** For root nothing is closed, and not every runtime can be somebody else. */
const canBeClosed = Deno.build.os !== "windows" && (Deno.uid() !== 0 || process.seteuid !== undefined);

async function asNobody<T>(action: () => Promise<T>): Promise<T> {
  if (Deno.uid() !== 0) return await action();
  process.seteuid?.(65_534);
  try {
    return await action();
  } finally {
    process.seteuid?.(0);
  }
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.realPathSync(Deno.makeTempDirSync());
  try {
    await test(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function write(folder: string, ...files: string[]): void {
  for (const file of files) {
    Deno.mkdirSync(`${folder}/${file}`.replace(/\/[^/]*$/, ""), { recursive: true });
    Deno.writeTextFileSync(`${folder}/${file}`, file);
  }
}

Deno.test("scanPaths() finds pipeline files at every depth and in a stable order, and a named file whatever its name", () =>
  inFolder(async (folder) => {
    write(folder, "z.yaml", "b/c.flow", "b/a/x.pipeline.ts", "a.yml", "b/skip.ts", ".hidden/h.yaml", "node_modules/n.yaml", "named.txt");
    Deno.mkdirSync(`${folder}/folder.yaml`);
    const scan = await scanPaths([folder, `${folder}/named.txt`, `${folder}/never`]);
    const names = [...scan.files.keys()].map((path) => path.slice(folder.length + 1));
    assert.deepEqual(names.toSorted(), ["a.yml", "b/a/x.pipeline.ts", "b/c.flow", "named.txt", "z.yaml"]);
    assert.deepEqual([...(await scanPaths([folder, `${folder}/named.txt`])).files.keys()], [...scan.files.keys()]);
    assert.deepEqual([scan.missing, scan.unreadable], [[`${folder}/never`], []]);
  }));

Deno.test("scanPaths() follows links and ends where they go in a circle or nowhere", () =>
  inFolder(async (folder) => {
    write(folder, "srv/a.yaml", "aside/b.yaml", "aside/deep/c.yaml");
    Deno.symlinkSync("../aside", `${folder}/srv/link`);
    Deno.symlinkSync("..", `${folder}/srv/up`);
    Deno.symlinkSync("self", `${folder}/srv/self`);
    Deno.symlinkSync("self.yaml", `${folder}/srv/self.yaml`);
    Deno.symlinkSync("nowhere", `${folder}/srv/gone.yaml`);
    Deno.symlinkSync(`${folder}/aside/b.yaml`, `${folder}/srv/file.yaml`);
    const { files } = await scanPaths([`${folder}/srv`]);
    assert.deepEqual([...files.keys()].map((path) => path.slice(folder.length + 1)).toSorted(), [
      "srv/a.yaml",
      "srv/file.yaml",
      "srv/link/b.yaml",
      "srv/link/deep/c.yaml",
    ]);
  }));

Deno.test("scanPaths() takes no pipe or device for a pipeline", { ignore: Deno.build.os === "windows" }, () =>
  inFolder(async (folder) => {
    new Deno.Command("mkfifo", { args: [`${folder}/pipe.yaml`] }).outputSync();
    Deno.symlinkSync("/dev/zero", `${folder}/zero.yaml`);
    assert.deepEqual([...(await scanPaths([folder])).files.keys()], []);
  }));

Deno.test(
  "scanPaths() tells what it may not look at, so that nobody takes it for removed",
  { ignore: !canBeClosed },
  () =>
    inFolder(async (folder) => {
      write(folder, "open.yaml", "closed/a.yaml");
      Deno.chmodSync(folder, 0o755);
      Deno.chmodSync(`${folder}/closed`, 0);
      try {
        const scan = await asNobody(() => scanPaths([folder]));
        assert.deepEqual([...scan.files.keys()], [`${folder}/open.yaml`]);
        assert.deepEqual(scan.unreadable, [{ path: `${folder}/closed`, reason: "permission denied" }]);
      } finally {
        Deno.chmodSync(`${folder}/closed`, 0o755);
      }
    }),
);

Deno.test("scanPaths() lets other work go on while it looks at thousands of files", () =>
  inFolder(async (folder) => {
    for (let i = 0; i < 3000; i++) {
      if (i % 300 === 0) Deno.mkdirSync(`${folder}/${i / 300}`);
      Deno.writeTextFileSync(`${folder}/${Math.floor(i / 300)}/${i}.yaml`, "");
    }
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const { files } = await scanPaths([folder]);
    clearInterval(timer);
    assert.equal(files.size, 3000);
    assert.ok(turns > 0);
  }));
