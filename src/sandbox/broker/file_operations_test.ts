import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { AppError } from "../../core/mod.ts";
import { pollUntil } from "../../../tests/contract/processes_helpers.ts";
import { directDeno } from "../../../tests/fixtures/sandbox/direct_deno.ts";

const ALL = { read: ["."], write: ["."] };
const encoder = new TextEncoder();

Deno.test("a script's Deno reads and writes text and bytes as Deno does", async () => {
  await using world = await directDeno({ permissions: ALL });
  const { deno, folder } = world;
  await deno.writeTextFile("a.txt", "\ufeffhällo\n");
  assert.equal(await Deno.readTextFile(`${folder}/a.txt`), "\ufeffhällo\n");
  assert.equal(await deno.readTextFile("./a.txt"), "\ufeffhällo\n");
  assert.equal(await deno.readTextFile(new URL(`file://${folder}/a.txt`)), "\ufeffhällo\n");
  await deno.writeTextFile("a.txt", "more", { append: true });
  assert.match(await deno.readTextFile(`${folder}/a.txt`), /hällo\nmore$/);
  await deno.writeFile("b", Uint8Array.of(0, 255, 10), { mode: 0o600 });
  assert.deepEqual([...await deno.readFile("b")], [0, 255, 10]);
  assert.equal(((await Deno.stat(`${folder}/b`)).mode ?? 0) & 0o777, 0o600);
  await assert.rejects(deno.writeFile("b", new Uint8Array(1), { createNew: true }), deno.errors.AlreadyExists);
  await assert.rejects(deno.writeTextFile("none", "", { create: false }), deno.errors.NotFound);
  await deno.writeTextFile("empty", "");
  assert.equal(await deno.readTextFile("empty"), "");
  await deno.writeTextFile("stream", new ReadableStream({ start: (c) => (c.enqueue("a"), c.enqueue("b"), c.close()) }));
  assert.equal(await deno.readTextFile("stream"), "ab");
  assert.equal(world.session.open, 0);
});

Deno.test("a script's Deno reads and writes files that are longer than a message", async () => {
  await using world = await directDeno({ permissions: ALL });
  const { deno, folder } = world;
  const bytes = Uint8Array.from({ length: 3 * 1024 * 1024 + 17 }, (_, index) => index * 7);
  await deno.writeFile("long", bytes);
  isSame(await Deno.readFile(`${folder}/long`), bytes);
  isSame(await deno.readFile("long"), bytes);
  await Deno.writeFile(`${folder}/even`, bytes.subarray(0, 1024 * 1024));
  assert.equal((await deno.readFile("even")).length, 1024 * 1024);
  assert.equal(world.session.open, 0);
});

Deno.test("readFile() refuses what is too long to be read at once and says how to read it", async () => {
  await using world = await directDeno({ permissions: ALL });
  const { deno, folder } = world;
  await Deno.truncate(await touch(`${folder}/huge`), 64 * 1024 * 1024 + 1);
  await assert.rejects(deno.readFile("huge"), (error) => error instanceof RangeError && /Deno\.open: readfile 'huge'/.test(error.message));
  using file = await deno.open("huge");
  assert.equal(await file.seek(-1, deno.SeekMode.End), 64 * 1024 * 1024);
  assert.equal(await file.read(new Uint8Array(10)), 1);
  assert.equal(await file.read(new Uint8Array(10)), null);
});

/** For long ones: a comparison that can say where they differ takes seconds. */
function isSame(a: Uint8Array, b: Uint8Array): void {
  assert.ok(Buffer.compare(a, b) === 0, "the bytes differ");
}

async function touch(path: string): Promise<string> {
  await Deno.writeFile(path, new Uint8Array(0));
  return path;
}

Deno.test("readFile() reads a file that does not tell its size", async () => {
  await using world = await directDeno({ permissions: { read: ["/proc/version"] } });
  assert.match(await world.deno.readTextFile("/proc/version"), /Linux/);
});

Deno.test("open() gives a file that reads, writes, seeks, truncates and closes", async () => {
  await using world = await directDeno({ permissions: ALL });
  const { deno } = world;
  const file = await deno.open("f", { read: true, write: true, create: true });
  assert.equal(await file.write(encoder.encode("hello world")), 11);
  assert.equal(await file.seek(0, deno.SeekMode.Start), 0);
  const buffer = new Uint8Array(5);
  assert.equal(await file.read(buffer), 5);
  assert.equal(new TextDecoder().decode(buffer), "hello");
  assert.equal(await file.read(new Uint8Array(0)), 0);
  await file.truncate(5);
  assert.equal((await file.stat()).size, 5);
  assert.ok((await file.stat()).mtime instanceof Date);
  await file.sync();
  await file.syncData();
  assert.equal(world.session.open, 1);
  file.close();
  assert.throws(() => file.close(), deno.errors.BadResource);
  await assert.rejects(file.read(buffer), deno.errors.BadResource);
  await deno.stat("f");
  assert.equal(world.session.open, 0);
});

Deno.test("open() streams a file both ways and closes it at the end", async () => {
  await using world = await directDeno({ permissions: ALL });
  const { deno, folder } = world;
  const source = Uint8Array.from({ length: 2_500_000 }, (_, index) => index);
  await Deno.writeFile(`${folder}/from`, source);
  const [from, to] = [await deno.open("from"), await deno.open("to", { write: true, create: true })];
  await from.readable.pipeTo(to.writable);
  await deno.stat("to");
  isSame(await Deno.readFile(`${folder}/to`), source);
  assert.equal(world.session.open, 0);
});

Deno.test("open() does what was asked of a file in order", async () => {
  await using world = await directDeno({ permissions: ALL });
  const { deno, folder } = world;
  const file = await deno.open("f", { write: true, create: true });
  await Promise.all(Array.from({ length: 50 }, (_, index) => file.write(encoder.encode(`${index},`))));
  file.close();
  assert.equal(await Deno.readTextFile(`${folder}/f`), Array.from({ length: 50 }, (_, index) => `${index},`).join(""));
});

Deno.test("open() refuses options that Deno refuses", async (t) => {
  await using world = await directDeno({ permissions: ALL });
  for (const options of [{ write: false, read: false }, { truncate: true }, { read: true, create: true }, { read: true, truncate: true }]) {
    await t.step(JSON.stringify(options), () => assert.rejects(world.deno.open("f", options), TypeError));
  }
});

Deno.test("readDir(), stat(), mkdir(), remove() and rename() do what Deno's do", async () => {
  await using world = await directDeno({ permissions: ALL });
  const { deno, folder } = world;
  await deno.mkdir("a/b", { recursive: true });
  await assert.rejects(deno.mkdir("a"), deno.errors.AlreadyExists);
  await deno.writeTextFile("a/f", "x");
  await Deno.symlink("f", `${folder}/a/l`);
  const entries = (await Array.fromAsync(deno.readDir("a"))).sort((x, y) => x.name < y.name ? -1 : 1);
  assert.deepEqual(entries, [
    { name: "b", isFile: false, isDirectory: true, isSymlink: false },
    { name: "f", isFile: true, isDirectory: false, isSymlink: false },
    { name: "l", isFile: false, isDirectory: false, isSymlink: true },
  ]);
  const info = await deno.stat("a/l");
  const real = await Deno.stat(`${folder}/a/l`);
  assert.deepEqual({ ...info }, { ...real });
  await deno.rename("a/f", "a/g");
  await assert.rejects(
    deno.stat("a/f"),
    (error) => error instanceof deno.errors.NotFound && error.message === "No such file or directory (os error 2): stat 'a/f'",
  );
  await assert.rejects(deno.remove("a"), /a/);
  await deno.remove("a", { recursive: true });
  assert.deepEqual(await Array.fromAsync(deno.readDir(".")), []);
});

Deno.test("readDir() goes through a folder of many entries and may be left early", async () => {
  await using world = await directDeno({ permissions: ALL });
  const { deno, folder } = world;
  for (let index = 0; index < 2500; index++) Deno.writeFileSync(`${folder}/${index}`, new Uint8Array(0));
  assert.equal((await Array.fromAsync(deno.readDir("."))).length, 2500);
  for await (const _entry of deno.readDir(".")) break;
  await deno.stat(".");
  assert.equal(world.session.open, 0);
});

Deno.test("every function of files throws NotCapable, with the line to add, when nothing is granted", async (t) => {
  await using world = await directDeno();
  const { deno, folder } = world;
  await Deno.writeTextFile(`${folder}/f`, "secret");
  const rows: readonly (readonly [string, () => Promise<unknown>, access: string, line: string])[] = [
    ["readFile", () => deno.readFile("f"), "read", "f"],
    ["readTextFile", () => deno.readTextFile("./f"), "read", "f"],
    ["readTextFile outside", () => deno.readTextFile("/etc/passwd"), "read", "/etc/passwd"],
    ["writeFile", () => deno.writeFile("f", new Uint8Array(1)), "write", "f"],
    ["writeTextFile", () => deno.writeTextFile("d/e", ""), "write", "d/e"],
    ["open", () => deno.open("f"), "read", "f"],
    ["open to write", () => deno.open("f", { write: true, truncate: true }), "write", "f"],
    ["open to append", () => deno.open("f", { append: true }), "write", "f"],
    ["readDir", () => Array.fromAsync(deno.readDir(".")), "read", "."],
    ["stat", () => deno.stat("none"), "read", "none"],
    ["mkdir", () => deno.mkdir("x/y", { recursive: true }), "write", "x"],
    ["remove", () => deno.remove("f"), "write", "f"],
    ["rename", () => deno.rename("f", "g"), "read", "f"],
  ];
  for (const [name, act, access, line] of rows) {
    await t.step(name, async () => {
      await assert.rejects(act, (error) => {
        assert.ok(error instanceof deno.errors.NotCapable);
        assert.equal(error.name, "NotCapable");
        assert.ok(error.message.endsWith(`add it to the task: permissions: { ${access}: [${line}] }`), error.message);
        return true;
      });
    });
  }
  assert.equal(await Deno.readTextFile(`${folder}/f`), "secret");
  assert.deepEqual((await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name), ["f"]);
});

Deno.test("NotCapable's stack leads to the script's call", async () => {
  await using world = await directDeno();
  const callOfTheScript = async () => await world.deno.readTextFile("f");
  await assert.rejects(callOfTheScript, (error) => error instanceof Error && /callOfTheScript/.test(error.stack ?? ""));
});

Deno.test("rename() needs read of the old place so that nothing moves to where it may be read", async () => {
  await using world = await directDeno({ permissions: { read: ["in"], write: ["."] } });
  const { deno, folder } = world;
  await deno.mkdir("in");
  await Deno.writeTextFile(`${folder}/secret`, "secret");
  await assert.rejects(deno.rename("secret", "in/mine"), deno.errors.NotCapable);
});

Deno.test("a path that does not exist yet can be granted", async () => {
  await using world = await directDeno({ permissions: { write: ["out/deep"], read: ["out"] } });
  const { deno } = world;
  await assert.rejects(deno.mkdir("out"), deno.errors.NotCapable);
  await assert.rejects(deno.mkdir("out/deep", { recursive: true }), /"out" has to be made on the way; .* write: \[out\] }$/);
  await assert.rejects(deno.writeTextFile("out/deep/f", "x"), deno.errors.NotFound);
  await assert.rejects(deno.readTextFile("out/deep/f"), deno.errors.NotFound);
  await Deno.mkdir(`${world.folder}/out`);
  await deno.mkdir("out/deep");
  await deno.writeTextFile("out/deep/f", "x");
  assert.equal(await deno.readTextFile("out/deep/f"), "x");
});

Deno.test("relative paths start at the working folder and permissions at the pipeline's", async () => {
  await using world = await directDeno({ permissions: { read: ["data"] }, cwd: "/usr" });
  const { deno, folder } = world;
  await Deno.mkdir(`${folder}/data`);
  await Deno.writeTextFile(`${folder}/data/f`, "x");
  assert.equal(await deno.readTextFile(`${folder}/data/f`), "x");
  await assert.rejects(deno.readTextFile("data/f"), /read: \[\/usr\/data\/f\]/);
});

Deno.test("read: true leaves out the kernel's folders and never gives our own process", async (t) => {
  await using world = await directDeno({ permissions: { read: true } });
  await using named = await directDeno({ permissions: { read: ["/proc"] } });
  assert.match(await world.deno.readTextFile("/etc/passwd"), /root/);
  for (const path of ["/proc/1/environ", "/dev/urandom", "/proc/self/environ", "/proc/self/fd/0", "/dev/fd/0", "/sys/kernel/mm"]) {
    await t.step(path, () => assert.rejects(world.deno.stat(path), world.deno.errors.NotCapable));
  }
  for (
    const path of [
      "/proc/self/environ",
      `/proc/${Deno.pid}/maps`,
      "/proc/thread-self/status",
      "/proc/self/cwd",
      `/proc/${Deno.pid}/root/etc/passwd`,
    ]
  ) {
    await t.step(path, () => assert.rejects(named.deno.readTextFile(path), named.deno.errors.NotCapable));
  }
  assert.match(await named.deno.readTextFile("/proc/1/status"), /Name/);
});

Deno.test("every decision is audited before what it allows happens, with the real path", async () => {
  await using world = await directDeno({
    permissions: { read: ["."] },
    ceiling: { grants: { read: ["/nowhere"] }, folder: "/", path: "" },
  });
  const { deno, folder } = world;
  await assert.rejects(deno.readTextFile("f"), /operator's --allow-read does not include/);
  await assert.rejects(deno.writeTextFile("f", ""), deno.errors.NotCapable);
  assert.deepEqual(world.audited, [
    { time: 0, run: "r1", task: "work", access: "read", resource: `${folder}/f`, decision: "denied", by: "operator" },
    { time: 0, run: "r1", task: "work", access: "write", resource: `${folder}/f`, decision: "denied", by: "document" },
  ]);
});

Deno.test("nothing happens and the task is stopped when the audit cannot be written", async () => {
  const broken = () => {
    throw new AppError("audit_unwritable", "The disk is full");
  };
  await using world = await directDeno({ permissions: ALL, audit: { write: broken } });
  await assert.rejects(world.deno.writeTextFile("f", "x"), /audit/);
  assert.equal(world.failures[0]?.code, "audit_unwritable");
  assert.deepEqual(await Array.fromAsync(Deno.readDir(world.folder)), []);
});

Deno.test("a signal ends a request with its reason", async () => {
  await using world = await directDeno({ permissions: ALL });
  await Deno.writeTextFile(`${world.folder}/f`, "x");
  await assert.rejects(world.deno.readFile("f", { signal: AbortSignal.abort(new Error("enough")) }), /enough/);
  const controller = new AbortController();
  const reading = world.deno.readTextFile("f", { signal: controller.signal });
  controller.abort();
  await assert.rejects(reading, { name: "AbortError" });
  assert.equal(await world.deno.readTextFile("f", { signal: new AbortController().signal }), "x");
});

Deno.test("values that only look right run no code of the script and change nothing", async (t) => {
  await using world = await directDeno({ permissions: ALL });
  const { deno, folder } = world;
  await Deno.writeTextFile(`${folder}/f`, "x");
  const trap = new Proxy({}, {
    get() {
      throw new Error("the script's code ran");
    },
  });
  class Evil extends Uint8Array {
    override get length(): number {
      throw new Error("the script's code ran");
    }
    override get buffer(): ArrayBuffer {
      throw new Error("the script's code ran");
    }
    static get [Symbol.species](): never {
      throw new Error("the script's code ran");
    }
  }
  const rows: Readonly<Record<string, () => Promise<unknown>>> = {
    "a proxy for a path": () => deno.readFile(trap as unknown as string),
    "a proxy for bytes": () => deno.writeFile("g", new Proxy(new Uint8Array(1), {})),
    "a number for a path": () => deno.readFile(1 as unknown as string),
    "a proxy for a signal": () => deno.readFile("f", { signal: trap as AbortSignal }),
    "http for a file": () => deno.readFile(new URL("http://example.org/f")),
    "a file of another host": () => deno.readFile(new URL("file://host/f")),
    "a NUL": () => deno.readFile("f\0g"),
    "half a character": () => deno.readFile("f\ud800"),
    "a very long path": () => deno.readFile("x/".repeat(5000)),
  };
  for (const [name, act] of Object.entries(rows)) await t.step(name, () => assert.rejects(act, TypeError));
  await t.step("an empty path", () => assert.rejects(deno.readFile(""), deno.errors.NotFound));
  await t.step("bytes of a subclass", async () => {
    await deno.writeFile("g", new Evil([1, 2, 3]));
    assert.deepEqual([...await Deno.readFile(`${folder}/g`)], [1, 2, 3]);
  });
  await t.step("a buffer that shrinks while it is read into", async () => {
    using file = await deno.open("g");
    const buffer = new ArrayBuffer(3, { maxByteLength: 3 });
    const reading = file.read(new Uint8Array(buffer));
    buffer.resize(1);
    await assert.rejects(reading, RangeError);
    assert.equal(await file.read(new Uint8Array(1)), null);
  });
});

Deno.test("requests that no script of ours sends are errors and change nothing", async (t) => {
  await using world = await directDeno({ permissions: ALL });
  const { asker, folder } = world;
  await Deno.writeTextFile(`${folder}/f`, "x");
  const { header: { id = null } } = await asker.ask("file.open", { path: "f", read: true });
  const rows: readonly (readonly [string, Parameters<typeof asker.ask>[1]])[] = [
    ["nothing", {}],
    ["file.open", {}],
    ["file.open", { path: 5 }],
    ["file.open", { path: "f", read: "yes" }],
    ["file.open", { path: "f", read: true, mode: -1 }],
    ["file.open", { path: "new", write: true, create: true, mode: 0o4777 }],
    ["file.open", { path: ["f"], read: true }],
    ["file.read", { id, length: 0 }],
    ["file.read", { id, length: 2 ** 31 }],
    ["file.read", { id, length: 1.5 }],
    ["file.read", { id, length: "1" }],
    ["file.read", { id: 999, length: 1 }],
    ["file.read", { id: "1", length: 1 }],
    ["file.read", { id: { valueOf: 1 }, length: 1 }],
    ["file.seek", { id, offset: 1, whence: "middle" }],
    ["file.seek", { id, offset: -1, whence: "start" }],
    ["file.seek", { id, offset: -100, whence: "current" }],
    ["file.truncate", { id, length: -1 }],
    ["file.sync", { id, what: "none" }],
    ["file.close", { id: -1 }],
    ["path.readDirOn", { id }],
    ["path.readDirEnd", { id }],
    ["program.output", { id }],
    ["path.rename", { from: "f" }],
    ["path.mkdir", { path: "x", recursive: 1 }],
    ["__proto__", {}],
    ["constructor", {}],
  ];
  for (const [op, header] of rows) {
    await t.step(
      `${op} ${JSON.stringify(header)}`,
      () => assert.rejects(asker.ask(op, header), (error) => error instanceof Error && ["TypeError", "BadResource"].includes(error.name)),
    );
  }
  await t.step(
    "more bytes than a piece",
    () =>
      assert.rejects(asker.ask("file.writeWhole", { path: "g", create: true }, new Uint8Array(1024 * 1024 + 1)), { name: "RangeError" }),
  );
  assert.deepEqual((await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name), ["f"]);
});

Deno.test("the end of an attempt closes what is open and lets nothing begin", async () => {
  await using world = await directDeno({ permissions: ALL });
  const before = openDescriptors();
  await Promise.all(Array.from({ length: 20 }, () => world.deno.open("f", { write: true, create: true })));
  const late = world.deno.open("f");
  await world.session.end();
  await late.catch(() => {});
  assert.equal(world.session.open, 0);
  // Those that other tests left may be closed meanwhile.
  await pollUntil(() => openDescriptors() <= before, "no descriptor is left open");
  await assert.rejects(world.deno.open("f"), { name: "AbortError" });
});

function openDescriptors(): number {
  return [...Deno.readDirSync("/proc/self/fd")].length;
}
