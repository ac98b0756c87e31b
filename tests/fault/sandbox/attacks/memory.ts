import type { Attack } from "../attack.ts";

const MIB = 1024 * 1024;
const fed = (text: string) => ({
  files: { "main.js": `const kept = [];\nexport default async () => { ${text} };` },
  limits: { memory: 64 * MIB, cpu: 1500 },
  ends: /limit_memory/,
});
const hungry = (text: string) => ({
  ...fed(text),
  timeMs: 4000,
  // What is slow to grow is ended by its time; what the kernel refuses may be something of the runtime's, which ends with it.
  ends: /limit_memory|limit_cpu|stopped|script_failed|script_return|sandbox_lost/,
});

export default {
  title: "Memory: heap, buffers touched and untouched, strings, big integers, maps, closures, blobs, streams, timers",
  stoppedBy: ["kernel", "limits"],
  plain: "works",
  scripts: () => ({
    "heap": fed("for (;;) kept.push(new Array(1e4).fill({}));"),
    "objects": fed("for (;;) kept.push({ a: {}, b: [] });"),
    "buffers touched": hungry("for (;;) kept.push(new Uint8Array(8 << 20).fill(1));"),
    "buffers untouched": hungry("for (let n = 0; n < 1e5; n++) kept.push(new ArrayBuffer(64 << 20)); throw new Error('x');"),
    "one buffer": hungry("kept.push(new Uint8Array(2 ** 33).fill(1)); throw new Error('x');"),
    "resizable": hungry(
      "const b = new ArrayBuffer(0, { maxByteLength: 2 ** 32 }); for (let n = 1; n < 4096; n++) { b.resize(n << 20); new Uint8Array(b).fill(1); } throw new Error('x');",
    ),
    "strings": hungry("let s = 'x'; for (;;) { s += s; kept.push(s.replace('x', 'y')); }"),
    "ropes": hungry("let s = 'x'.repeat(1 << 20); for (let n = 0; ; n++) { s = s + n; kept.push([...s.slice(0, 1 << 18)].join('')); }"),
    "joined": hungry("throw new Error(new Array(2 ** 29).join('x').length);"),
    "big integers": hungry("let n = 7n; for (;;) { n = n * n; kept.push(n + 1n); }"),
    "sets": hungry("const s = new Set(); for (let n = 0; ; n++) { if (s.size > 1.6e7) { kept.push(new Set(s)); } s.add(n); }"),
    "closures": hungry("let f = () => {}; for (;;) { const g = f; f = () => [g, new Array(100)]; kept.push(f); }"),
    "blobs": hungry("const part = new Uint8Array(8 << 20).fill(1); for (;;) kept.push(new Blob([part]));"),
    "streams": hungry(
      "new ReadableStream({ pull(c) { for (;;) c.enqueue(new Uint8Array(1 << 20).fill(1)); } }, { highWaterMark: 1e9 }); await new Promise(() => {});",
    ),
    "timers": hungry("for (;;) setTimeout(() => {}, 1e9);"),
    "microtasks": hungry("for (;;) queueMicrotask(() => {});"),
    "regular expressions": hungry(
      "for (let n = 0; ; n++) { const r = new RegExp('(' + 'a|'.repeat(1e4) + n + ')'); r.test('b'); kept.push(r); }",
    ),
    "inflating": hungry(
      "const zeros = new Uint8Array(64 << 10); const c = new CompressionStream('gzip'); const w = c.writable.getWriter(); (async () => { for (;;) await w.write(zeros); })(); const d = c.readable.pipeThrough(new DecompressionStream('gzip')).getReader(); for (;;) kept.push((await d.read()).value);",
    ),
    "cloned": hungry("const a = new Uint8Array(16 << 20).fill(1); for (;;) kept.push(structuredClone(a));"),
    "symbols": hungry("for (let n = 0; ; n++) Symbol.for('x'.repeat(1000) + n);"),
    "random bytes": hungry("for (;;) kept.push(crypto.getRandomValues(new Uint8Array(65536)));"),
    "console state": hungry("for (let n = 0; ; n++) console.time('x'.repeat(1000) + n);"),
    "errors": hungry("let e; for (;;) { e = new Error('x', { cause: e }); kept.push(e, e.stack); }"),
    "addresses": hungry("for (let n = 0; ; n++) kept.push(new URL('http://x/' + 'y'.repeat(1000) + n));"),
  }),
} satisfies Attack;
