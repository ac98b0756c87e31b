import assert from "node:assert/strict";
import { createFiles } from "./files.ts";

const files = createFiles();
const bytes = (text: string) => new TextEncoder().encode(text);

async function withFolder(run: (dir: string) => void | Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("readText() reads UTF-8 with its byte order mark and refuses the rest", () =>
  withFolder((dir) => {
    Deno.writeFileSync(`${dir}/bom`, new Uint8Array([0xef, 0xbb, 0xbf, 0x61]));
    assert.equal(files.readText(`${dir}/bom`), "\uFEFFa");
    Deno.writeFileSync(`${dir}/binary`, new Uint8Array([0xff, 0xfe]));
    assert.throws(() => files.readText(`${dir}/binary`), {
      code: "path_unreadable",
      message: `Cannot read "${dir}/binary": it is not UTF-8 text`,
    });
    assert.throws(() => files.readText(`${dir}/none`), {
      code: "path_unreadable",
      message: `Cannot read "${dir}/none": no such file or directory`,
    });
    assert.throws(() => files.readText(dir), { code: "path_unreadable" });
  }));

Deno.test("writeAtomic() creates, replaces and leaves nothing beside", () =>
  withFolder((dir) => {
    files.writeAtomic(`${dir}/a`, bytes("one"));
    files.writeAtomic(`${dir}/a`, bytes("two"));
    assert.equal(files.readText(`${dir}/a`), "two");
    assert.deepEqual([...Deno.readDirSync(dir)].map(({ name }) => name), ["a"]);
    files.writeAtomic(`${dir}/new/folder/b`, bytes("three"));
    assert.equal(files.readText(`${dir}/new/folder/b`), "three");
  }));

Deno.test("writeAtomic() keeps the mode and follows links", { ignore: Deno.build.os === "windows" }, () =>
  withFolder((dir) => {
    Deno.mkdirSync(`${dir}/sub`);
    Deno.writeTextFileSync(`${dir}/sub/target`, "old");
    Deno.chmodSync(`${dir}/sub/target`, 0o751);
    Deno.symlinkSync("sub/target", `${dir}/link`);
    files.writeAtomic(`${dir}/link`, bytes("new"));
    assert.equal(Deno.readTextFileSync(`${dir}/sub/target`), "new");
    assert.equal((Deno.statSync(`${dir}/sub/target`).mode ?? 0) & 0o777, 0o751);
    assert.ok(Deno.lstatSync(`${dir}/link`).isSymlink);
    Deno.symlinkSync("sub/fresh", `${dir}/dangling`);
    files.writeAtomic(`${dir}/dangling`, bytes("new"));
    assert.equal(Deno.readTextFileSync(`${dir}/sub/fresh`), "new");
    Deno.symlinkSync("circle", `${dir}/circle`);
    assert.throws(() => files.writeAtomic(`${dir}/circle`, bytes("x")), { code: "path_unwritable" });
  }));

Deno.test("writeAtomic() sets the mode given, whatever the umask", { ignore: Deno.build.os === "windows" }, () =>
  withFolder((dir) => {
    files.writeAtomic(`${dir}/a`, bytes("x"), 0o666);
    assert.equal((Deno.statSync(`${dir}/a`).mode ?? 0) & 0o777, 0o666);
  }));

Deno.test("writeAtomic() says why a path cannot be written and leaves what was there", () =>
  withFolder((dir) => {
    assert.throws(() => files.writeAtomic(dir, bytes("x")), { code: "path_unwritable", message: `Cannot write "${dir}": it is a folder` });
    Deno.writeTextFileSync(`${dir}/file`, "");
    assert.throws(() => files.writeAtomic(`${dir}/file/a`, bytes("x")), { code: "path_unwritable" });
    if (Deno.build.os === "linux") {
      assert.throws(() => files.writeAtomic("/dev/full", bytes("x")), { message: 'Cannot write "/dev/full": the disk is full' });
    }
  }));

Deno.test("remove() removes and does not mind what is absent", () =>
  withFolder((dir) => {
    Deno.writeTextFileSync(`${dir}/a`, "");
    files.remove(`${dir}/a`);
    files.remove(`${dir}/a`);
    assert.deepEqual([...Deno.readDirSync(dir)], []);
  }));

Deno.test("hasProgram() finds programs in the PATH given and by path", { ignore: Deno.build.os === "windows" }, () =>
  withFolder((dir) => {
    Deno.writeTextFileSync(`${dir}/program`, "#!/bin/sh\n");
    assert.equal(files.hasProgram("program", dir), false);
    Deno.chmodSync(`${dir}/program`, 0o755);
    assert.equal(files.hasProgram("program", `/nowhere:${dir}`), true);
    assert.equal(files.hasProgram(`${dir}/program`, undefined), true);
    assert.equal(files.hasProgram("program", "/nowhere"), false);
    Deno.mkdirSync(`${dir}/folder`);
    assert.equal(files.hasProgram("folder", dir), false);
  }));
