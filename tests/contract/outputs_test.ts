import assert from "node:assert/strict";
import { createClock, openState } from "../../src/platform/mod.ts";
import { FileOutputs } from "../../src/platform/state/output_store.ts";
import { outputsSuite } from "./outputs_suite.ts";

outputsSuite({
  name: "files",
  async make() {
    const dir = await Deno.makeTempDir();
    const state = await openState({ dir, env: {} });
    return {
      outputs: state.outputs,
      async [Symbol.asyncDispose]() {
        state[Symbol.dispose]();
        await Deno.remove(dir, { recursive: true });
      },
    };
  },
});

const bytes = (text: string) => new TextEncoder().encode(text);

async function withOutputs(run: (outputs: FileOutputs, dir: string) => void | Promise<void>, mostOpen = 64): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    using outputs = new FileOutputs(dir, createClock(), { mostOpen });
    await run(outputs, dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Files below a folder that this process has open; where the system does not tell, none. */
function openBelow(dir: string): string[] {
  if (Deno.build.os !== "linux") return [];
  return Array.from(Deno.readDirSync("/proc/self/fd"), ({ name }) => {
    try {
      return Deno.readLinkSync(`/proc/self/fd/${name}`);
    } catch {
      return "";
    }
  }).filter((path) => path.startsWith(dir));
}

function told(outputs: FileOutputs, run: string, task?: string): string[] {
  const decoder = new TextDecoder();
  return Array.from(
    outputs.readInterleaved(run, task),
    (piece) => `${piece.task}.${piece.attempt}.${piece.stream} ${decoder.decode(piece.bytes)}`,
  );
}

Deno.test("readInterleaved() gives all streams in the order they came", () =>
  withOutputs((outputs) => {
    const a = { run: "r1", task: "a", attempt: 1 };
    const b = { run: "r1", task: "b[x,y]", attempt: 2 };
    outputs.append(a, "stdout", bytes("1"));
    outputs.append(b, "stdout", bytes("2"));
    outputs.append(a, "stderr", bytes("3"));
    outputs.append(a, "stdout", bytes("4"));
    outputs.append(a, "stdout", bytes("5"));
    outputs.close(a);
    outputs.append(b, "log", bytes("6"));
    outputs.append(b, "stderr", bytes("7"));
    outputs.append(b, "log", bytes("8"));
    outputs.close(b);
    const ofB = ["b[x,y].2.log 6", "b[x,y].2.stderr 7", "b[x,y].2.log 8"];
    assert.deepEqual(told(outputs, "r1"), ["a.1.stdout 1", "b[x,y].2.stdout 2", "a.1.stderr 3", "a.1.stdout 45", ...ofB]);
    assert.deepEqual(told(outputs, "r1", "b[x,y]"), ["b[x,y].2.stdout 2", ...ofB]);
    assert.deepEqual(told(outputs, "r1", "none"), []);
    assert.deepEqual(told(outputs, "r2"), []);
  }));

Deno.test("readInterleaved() gives what a crash left without a record, before what the next process wrote", () =>
  withOutputs(async (outputs, dir) => {
    const a = { run: "r1", task: "a", attempt: 1 };
    outputs.append(a, "stdout", bytes("recorded\n"));
    outputs.append(a, "stderr", bytes("recorded too\n"));
    outputs.close(a);
    await Deno.writeTextFile(outputs.path(a, "stdout"), "not recorded\n", { append: true });
    await Deno.writeTextFile(outputs.path(a, "log"), "{}\n", { append: true });
    // The torn beginning of a record.
    await Deno.writeTextFile(`${dir}/r1/order`, "0o 12", { append: true });
    using next = new FileOutputs(dir, createClock());
    next.append({ ...a, attempt: 2 }, "stdout", bytes("again\n"));
    assert.deepEqual(told(next, "r1"), [
      "a.1.stdout recorded\n",
      "a.1.stderr recorded too\n",
      "a.1.stdout not recorded\n",
      "a.1.log {}\n",
      "a.2.stdout again\n",
    ]);
  }));

Deno.test("readInterleaved() reads a folder of before the log was a stream, and goes on in it", () =>
  withOutputs(async (outputs, dir) => {
    await Deno.mkdir(`${dir}/r1`);
    await Deno.writeTextFile(`${dir}/r1/a.1.stdout`, "out\nmore\n");
    await Deno.writeTextFile(`${dir}/r1/a.1.stderr`, "err\n");
    await Deno.writeTextFile(`${dir}/r1/order`, '\n! 5\n+ 0 1 "a"\n0o 4 6.\n0e 4 7.\n0o 5 8.\n');
    const before = ["a.1.stdout out\n", "a.1.stderr err\n", "a.1.stdout more\n"];
    assert.deepEqual(told(outputs, "r1"), before);
    outputs.append({ run: "r1", task: "a", attempt: 2 }, "log", bytes("{}\n"));
    assert.deepEqual(told(outputs, "r1"), [...before, "a.2.log {}\n"]);
  }));

Deno.test("close() leaves no file open", () =>
  withOutputs((outputs, dir) => {
    const key = { run: "r1", task: "a", attempt: 1 };
    for (const stream of ["stdout", "stderr", "log"] as const) outputs.append(key, stream, bytes("x"));
    outputs.close(key);
    assert.deepEqual(openBelow(dir), []);
  }));

Deno.test("path() differs in more than the case of letters", () =>
  withOutputs((outputs) => {
    const tasks = ["a", "A", "\u017f", "s", "\u212a", "k", "t[x]", "t[X]", "x".repeat(300), "X".repeat(300)];
    assert.equal(new Set(tasks.map((task) => outputs.path({ run: "r1", task, attempt: 1 }, "stdout").toLowerCase())).size, tasks.length);
  }));

Deno.test("append() keeps few files open with many tasks", () =>
  withOutputs((outputs, dir) => {
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 200; n++) outputs.append({ run: "r1", task: `t${n}`, attempt: 1 }, "stdout", bytes(`${round}`));
    }
    const open = openBelow(dir);
    assert.ok(open.length <= 4, `${open.length} files are open`);
    for (let n = 0; n < 200; n++) {
      assert.equal(new TextDecoder().decode(outputs.read({ run: "r1", task: `t${n}`, attempt: 1 }, "stdout", 9)), "012");
    }
    assert.equal(told(outputs, "r1").length, 600);
  }, 4));

Deno.test({
  name: "stored output is readable for its owner alone",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withOutputs((outputs, dir) => {
      const key = { run: "r1", task: "a", attempt: 1 };
      outputs.append(key, "stdout", bytes("x"));
      outputs.outputsFile(key);
      assert.equal((Deno.statSync(`${dir}/r1`).mode ?? 0) & 0o777, 0o700);
      for (const { name } of Deno.readDirSync(`${dir}/r1`)) {
        assert.equal((Deno.statSync(`${dir}/r1/${name}`).mode ?? 0) & 0o777, 0o600, name);
      }
    }),
});

Deno.test({
  name: "append() on a full disk is state_full",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withOutputs((outputs, dir) => {
      const key = { run: "r1", task: "a", attempt: 1 };
      Deno.mkdirSync(`${dir}/r1`);
      Deno.symlinkSync("/dev/full", outputs.path(key, "stdout"));
      assert.throws(() => outputs.append(key, "stdout", bytes("x")), { code: "state_full" });
    }),
});
