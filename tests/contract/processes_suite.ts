import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { AppError, type Child, type ChildExit, type ChildSpec, type ChildStream } from "../../src/core/mod.ts";
import type { OwnedProcesses } from "../../src/platform/process/mod.ts";
import { isAlive, pollUntil } from "./processes_helpers.ts";

/** What the suite needs of an implementation. */
export interface ProcessesSuite {
  readonly name: string;
  make(): OwnedProcesses;
  /** Names of cases this implementation cannot pass, with the reason. */
  readonly cannot?: Readonly<Record<string, string>>;
}

const PATH = "/usr/local/bin:/usr/bin:/bin";
const MB = 1024 * 1024;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

type Overrides = Partial<Omit<ChildSpec, "argv" | "output">> & { readonly output?: ChildSpec["output"] };

/** Cases that every implementation of `Processes` passes, on real processes. */
export function suite(under: ProcessesSuite): void {
  const test = (name: string, body: (processes: OwnedProcesses) => Promise<void>) => {
    const reason = under.cannot?.[name];
    Deno.test({
      name: `${under.name} ${name}${reason === undefined ? "" : ` (cannot: ${reason})`}`,
      ignore: Deno.build.os !== "linux" || reason !== undefined,
      // The watchdog outlives a case by some milliseconds, and libc stays open; leaks have a case of their own.
      sanitizeOps: false,
      sanitizeResources: false,
      fn: async () => {
        using processes = under.make();
        await body(processes);
      },
    });
  };

  const start = (processes: OwnedProcesses, argv: readonly string[], overrides: Overrides = {}): Promise<Child> =>
    processes.spawn({ cwd: "/", env: { PATH }, stdin: "null", output: () => {}, ...overrides, argv });

  const run = async (processes: OwnedProcesses, argv: readonly string[], overrides: Overrides = {}) => {
    const kept = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
    const output = (stream: ChildStream, bytes: Uint8Array) => void kept[stream].push(bytes.slice());
    const exit = await (await start(processes, argv, { output, ...overrides })).exited;
    const text = (stream: ChildStream) => decoder.decode(Buffer.concat(kept[stream]));
    return { exit, stdout: text("stdout"), stderr: text("stderr") };
  };
  const sh = (processes: OwnedProcesses, script: string, overrides: Overrides = {}) => run(processes, ["sh", "-c", script], overrides);

  const refuses = (processes: OwnedProcesses, spec: Overrides & { argv: readonly string[] }, code: string, message: RegExp) => {
    return assert.rejects(start(processes, spec.argv, spec), (error) => {
      assert.ok(error instanceof AppError, String(error));
      assert.equal(error.code, code);
      assert.match(error.message, message);
      return true;
    });
  };

  test("gives the exit code", async (processes) => {
    assert.deepEqual((await run(processes, ["true"])).exit, { code: 0 });
    assert.deepEqual((await sh(processes, "exit 3")).exit, { code: 3 });
    assert.deepEqual((await sh(processes, "exit 255")).exit, { code: 255 });
  });

  test("names the signal that ended the leader", async (processes) => {
    assert.deepEqual((await sh(processes, "kill -9 $$")).exit, { code: 137, signal: "SIGKILL" });
    assert.deepEqual((await sh(processes, "kill -15 $$")).exit, { code: 143, signal: "SIGTERM" });
    assert.deepEqual((await sh(processes, "kill -6 $$")).exit, { code: 134, signal: "SIGABRT" });
  });

  test("passes exactly the environment given and its own mark", async (processes) => {
    Deno.env.set("EXECUTOR_TEST_LEAK", "1");
    const env = { PATH, EMPTY: "", UNI: "ünï ☃ 🦕", LINES: "a\nb", __proto__x: "1", EXECUTOR_OWNER: "outer" };
    const { stdout } = await run(processes, ["env", "-0"], { env });
    const seen = stdout.split("\0").filter((line) => line !== "" && !line.startsWith("EXECUTOR_OWNER="));
    assert.deepEqual(seen.sort(), ["EMPTY=", "LINES=a\nb", `PATH=${PATH}`, "UNI=ünï ☃ 🦕", "__proto__x=1"]);
    assert.equal(stdout.split("EXECUTOR_OWNER=").length, 2);
    assert.ok(!stdout.includes("EXECUTOR_OWNER=outer\0"));
  });

  test("passes arguments unchanged, empty and unicode ones too", async (processes) => {
    const argv = ["", "a b", "ünï ☃ 🦕", "*", "$HOME", "'\"\\", "new\nline", "-n"];
    const { stdout } = await run(processes, ["printf", "%s\\0", ...argv]);
    assert.deepEqual(stdout.split("\0").slice(0, -1), argv);
  });

  test("starts in the working folder, where relative programs and PATH entries begin", async (processes) => {
    const folder = Deno.makeTempDirSync();
    try {
      Deno.writeTextFileSync(`${folder}/here`, "#!/bin/sh\npwd -P\n", { mode: 0o755 });
      const real = Deno.realPathSync(folder);
      assert.equal((await run(processes, ["pwd"], { cwd: folder })).stdout, `${real}\n`);
      assert.equal((await run(processes, ["./here"], { cwd: folder })).stdout, `${real}\n`);
      assert.equal((await run(processes, ["here"], { cwd: folder, env: { PATH: `.:${PATH}` } })).stdout, `${real}\n`);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  });

  test("gives an empty standard input for null", async (processes) => {
    assert.deepEqual(await run(processes, ["cat"]), { exit: { code: 0 }, stdout: "", stderr: "" });
  });

  test("gives bytes as standard input, 1 MB and none", async (processes) => {
    const bytes = new Uint8Array(MB).map((_, index) => 97 + index % 26);
    const { stdout } = await run(processes, ["cat"], { stdin: bytes });
    assert.equal(stdout.length, MB);
    assert.equal(stdout, decoder.decode(bytes));
    assert.equal((await run(processes, ["wc", "-c"], { stdin: new Uint8Array(0) })).stdout.trim(), "0");
  });

  test("gives a file as standard input", async (processes) => {
    const path = Deno.makeTempFileSync();
    try {
      Deno.writeTextFileSync(path, "line\n".repeat(100_000));
      assert.equal((await run(processes, ["wc", "-l"], { stdin: { path } })).stdout.trim(), "100000");
    } finally {
      Deno.removeSync(path);
    }
  });

  test("survives a child that closes its standard input early", async (processes) => {
    const { exit, stdout } = await sh(processes, "exec <&-; echo ok", { stdin: new Uint8Array(4 * MB) });
    assert.deepEqual([exit, stdout], [{ code: 0 }, "ok\n"]);
    assert.deepEqual((await run(processes, ["true"], { stdin: new Uint8Array(4 * MB) })).exit, { code: 0 });
  });

  test("keeps the streams apart and complete at 10 MB each", async (processes) => {
    const seen = { stdout: 0, stderr: 0 };
    const wrong = new Set<number>();
    const letter = { stdout: 97, stderr: 98 };
    const half =
      "i=0; while [ $i -lt 10 ]; do head -c 1048576 /dev/zero | tr '\\0' a; head -c 1048576 /dev/zero | tr '\\0' b >&2; i=$((i+1)); done";
    const { exit } = await sh(processes, half, {
      output: (stream, bytes) => {
        seen[stream] += bytes.length;
        if (bytes[0] !== letter[stream] || bytes.some((byte) => byte !== letter[stream])) wrong.add(bytes[0] ?? -1);
      },
    });
    assert.deepEqual([exit, seen, wrong.size], [{ code: 0 }, { stdout: 10 * MB, stderr: 10 * MB }, 0]);
  });

  test("delivers what was written just before the exit", async (processes) => {
    for (let i = 0; i < 20; i++) assert.equal((await sh(processes, "head -c 60000 /dev/zero; printf end")).stdout.length, 60003);
  });

  test("does not wait for a stray that holds the output, and kills it", async (processes) => {
    const { exit, stdout } = await sh(processes, "sleep 100 & echo $!");
    assert.deepEqual(exit, { code: 0 });
    await pollUntil(() => !isAlive(Number(stdout)), "the stray is dead");
  });

  test("ends at once with a stray that writes without pause in its own session", async (processes) => {
    let bytes = 0;
    let pid = 0;
    const child = await start(processes, ["sh", "-c", "setsid yes & read line; exit 0"], {
      stdin: "pipe",
      output: (_stream, piece) => {
        bytes += piece.length;
      },
    });
    pid = child.pid;
    await pollUntil(() => bytes > 0, "the stray writes");
    child.input?.close();
    assert.deepEqual(await child.exited, { code: 0 });
    assert.ok(bytes > 0 && pid > 0);
  });

  test("stop(kill) kills strays in sessions of their own", async (processes) => {
    const pids: number[] = [];
    const script = "setsid sleep 100 & setsid setsid sh -c 'sleep 101 & echo $$ $!; wait' & sleep 102";
    const child = await start(processes, ["sh", "-c", script], { output: (_stream, bytes) => void pids.push(...numbers(bytes)) });
    await pollUntil(() => pids.length === 2, "both strays run");
    child.stop("kill");
    assert.deepEqual(await child.exited, { code: 137, signal: "SIGKILL" });
    for (const pid of pids) await pollUntil(() => !isAlive(pid), `stray ${pid} is dead`);
  });

  test("stop(kill) of one child leaves the others alone", async (processes) => {
    const [one, two] = [
      await start(processes, ["sleep", "100"]),
      await start(processes, ["sh", "-c", "read line; echo $line"], { stdin: "null" }),
    ];
    const other = await start(processes, ["sleep", "0.3"]);
    one.stop("kill");
    assert.equal((await one.exited).signal, "SIGKILL");
    assert.deepEqual([await two.exited, await other.exited], [{ code: 0 }, { code: 0 }]);
  });

  test("stop(terminate) reaches the whole group, also when it is stopped", async (processes) => {
    const child = await start(processes, ["sh", "-c", "sleep 100 & wait"]);
    child.stop("terminate");
    assert.deepEqual(await child.exited, { code: 143, signal: "SIGTERM" });
    const stopped = await start(processes, ["sh", "-c", "kill -STOP $$; sleep 100"]);
    await pollUntil(() => stateOf(stopped.pid) === "T", "the child is stopped");
    stopped.stop("terminate");
    assert.equal((await stopped.exited).signal, "SIGTERM");
  });

  test("stop(kill) ends a child that ignores SIGTERM, and a stopped one", async (processes) => {
    let ready = false;
    const script = "trap '' TERM; echo ready; while :; do sleep 0.02; done";
    const child = await start(processes, ["sh", "-c", script], { output: () => void (ready = true) });
    await pollUntil(() => ready, "the trap is set");
    child.stop("terminate");
    assert.equal(await Promise.race([child.exited, delay(100)]), "late");
    child.stop("kill");
    assert.equal((await child.exited).signal, "SIGKILL");
    const stopped = await start(processes, ["sh", "-c", "kill -STOP $$"]);
    await pollUntil(() => stateOf(stopped.pid) === "T", "the child is stopped");
    stopped.stop("kill");
    assert.equal((await stopped.exited).signal, "SIGKILL");
  });

  test("stop() after the end does nothing", async (processes) => {
    const child = await start(processes, ["true"]);
    assert.deepEqual(await child.exited, { code: 0 });
    child.stop("terminate");
    child.stop("kill");
    assert.deepEqual(await child.exited, { code: 0 });
  });

  test("starts children without blocked or ignored signals", async (processes) => {
    const { stdout } = await run(processes, ["grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"]);
    assert.match(stdout, /SigBlk:\s+0+\nSigIgn:\s+0+\n/);
  });

  test("gives the child no descriptor of ours", async (processes) => {
    const { stdout } = await run(processes, ["ls", "/proc/self/fd"]);
    // The fourth is the folder that ls reads.
    assert.equal(stdout.trim().split("\n").length, 4, stdout);
  });

  test("holds the child back while a promise of output is pending", async (processes) => {
    const release = Promise.withResolvers<void>();
    let first = true;
    let bytes = 0;
    const child = await start(processes, ["sh", "-c", "head -c 20000000 /dev/zero; printf done >&2"], {
      output: (stream, piece) => {
        if (stream === "stderr") return;
        bytes += piece.length;
        if (!first) return;
        first = false;
        return release.promise;
      },
    });
    await pollUntil(() => !first, "output arrives");
    assert.equal(await Promise.race([child.exited, delay(150)]), "late");
    assert.ok(bytes < 4 * MB, `${bytes} bytes were taken while held`);
    release.resolve();
    assert.deepEqual(await child.exited, { code: 0 });
    assert.equal(bytes, 20_000_000);
  });

  test("waits for held output after the exit and leaves its bytes alone", async (processes) => {
    const taken: string[] = [];
    const { exit } = await sh(processes, "printf one; printf two >&2", {
      output: async (_stream, bytes) => {
        await delay(30);
        taken.push(decoder.decode(bytes));
      },
    });
    assert.deepEqual([exit, taken.sort()], [{ code: 0 }, ["one", "two"]]);
  });

  test("kills the child when its output cannot be taken", async (processes) => {
    for (
      const output of [() => {
        throw new Error("full");
      }, () => Promise.reject(new Error("full"))]
    ) {
      const exit = await (await start(processes, ["sh", "-c", "echo hi; exec sleep 100"], { output })).exited;
      assert.equal(exit.signal, "SIGKILL");
    }
  });

  test("says which program does not exist or cannot be run", async (processes) => {
    const folder = Deno.makeTempDirSync();
    try {
      Deno.writeTextFileSync(`${folder}/plain`, "#!/bin/sh\n", { mode: 0o644 });
      Deno.writeTextFileSync(`${folder}/lost`, "#!/no/such/interpreter -x\n", { mode: 0o755 });
      await refuses(processes, { argv: ["no-such-program-here"] }, "spawn_failed", /"no-such-program-here".*PATH/);
      await refuses(processes, { argv: ["./none"], cwd: folder }, "spawn_failed", /"\.\/none": no such file/);
      await refuses(processes, { argv: [`${folder}/plain`] }, "spawn_failed", /plain may not be executed/);
      await refuses(processes, { argv: ["plain"], env: { PATH: folder } }, "spawn_failed", /plain may not be executed/);
      await refuses(processes, { argv: [folder] }, "spawn_failed", /is not a file/);
      await refuses(processes, { argv: [`${folder}/lost`] }, "spawn_failed", /interpreter .*\/no\/such\/interpreter/);
      await refuses(processes, { argv: [""] }, "spawn_failed", /empty/);
      await refuses(processes, { argv: [] }, "spawn_failed", /empty/);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
    await Promise.resolve();
  });

  test("says that a file has no interpreter line", async (processes) => {
    const path = Deno.makeTempFileSync();
    try {
      Deno.writeTextFileSync(path, "echo hi\n", { mode: 0o755 });
      Deno.chmodSync(path, 0o755);
      await refuses(processes, { argv: [path] }, "spawn_failed", /not a program/);
    } finally {
      Deno.removeSync(path);
    }
    await Promise.resolve();
  });

  test("says what is wrong with folder, input, arguments and environment", async (processes) => {
    await refuses(processes, { argv: ["true"], cwd: "/no/such/folder" }, "cwd_unusable", /\/no\/such\/folder does not exist/);
    await refuses(processes, { argv: ["true"], cwd: "/etc/passwd" }, "cwd_unusable", /not a folder/);
    await refuses(processes, { argv: ["true"], stdin: { path: "/no/input" } }, "stdin_unreadable", /\/no\/input does not exist/);
    await refuses(processes, { argv: ["echo", "a\0b"] }, "spawn_failed", /argument 1 holds a NUL/);
    await refuses(processes, { argv: ["true"], env: { PATH, X: "\0" } }, "spawn_failed", /variable X holds a NUL/);
    await refuses(processes, { argv: ["true"], env: { PATH, "A=B": "1" } }, "spawn_failed", /no name of a variable/);
    await refuses(processes, { argv: ["true", "x".repeat(3 * MB)] }, "spawn_failed", /too long/);
    assert.deepEqual((await run(processes, ["true"])).exit, { code: 0 });
  });

  test("looks a program up in the child's PATH and goes on after one that cannot be run", async (processes) => {
    const folder = Deno.makeTempDirSync();
    try {
      Deno.mkdirSync(`${folder}/dir/tool`, { recursive: true });
      Deno.mkdirSync(`${folder}/bin`);
      Deno.writeTextFileSync(`${folder}/bin/tool`, "#!/bin/sh\necho tool\n", { mode: 0o755 });
      const env = { PATH: `${folder}/none:${folder}/dir:${folder}/bin` };
      assert.equal((await run(processes, ["tool"], { env })).stdout, "tool\n");
      assert.equal((await run(processes, ["true"], { env: {} })).exit.code, 0);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  });

  test("runs 200 children at once", async (processes) => {
    const all = await Promise.all(Array.from({ length: 200 }, (_, index) => sh(processes, `sleep 0.2; echo ${index}; exit ${index % 7}`)));
    all.forEach(({ exit, stdout }, index) => assert.deepEqual([exit, stdout], [{ code: index % 7 }, `${index}\n`]));
  });

  test("leaks neither descriptors nor zombies over 500 children", async (processes) => {
    await Promise.all(Array.from({ length: 20 }, () => run(processes, ["true"])));
    const before = descriptors();
    // Other test files share this process, and may have ended before their children.
    const zombiesBefore = zombies();
    for (let i = 0; i < 25; i++) {
      const stdin = i % 2 === 0 ? "null" : new Uint8Array(10);
      await Promise.all(Array.from({ length: 20 }, () => run(processes, ["true"], { stdin })));
    }
    await pollUntil(() => descriptors() <= before, `${descriptors()} descriptors, ${before} before`);
    await pollUntil(() => zombies() <= zombiesBefore, "no zombies");
  });

  test("ends a group that uses too much memory", async (processes) => {
    // Children of the leader hold it: the group counts, not the leader alone.
    const hold =
      "head -c 60000000 /dev/zero | tail -c 60000000 | sleep 100 & head -c 60000000 /dev/zero | tail -c 60000000 | sleep 100 & wait";
    const started = performance.now();
    const exit: ChildExit = (await sh(processes, hold, { memoryBytes: 80_000_000 })).exit;
    assert.equal(exit.signal, "SIGKILL");
    assert.equal(exit.limit?.name, "memory");
    assert.ok(exit.limit.seen > 80_000_000, String(exit.limit.seen));
    assert.ok(performance.now() - started < 60_000);
    const within = (await sh(processes, "head -c 20000000 /dev/zero | tail -c 20000000 | wc -c", { memoryBytes: 80_000_000 })).exit;
    assert.deepEqual(within, { code: 0 });
  });

  test("ends a group that uses too much processor time", async (processes) => {
    const { exit } = await sh(processes, "(while :; do :; done) & (while :; do :; done) & wait", { cpuMs: 300 });
    assert.equal(exit.limit?.name, "cpu");
    assert.ok(exit.limit.seen > 300 && exit.limit.seen < 2_000, String(exit.limit.seen));
    assert.deepEqual((await sh(processes, "sleep 0.3", { cpuMs: 250 })).exit, { code: 0 });
  });

  test("feeds a child while it runs, in order and whatever the size, and ends its input", async (processes) => {
    const got: Uint8Array[] = [];
    const child = await start(processes, ["cat"], { stdin: "pipe", output: (_stream, bytes) => void got.push(bytes.slice()) });
    const big = new Uint8Array(3_000_000).map((_byte, index) => index % 251);
    // Not awaited: what is written while the pipe is full still comes after it.
    const written = [child.input?.write(big), child.input?.write(encoder.encode("then this"))];
    await Promise.all(written);
    await pollUntil(() => got.reduce((sum, piece) => sum + piece.length, 0) === big.length + 9, "all of it comes back");
    child.input?.close();
    assert.deepEqual(await child.exited, { code: 0 });
    assert.deepEqual(Buffer.concat(got), Buffer.concat([big, encoder.encode("then this")]));
  });

  test("drops what a child that is gone does not read", async (processes) => {
    const child = await start(processes, ["true"], { stdin: "pipe" });
    await child.exited;
    await child.input?.write(new Uint8Array(2_000_000));
    const reader = await start(processes, ["sh", "-c", "exec 0<&-; sleep 100"], { stdin: "pipe" });
    const written = reader.input?.write(new Uint8Array(2_000_000));
    reader.stop("kill");
    await Promise.all([written, reader.exited]);
  });

  test("limits a child anew, from what it has used by then", async (processes) => {
    const spin = "while read line; do case $line in spin) while :; do :; done ;; *) echo $line ;; esac; done";
    const lines: string[] = [];
    const output = (_stream: ChildStream, bytes: Uint8Array) => void lines.push(new TextDecoder().decode(bytes));
    const child = await start(processes, ["sh", "-c", spin], { stdin: "pipe", output });
    child.relimit({ memoryBytes: 30_000_000, cpuMs: 200 });
    child.input?.write(encoder.encode("ready\n"));
    await pollUntil(() => lines.length > 0, "it answers within its limits");
    assert.ok((child.memoryBytes() ?? 0) > 100_000, String(child.memoryBytes()));
    child.relimit({});
    child.relimit({ cpuMs: 300 });
    child.input?.write(encoder.encode("spin\n"));
    const { limit } = await child.exited;
    assert.equal(limit?.name, "cpu");
    assert.ok(limit.seen > 300 && limit.seen < 2_000, String(limit.seen));
  });

  test("disposing kills what runs, strays too, and ends the watchdog", async (processes) => {
    const pids: number[] = [];
    const output = (_stream: ChildStream, bytes: Uint8Array) => void pids.push(...numbers(bytes));
    const child = await start(processes, ["sh", "-c", "trap '' TERM; setsid sh -c 'sleep 100 & echo $$ $!; wait' & sleep 100"], { output });
    const leaves = "setsid sh -c 'echo $$; exec sleep 100' & read line; exit 0";
    const done = await start(processes, ["sh", "-c", leaves], { stdin: "pipe", output });
    await pollUntil(() => pids.length === 3, "the strays run");
    done.input?.close();
    await done.exited;
    const watchdog = processes.watchdogPid;
    assert.ok(watchdog !== undefined && isAlive(watchdog));
    processes[Symbol.dispose]();
    assert.equal((await child.exited).signal, "SIGKILL");
    for (const pid of [...pids, watchdog]) await pollUntil(() => !isAlive(pid), `${pid} is dead`);
    // It can be used again.
    assert.deepEqual((await run(processes, ["true"])).exit, { code: 0 });
  });

  test("starts a new watchdog when somebody has killed it", async (processes) => {
    let stray = 0;
    const output = (_stream: ChildStream, bytes: Uint8Array) => {
      stray = Number(decoder.decode(bytes));
    };
    const child = await start(processes, ["sh", "-c", "setsid sh -c 'echo $$; exec sleep 100' & exec sleep 100"], { output });
    await pollUntil(() => stray !== 0, "the stray runs");
    const first = processes.watchdogPid ?? 0;
    Deno.kill(first, "SIGKILL");
    await pollUntil(() => !isAlive(first), "the watchdog is dead");
    await run(processes, ["true"]);
    await run(processes, ["true"]);
    assert.ok(processes.watchdogPid !== first && isAlive(processes.watchdogPid ?? 0));
    processes[Symbol.dispose]();
    assert.equal((await child.exited).signal, "SIGKILL");
    await pollUntil(() => !isAlive(stray), "the stray from before is dead");
  });

  test("disposing after a start that failed leaves no watchdog", async (processes) => {
    await refuses(processes, { argv: ["no-such-program-here"] }, "spawn_failed", /PATH/);
    const watchdog = processes.watchdogPid ?? 0;
    assert.ok(isAlive(watchdog));
    processes[Symbol.dispose]();
    await pollUntil(() => !isAlive(watchdog), "the watchdog is gone");
  });
}

function numbers(bytes: Uint8Array): number[] {
  return decoder.decode(bytes).trim().split(/\s+/).map(Number);
}

function delay(ms: number): Promise<"late"> {
  return new Promise((resolve) => setTimeout(() => resolve("late"), ms));
}

function stateOf(pid: number): string {
  return /^State:\s+(\S)/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1] ?? "";
}

function descriptors(): number {
  return [...Deno.readDirSync("/proc/self/fd")].length;
}

function zombies(): number {
  let count = 0;
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const status = Deno.readTextFileSync(`/proc/${name}/status`);
      if (status.includes(`\nPPid:\t${Deno.pid}\n`) && /^State:\s+Z/m.test(status)) count++;
    } catch {
      // Gone meanwhile.
    }
  }
  return count;
}
