import assert from "node:assert/strict";
import { createGuardedFiles, createGuardedNet, createGuardFiles, createProcesses } from "../../../src/platform/mod.ts";
import { createScripts } from "../../../src/sandbox/mod.ts";
import { AppError, type ScriptEnd } from "../../../src/core/mod.ts";
import { fromFileUrl } from "../../../tools/paths.ts";

const SOURCE = await Deno.readTextFile(new URL("./hostile_child.ts", import.meta.url));
const CHILD = fromFileUrl(new URL("./hostile_child.ts", import.meta.url));
const MIB = 1024 * 1024;
const AT_ONCE = 3;
/** Those that end by themselves may take their time on a busy machine. */
const PATIENCE_MS = { expected: 30_000, others: 2500 };
/** Three seconds until it is killed, and what it takes to see it. */
const GRACE_MS = 10_000;

/** Ends that have to be just so; all others may be any end, as long as there is one. */
const EXPECTED: Readonly<Record<string, RegExp>> = {
  "deep outputs": /sandbox_lost/,
  "deep outputs of objects": /sandbox_lost/,
  "deep header": /sandbox_lost/,
  "long outputs": /sandbox_lost/,
  "outputs that are no text": /sandbox_lost/,
  "outputs that are a list": /sandbox_lost/,
  "an error of our codes": /script_failed.*forged/,
  "a frame too long": /sandbox_lost.*protocol/,
  "a kind that is none": /sandbox_lost.*protocol/,
  "ready again": /returned/,
  "silence": /stopped/,
  "a flood of requests": /limit_requests/,
  "an exit": /sandbox_lost/,
};

Deno.test({
  name: "a sandbox that was taken over cannot do more than end its own task",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const rest = namesOf(SOURCE);
    const breaches: string[] = [];
    const lag = watchLag();
    const work = async () => {
      for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
        const problem = await meet(name);
        if (problem !== undefined) breaches.push(`${name}: ${problem}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    assert.deepEqual(breaches, []);
    assert.ok(lag() < 2000, `this process stood still for ${lag()} ms`);
    assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  },
});

/** Runs a task in a hostile sandbox; says what is wrong with what became of it. */
async function meet(scenario: string): Promise<string | undefined> {
  using processes = createProcesses();
  using scripts = createScripts({
    processes,
    guardFiles: createGuardFiles(),
    files: createGuardedFiles(),
    net: createGuardedNet(),
    argv: [Deno.execPath(), "run", "--allow-all", "--no-prompt", "--no-check", "--quiet", CHILD, scenario],
    env: Object.fromEntries(["HOME", "DENO_DIR"].flatMap((name) => [[name, Deno.env.get(name) ?? ""]]).filter(([, value]) => value !== "")),
  });
  const stop = new AbortController();
  const expected = EXPECTED[scenario];
  const patienceMs = expected === undefined || expected.test("stopped") ? PATIENCE_MS.others : PATIENCE_MS.expected;
  const patience = setTimeout(() => stop.abort("time"), patienceMs);
  let bytes = 0;
  let end: ScriptEnd | undefined;
  let error: unknown;
  const began = performance.now();
  try {
    end = await scripts.run({
      source: { kind: "inline", text: "export default () => {};\n", name: "script" },
      folder: "/tmp",
      revision: "r",
      task: "t",
      run: "r",
      limits: { messages: 3000, memory: 512 * MIB },
      input: "null",
      argument: {},
      env: {},
      cwd: "/tmp",
      signal: stop.signal,
      output: (_, piece) => void (bytes += piece.length),
    });
  } catch (thrown) {
    error = thrown;
  }
  clearTimeout(patience);
  const elapsedMs = performance.now() - began;
  if (elapsedMs > patienceMs + GRACE_MS) return `it took ${Math.round(elapsedMs)} ms`;
  if (end === undefined) return error instanceof AppError ? undefined : `it threw ${error}`;
  if (bytes > 80 * MIB) return `${bytes} bytes came out`;
  let said: string;
  try {
    said = JSON.stringify(end);
  } catch {
    return "its end cannot be told";
  }
  if (said.length > 16 * MIB) return `its end is ${said.length} long`;
  return expected?.test(said.slice(0, 10_000)) === false ? `it ended with ${said.slice(0, 500)}` : undefined;
}

/** The scenarios' names, without running the program that they are of. */
function namesOf(source: string): string[] {
  return [...source.matchAll(/^ {2}"?([\w ]+)"?: \(\) =>/gm)].map(([, name]) => name ?? "").concat("never ready", "an end before its task");
}

/** Measures how long this process does not come to anything, although it has a processor. */
function watchLag(): () => number {
  let most = 0;
  let last = turningMs();
  const timer = setInterval(() => {
    const now = turningMs();
    most = Math.max(most, now - last - 50);
    last = now;
  }, 50);
  return () => {
    clearInterval(timer);
    return Math.round(most);
  };
}

/** A clock that stands while this thread waits for others to leave it a processor. */
function turningMs(): number {
  const now = performance.now();
  const [, waitedNs = 0] = Deno.readTextFileSync("/proc/thread-self/schedstat").split(" ").map(Number);
  return now - waitedNs / 1e6;
}
