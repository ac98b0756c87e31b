import type { Attack } from "../attack.ts";

/** Ways to wait that end in a later turn of the event loop. */
const HOPS = {
  "hash": "crypto.subtle.digest('SHA-256', new Uint8Array(9))",
  "key": "crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, ['encrypt'])",
  "blob": "new Blob(['x']).arrayBuffer()",
  "blob text": "new Blob(['x']).text()",
  "blob slice": "new Blob(['xyz']).slice(1).text()",
  "blob stream": "new Blob(['x']).stream().getReader().read()",
  "blob bytes": "new Blob(['x']).bytes?.()",
  "file": "new File(['x'], 'y').arrayBuffer()",
  "response of a blob": "new Response(new Blob(['x'])).text()",
  "body of a response": "new Response('x').body.getReader().read()",
  "body of a blob": "new Response(new Blob(['x'])).body.getReader().read()",
  "request": "new Request('http://x/', { method: 'POST', body: new Blob(['x']) }).arrayBuffer()",
  "form": "new Response(new URLSearchParams('a=b')).formData()",
  "compression": "new Response(new Blob(['x']).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer()",
  "compressed by hand":
    "(() => { const c = new CompressionStream('gzip'); const w = c.writable.getWriter(); w.write(new Uint8Array(9)); w.close(); return new Response(c.readable).arrayBuffer(); })()",
  "decoder":
    "(() => { const d = new TextDecoderStream(); const w = d.writable.getWriter(); w.write(new Uint8Array(9)); w.close(); return d.readable.getReader().read(); })()",
  "pipe": "new ReadableStream({ pull(c) { c.enqueue(1); c.close(); } }).pipeTo(new WritableStream())",
  "tee": "new ReadableStream({ pull(c) { c.enqueue(1); c.close(); } }).tee()[1].getReader().read()",
  "bytes stream": "new ReadableStream({ type: 'bytes', pull(c) { c.enqueue(new Uint8Array(1)); } }).getReader().read()",
  "from": "ReadableStream.from((async function* () { yield 1; })()).getReader().read()",
  "transferred stream":
    "(() => { const s = new ReadableStream({ pull(c) { c.enqueue(1); } }); return structuredClone(s, { transfer: [s] }).getReader().read(); })()",
  "transferred port": "structuredClone(0)",
  "from async": "Array.fromAsync([1, 2])",
  "rejection": "Promise.reject(1).catch(() => {})",
  "wait": "globalThis['Ato' + 'mics']?.waitAsync?.(new Int32Array(new globalThis['Shared' + 'ArrayBuffer'](4)), 0, 0, 1).value",
  "wasm": "globalThis['Web' + 'Assembly']?.compile(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]))",
  "import": "(async () => {})()",
  "scheduler": "globalThis['sched' + 'uler']?.yield?.()",
} as const;

export default {
  title: "Promise loops that outlive their task: through hashing, blobs, bodies, streams, compression",
  stoppedBy: ["host"],
  plain: "works",
  scripts: () =>
    Object.fromEntries(
      Object.entries(HOPS).map(([name, hop]) => [name, {
        limits: { cpu: 800 },
        files: {
          "main.js": `
const hop = () => ${hop};
export default async () => {
  (async () => {
    for (let n = 0; n < 2000; n++) {
      try { await hop(); } catch {}
      if (n > 2) { try { console.log("MARK"); } catch {} try { globalThis.MARK = "MARK"; } catch {} }
    }
  })();
};`,
        },
      }]),
    ),
} satisfies Attack;
