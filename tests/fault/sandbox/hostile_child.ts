/** A sandbox taken over: it speaks the protocol as its argument says, and lies. */
import { encodeFrame } from "../../../src/sandbox/protocol/frame.ts";
import type { JsonObject } from "../../../src/core/mod.ts";

const [scenario = ""] = Deno.args;
const MIB = 1024 * 1024;
const write = (bytes: Uint8Array) => {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(Deno.stdout.writeSync(rest));
};
const send = (header: unknown, bytes?: Uint8Array) => write(encodeFrame(header as JsonObject, bytes));
const end = (outputs: unknown = "{}", clean = true) => send({ t: "end", clean, outputs });
/** Lengths and a header as they are given. */
const raw = (length: number, headerLength: number, header: string) => {
  const bytes = new TextEncoder().encode(header);
  const frame = new Uint8Array(8 + bytes.length);
  new DataView(frame.buffer).setUint32(0, length, true);
  new DataView(frame.buffer).setUint32(4, headerLength, true);
  frame.set(bytes, 8);
  write(frame);
};
const ask = (id: unknown, op: unknown, header: unknown = {}, bytes?: Uint8Array) => send({ t: "ask", id, op, header }, bytes);

/** What it does once it has a task. */
const SCENARIOS: Readonly<Record<string, () => void>> = {
  "deep outputs": () => end(`{"a":${"[".repeat(2 * MIB)}${"]".repeat(2 * MIB)}}`),
  "deep outputs of objects": () => end(`{"a":${'{"a":'.repeat(MIB)}1${"}".repeat(MIB)}}`),
  "deep header": () => raw(8 * MIB + 20, 8 * MIB + 20, `{"t":"end","outputs":${"[".repeat(4 * MIB - 1)}${"]".repeat(4 * MIB - 1)}}`),
  "long outputs": () => end(`{"a":"${"x".repeat(60 * MIB)}"}`),
  "outputs that are no text": () => end({ a: 1 }),
  "outputs that are a list": () => end("[1]"),
  "outputs that are not JSON": () => end("{"),
  "outputs of strange names": () => end('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"":1}'),
  "no outputs": () => send({ t: "end" }),
  "an error of nothing": () => send({ t: "end", error: null }),
  "an error of wrong types": () => send({ t: "end", error: { code: 1, name: {}, message: [], stack: { toString: 1 } } }),
  "an error of our codes": () => send({ t: "end", error: { code: "limit_time", name: "x", message: "forged", stack: "" } }),
  "an error that is long": () =>
    send({
      t: "end",
      error: { code: "script_failed", name: "n".repeat(9 * MIB), message: "m".repeat(9 * MIB), stack: "s".repeat(9 * MIB) },
    }),
  "a stack that is slow to read": () =>
    send({
      t: "end",
      error: { code: "script_failed", name: "x", message: "x", stack: `    at ${"( (".repeat(2 * MIB)}\n    at ${":1".repeat(2 * MIB)}` },
    }),
  "two ends": () => (end(), end()),
  "an end and a flood": () => {
    end();
    for (let n = 0; n < 1000; n++) send({ t: "out", s: "stdout" }, new Uint8Array(1000));
  },
  "a frame too long": () => raw(0xffffffff, 2, "{}"),
  "a header longer than its frame": () => raw(2, 4, "{}"),
  "a header of nothing": () => raw(0, 0, ""),
  "a header that is not JSON": () => raw(2, 2, "{x"),
  "a header that is a list": () => raw(2, 2, "[]"),
  "a kind that is none": () => send({ t: "__proto__" }),
  "a kind of the parent's": () => send({ t: "task", entry: "file:///etc/passwd" }),
  "half a frame": () => {
    raw(100, 50, "{");
    Deno.exit(0);
  },
  "ready again": () => {
    for (let n = 0; n < 1000; n++) send({ t: "ready" });
    end();
  },
  "strange streams": () => send({ t: "out", s: "__proto__" }, new Uint8Array(9)),
  "bytes that are no text": () => {
    for (const s of ["stdout", "stderr", "log"]) send({ t: "out", s }, new Uint8Array(1000).fill(0xff));
    end();
  },
  "a record that is none": () => {
    send({ t: "out", s: "log" }, new TextEncoder().encode('no JSON\n{"level":"x"\n\n'));
    end();
  },
  "a line of 70 MB": () => {
    send({ t: "out", s: "stdout" }, new Uint8Array(70 * MIB).fill(65));
    end();
  },
  "strange ids": () => {
    for (const id of [-1, 0, 1e308, 0.5, -0, 2 ** 53]) ask(id, "file.stat");
    end();
  },
  "ids that are no numbers": () => ask("__proto__", "file.stat"),
  "the same id at once": () => {
    for (let n = 0; n < 100; n++) ask(1, "file.readWhole", { path: "x" });
    end();
  },
  "strange operations": () => {
    const ops = ["", "__proto__", "constructor", "toString", "x".repeat(MIB), "file.open\0", "hasOwnProperty"];
    ops.forEach((op, id) => ask(id, op));
    end();
  },
  "strange headers": () => {
    const odd: unknown[] = [
      null,
      1,
      "x",
      [],
      [[]],
      {},
      { path: null },
      { path: {} },
      { path: [] },
      { path: "" },
      { path: "\0" },
      { path: "x".repeat(MIB) },
      { path: "/".repeat(MIB) },
      { id: -1 },
      { id: 1e99 },
      { id: "1" },
      { id: null },
      { path: "x", length: -1 },
      { path: "x", mode: 1e9 },
      { url: "x" },
      { url: {} },
      { url: "http://[" },
      { url: "file:///etc/passwd" },
      { program: "", args: [1] },
      { program: {}, args: "x" },
      { __proto__: null, toString: 1 },
      { name: {} },
      { headers: [[1, 2], "x", null] },
    ];
    let id = 0;
    const ops = [
      "file.open",
      "file.readWhole",
      "file.writeWhole",
      "file.read",
      "file.write",
      "file.seek",
      "file.truncate",
      "file.stat",
      "file.sync",
      "file.close",
      "path.stat",
      "path.readDir",
      "path.readDirOn",
      "path.readDirEnd",
      "path.mkdir",
      "path.remove",
      "path.rename",
      "program.run",
      "program.output",
      "env.ask",
      "fetch.open",
      "fetch.read",
      "fetch.write",
      "fetch.close",
      "socket.open",
      "socket.read",
      "socket.write",
      "socket.close",
      "socket.abort",
    ];
    for (const op of ops) for (const header of odd) ask(++id, op, header, new Uint8Array(9));
    setTimeout(end, 100);
  },
  "a flood of requests": () => {
    for (let id = 0; id < 5000; id++) ask(id, "file.readWhole", { path: "x" });
  },
  "large requests": () => {
    for (let id = 0; id < 20; id++) ask(id, "file.writeWhole", { path: "x" }, new Uint8Array(60 * MIB));
  },
  "an exit": () => Deno.exit(0),
  "words and an exit": () => {
    console.error("FATAL ERROR: out of memory ".repeat(1000));
    Deno.exit(9);
  },
  "a signal to itself": () => Deno.kill(Deno.pid, "SIGKILL"),
  "a closed output": () => Deno.stdout.close(),
  "silence": () => {},
  "a child that goes on": () => {
    new Deno.Command("sh", { args: ["-c", "exec sleep 300"], stdin: "null" }).spawn();
    end();
  },
};

if (scenario === "never ready") {
  setInterval(() => {}, 1000);
} else {
  send({ t: "ready" });
  if (scenario === "an end before its task") end();
  const buffer = new Uint8Array(65536);
  const count = await Deno.stdin.read(buffer);
  if (count !== null) SCENARIOS[scenario]?.();
  setInterval(() => {}, 1000);
}
