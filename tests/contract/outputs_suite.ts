import assert from "node:assert/strict";
import type { OutputKey, OutputStore } from "../../src/core/mod.ts";
import { registerSuite, type SuiteOptions } from "./contract_suite.ts";

/** An output store under test. */
export interface OutputsWorld extends AsyncDisposable {
  readonly outputs: OutputStore;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (found: Uint8Array | undefined) => found === undefined ? undefined : new TextDecoder().decode(found);

const key: OutputKey = { run: "r1", task: "a", attempt: 1 };

/** Registers the tests that every implementation of the port `OutputStore` has to pass. */
export function outputsSuite(options: SuiteOptions<OutputsWorld>): void {
  registerSuite("OutputStore", options, {
    "read() gives what was appended, each stream by itself": ({ outputs }) => {
      outputs.append(key, "stdout", bytes("one\n"));
      outputs.append(key, "stderr", bytes("oops\n"));
      outputs.append(key, "log", bytes("{}\n"));
      outputs.append(key, "stdout", bytes("two\n"));
      assert.equal(text(outputs.read(key, "stdout", 100)), "one\ntwo\n");
      assert.equal(text(outputs.read(key, "stderr", 100)), "oops\n");
      assert.equal(text(outputs.read(key, "log", 100)), "{}\n");
      outputs.close(key);
      assert.equal(text(outputs.read(key, "stdout", 100)), "one\ntwo\n");
    },

    "read() of a stream without output is empty": ({ outputs }) => {
      assert.equal(outputs.read(key, "stdout", 0)?.length, 0);
    },

    "read() gives undefined for more bytes than allowed": ({ outputs }) => {
      outputs.append(key, "stdout", bytes("12345"));
      assert.equal(outputs.read(key, "stdout", 4), undefined);
      assert.equal(outputs.read(key, "stdout", 5)?.length, 5);
    },

    "append() does not keep the caller's bytes": ({ outputs }) => {
      const reused = bytes("aaa");
      outputs.append(key, "stdout", reused);
      reused.fill(66);
      outputs.append(key, "stdout", reused);
      assert.equal(text(outputs.read(key, "stdout", 100)), "aaaBBB");
    },

    "append() after close() goes on": ({ outputs }) => {
      outputs.append(key, "stdout", bytes("1"));
      outputs.close(key);
      outputs.append(key, "stdout", bytes("2"));
      assert.equal(text(outputs.read(key, "stdout", 100)), "12");
    },

    "tasks, attempts and runs with similar names never share a file": ({ outputs }) => {
      const tasks = [
        "a",
        "A",
        "a.1",
        "a%2e1",
        "per_region[eu,gold]",
        "per_region[eu",
        "constructor",
        "__proto__",
        "../up",
        "con",
        "ä",
        "",
        ".",
        " ",
        "x".repeat(300),
        `${"x".repeat(300)}y`,
        "ſ",
        "s",
      ];
      const keys = tasks.flatMap((
        task,
      ) => [{ run: "r1", task, attempt: 1 }, { run: "r1", task, attempt: 2 }, { run: "R1", task, attempt: 1 }]);
      for (const [n, key] of keys.entries()) outputs.append(key, "stdout", bytes(String(n)));
      for (const [n, key] of keys.entries()) assert.equal(text(outputs.read(key, "stdout", 100)), String(n), JSON.stringify(key));
    },

    "outputsFile() names a file that whoever writes to it can create": async ({ outputs }) => {
      const path = outputs.outputsFile(key);
      await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
      await Deno.writeTextFile(path, "a=1\n", { createNew: true });
      await Deno.remove(path);
    },
  });
}
