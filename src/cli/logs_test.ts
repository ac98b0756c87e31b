import assert from "node:assert/strict";
import type { OutputStream } from "../core/mod.ts";
import { openState } from "../platform/mod.ts";
import type { Io } from "./io.ts";
import { logsVerb } from "./logs.ts";
import { parseVerbArgs } from "./parse.ts";
import { VERBS } from "./verbs.ts";
import { Writer } from "./writer.ts";

type Piece = readonly [task: string, stream: OutputStream, text: string];

const record = (message: string, more: object = {}) =>
  JSON.stringify({ level: "info", message, time: "2026-01-02T03:04:05.678Z", ...more }) + "\n";

/** What `executor logs last …` prints after a run whose tasks wrote this. */
async function logs(pieces: readonly Piece[], ...args: string[]): Promise<{ out: string; err: string }> {
  return await logsTo(false, pieces, args);
}

/** The same; `joined` is a terminal or `2>&1`, and all is in `out`. */
async function logsTo(joined: boolean, pieces: readonly Piece[], args: readonly string[]): Promise<{ out: string; err: string }> {
  const dir = await Deno.makeTempDir();
  try {
    await store(dir, pieces);
    const texts = { out: "", err: "" };
    const writer = (name: "out" | "err") =>
      new Writer({
        isTerminal: () => false,
        write: (bytes) => Promise.resolve((texts[name] += new TextDecoder().decode(bytes), bytes.length)),
      });
    const out = writer("out");
    const io: Io = {
      out,
      err: joined ? out : writer("err"),
      env: {},
      cwd: dir,
      json: args.includes("--json"),
      readStdin: () => Promise.resolve(new Uint8Array()),
      stdinLines: async function* () {},
    };
    const verb = VERBS.find(({ name }) => name === "logs");
    assert.ok(verb);
    assert.equal(await logsVerb(parseVerbArgs(verb, ["last", ...args, "--state", dir]), io), 0);
    await Promise.all([io.out.flush(), io.err.flush()]);
    return texts;
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function store(dir: string, pieces: readonly Piece[]): Promise<void> {
  using state = await openState({ dir, env: {} });
  const ids = [...new Set(pieces.map(([task]) => task))];
  const pipeline = { name: "p", tasks: ids.map((id) => ({ id, command: ["true"] })) };
  const run = state.newRunId();
  using _lease = state.journal.create({ run, pipeline, file: "-", folder: dir, revision: null, params: {}, config: {}, createdAt: 1 });
  for (const [task, stream, text] of pieces) state.outputs.append({ run, task, attempt: 1 }, stream, new TextEncoder().encode(text));
  for (const task of ids) state.outputs.close({ run, task, attempt: 1 });
}

const pieces: readonly Piece[] = [
  ["a", "stdout", "out\n"],
  ["a", "log", record("rows", { n: 3 })],
  ["b", "log", record("half").slice(0, 20)],
  ["a", "stderr", "err\n"],
  ["b", "log", record("half").slice(20)],
  ["a", "stdout", "more\n"],
];

Deno.test("logsVerb() prints records with the output of all tasks, whole and off standard output", async () => {
  assert.deepEqual(await logs(pieces), {
    out: "a | out\na | more\n",
    err: "a | 03:04:05.678 INFO rows n=3\na | err\nb | 03:04:05.678 INFO half\n",
  });
});

Deno.test("logsVerb() prints the bytes of one task's output and its records as people read them", async () => {
  assert.deepEqual(await logs(pieces, "a"), { out: "out\nmore\n", err: "03:04:05.678 INFO rows n=3\nerr\n" });
});

Deno.test("logsVerb() begins a line for a record only where it would hang on a line of output", async () => {
  const progress: readonly Piece[] = [["a", "stdout", "50 %"], ["a", "log", record("half") + record("more")], ["a", "stdout", " 100 %\n"]];
  const records = "03:04:05.678 INFO half\n03:04:05.678 INFO more\n";
  assert.deepEqual(await logsTo(true, progress, ["a"]), { out: `50 %\n${records} 100 %\n`, err: "" });
  assert.deepEqual(await logsTo(false, progress, ["a"]), { out: "50 % 100 %\n", err: records });
});

Deno.test("logsVerb() lets no record write another task's line or move the cursor", async () => {
  const evil = "\n\x1b[1Ab | 03:04:05.678 INFO paid";
  const forged: readonly Piece[] = [["a", "log", record(evil, { [evil]: evil })], ["a", "log", `\r${evil.slice(1)}`], [
    "b",
    "log",
    record("real"),
  ]];
  for (const args of [[], ["a"]]) {
    const { out, err } = await logs(forged, ...args);
    assert.equal(out, "");
    assert.doesNotMatch(err.replaceAll("\n", ""), /\p{Cc}/u);
    const lines = err.trimEnd().split("\n");
    assert.equal(lines.filter((line) => line.startsWith("b | ")).length, args.length === 0 ? 1 : 0);
    assert.equal(lines.length, args.length === 0 ? 3 : 2);
  }
});

Deno.test("logsVerb() with --json prints a record as its line and as an object", async () => {
  const { out } = await logs(pieces, "--json");
  const lines = out.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ task, stream, record }) => [task, stream, record?.message, record?.n]), [
    ["a", "stdout", undefined, undefined],
    ["a", "log", "rows", 3],
    ["a", "stderr", undefined, undefined],
    ["b", "log", "half", undefined],
    ["a", "stdout", undefined, undefined],
  ]);
  assert.deepEqual([lines[1].type, lines[1].line], ["log", record("rows", { n: 3 }).trimEnd()]);
});
