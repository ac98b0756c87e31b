import assert from "node:assert/strict";
import { createProcFiles, type ProcFiles } from "./proc_files.ts";
import { readProcess } from "./read_process.ts";

const ignore = Deno.build.os !== "linux";

/** The real files, except that `refuse` may throw for a path. */
function filesBut(refuse: (path: string) => void): ProcFiles {
  const real = createProcFiles();
  const behind = <T>(read: (path: string) => T) => (path: string) => {
    refuse(path);
    return read(path);
  };
  return { text: behind(real.text), list: behind(real.list), link: behind(real.link) };
}

Deno.test({
  name: "readProcess() shows this process what it holds: memory, files, sockets, limits, threads",
  ignore,
  async fn() {
    const path = await Deno.makeTempFile();
    using file = await Deno.open(path, { read: true });
    await file.seek(0, Deno.SeekMode.Start);
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    try {
      const snapshot = readProcess(Deno.pid);
      assert.equal(snapshot.kind, "program");
      assert.equal(snapshot.ended, false);
      assert.ok(Math.abs(snapshot.startedAt - Date.now()) < 3_600_000);
      assert.equal(snapshot.user.id, Deno.uid());
      assert.ok((snapshot.memory?.rssBytes ?? 0) > 1 << 20);
      const all = snapshot.maps?.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) ?? 0;
      assert.ok(all > 1 << 20);
      const held = snapshot.descriptors?.find(({ target }) => target === path);
      assert.deepEqual([held?.kind, held?.access, held?.position], ["file", "read", 0]);
      const sockets = snapshot.descriptors?.flatMap(({ socket }) => socket === null ? [] : [`${socket.local} ${socket.state}`]) ?? [];
      assert.ok(sockets.includes(`127.0.0.1:${listener.addr.port} listening`), sockets.join());
      const open = snapshot.limits?.find(({ name }) => name === "open files");
      assert.equal(open?.used, snapshot.descriptors?.length);
      assert.ok(snapshot.threads?.some(({ tid }) => tid === Deno.pid));
      assert.equal(snapshot.parents[0]?.pid, Deno.ppid);
    } finally {
      await Deno.remove(path);
    }
  },
});

Deno.test({
  name: "readProcess() tells of a zombie how it ended and who has to take note",
  ignore,
  async fn() {
    // The child ends when it is told to: once its parent is a program that takes note of no child.
    const script = "exec 3<&0; (read line <&3; exit 7) & echo $!; exec sleep 600";
    await using parent = new Deno.Command("sh", { args: ["-c", script], stdin: "piped", stdout: "piped" }).spawn();
    const reader = parent.stdout.getReader();
    const pid = Number(new TextDecoder().decode((await reader.read()).value));
    while (readComm(parent.pid) !== "sleep") await new Promise((resolve) => setTimeout(resolve, 1));
    const input = parent.stdin.getWriter();
    await input.write(new TextEncoder().encode("end\n"));
    await input.close();
    let snapshot = readProcess(pid);
    while (snapshot.state !== "zombie") snapshot = readProcess(pid);
    parent.kill("SIGKILL");
    await reader.cancel();
    assert.deepEqual(snapshot.exit, { code: 7, signal: null });
    assert.deepEqual([snapshot.memory, snapshot.maps, snapshot.descriptors, snapshot.unread], [null, [], [], []]);
    assert.equal(snapshot.parents[0]?.pid, parent.pid);
  },
});

Deno.test({
  name: "readProcess() knows threads of the kernel",
  ignore: ignore || readComm(2) !== "kthreadd",
  fn() {
    const { kind, name, memory, children, command } = readProcess(2);
    assert.deepEqual([kind, name, memory, command], ["kernel", "kthreadd", null, []]);
    assert.ok(children.length > 0);
  },
});

Deno.test({
  name: "readProcess() says of somebody else's process what it could not read",
  ignore,
  fn() {
    const closed = new RegExp(`^/proc/${Deno.pid}/(?:exe|cwd|fd|environ|maps|smaps|smaps_rollup|task/\\d+/stack)$`);
    const files = filesBut((path) => {
      if (closed.test(path)) throw new Deno.errors.PermissionDenied("Permission denied (os error 13)");
    });
    const snapshot = readProcess(Deno.pid, { files });
    assert.deepEqual([snapshot.executable, snapshot.maps, snapshot.descriptors], [null, null, null]);
    assert.deepEqual(snapshot.memory?.pssBytes, null);
    assert.equal(snapshot.limits?.find(({ name }) => name === "open files")?.used, null);
    assert.ok(snapshot.command !== null && snapshot.command.length > 0);
    const what = snapshot.unread.map((one) => one.what);
    for (const part of ["executable", "working folder", "open descriptors", "memory maps", "kernel stacks"]) {
      assert.ok(what.includes(part), part);
    }
    assert.ok(snapshot.unread.every(({ why }) => why.includes("denied") || why.includes("tell")));
  },
});

Deno.test({
  name: "readProcess() gives what it got of a process that ends while it is read, wherever that happens",
  ignore,
  async fn(t) {
    for (const last of ["status", "cmdline", "exe", "fd", "smaps_rollup", "smaps", "limits", "task", "cgroup"]) {
      await t.step(`after ${last}`, () => {
        let isGone = false;
        const files = filesBut((path) => {
          if (!path.startsWith(`/proc/${Deno.pid}/`)) return;
          if (isGone) throw new Deno.errors.NotFound("No such file or directory (os error 2)");
          isGone = path === `/proc/${Deno.pid}/${last}`;
        });
        const snapshot = readProcess(Deno.pid, { files });
        assert.equal(snapshot.ended, true);
        assert.deepEqual(snapshot.unread, []);
      });
    }
  },
});

Deno.test({
  name: "readProcess() refuses what is no process, a thread, and what it may not even look at",
  ignore,
  fn() {
    assert.throws(() => readProcess(4_194_304), { code: "process_unknown" });
    const thread = readProcess(Deno.pid).threads?.find(({ tid }) => tid !== Deno.pid);
    if (thread !== undefined) {
      assert.throws(() => readProcess(thread.tid), { code: "process_unknown", hint: `executor diagnose process ${Deno.pid}` });
    }
    const hidden = filesBut((path) => {
      if (path.endsWith("/stat")) throw new Deno.errors.PermissionDenied("Permission denied (os error 13)");
    });
    assert.throws(() => readProcess(Deno.pid, { files: hidden }), { code: "process_unreadable" });
    const real = createProcFiles();
    let looks = 0;
    const text = (path: string) => {
      if (path !== `/proc/${Deno.pid}/stat` || looks++ === 0) return real.text(path);
      // The last look finds another one, which started at the tick 1.
      return real.text(path).replace(/(?<=\) .(?: -?\d+){18}) \d+/, " 1");
    };
    const files = { ...real, text };
    assert.throws(() => readProcess(Deno.pid, { files }), { code: "process_unknown" });
  },
});

function readComm(pid: number): string | undefined {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/comm`).trim();
  } catch {
    return undefined;
  }
}
