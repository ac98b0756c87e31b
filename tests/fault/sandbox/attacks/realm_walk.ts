import type { Attack } from "../attack.ts";

/** Instances of everything a script can make; what they inherit from is shared. */
const MADE = [
  "function* () {}",
  "async () => {}",
  "async function* () {}",
  "class { static {} }",
  "[].values()",
  "''[Symbol.iterator]()",
  "new Map().entries()",
  "new Set().values()",
  "'x'.matchAll(/x/g)",
  "[1].values().map((x) => x)",
  "Iterator.from({ next() { return { done: true }; } })",
  "Iterator.from([]).flatMap(() => [])",
  "Promise.resolve()",
  "Promise.withResolvers()",
  "new Headers()",
  "new Headers()[Symbol.iterator]()",
  "new Headers().keys()",
  "new URLSearchParams()[Symbol.iterator]()",
  "new URLSearchParams().values()",
  "new FormData()",
  "new FormData().entries()",
  "new URL('http://x/')",
  "new URL('http://x/').searchParams",
  "new URLPattern({})",
  "new URLPattern({ pathname: '/:a' }).exec({ pathname: '/b' })",
  "new Blob([])",
  "new File([], 'x')",
  "new Blob([]).stream()",
  "new Response('x')",
  "new Response('x').body",
  "new Response('x').headers",
  "new Response(new FormData()).body.getReader()",
  "Response.json({})",
  "Response.error()",
  "new Request('http://x/')",
  "new Request('http://x/').signal",
  "new ReadableStream()",
  "new ReadableStream().getReader()",
  "new ReadableStream().values?.()",
  "new ReadableStream()[Symbol.asyncIterator]()",
  "new ReadableStream({ type: 'bytes' }).getReader({ mode: 'byob' })",
  "(() => { let c; new ReadableStream({ start(x) { c = x; } }); return c; })()",
  "(() => { let c; new ReadableStream({ type: 'bytes', start(x) { c = x; } }); return c; })()",
  "(() => { let c; new ReadableStream({ type: 'bytes', autoAllocateChunkSize: 9, pull(x) { c = x.byobRequest; } }).getReader().read(); return c; })()",
  "(() => { let c; new WritableStream({ start(x) { c = x; } }); return c; })()",
  "(() => { let c; new WritableStream({ start(x) { c = x.signal; } }); return c; })()",
  "(() => { let c; new TransformStream({ start(x) { c = x; } }); return c; })()",
  "new WritableStream().getWriter()",
  "ReadableStream.from([])",
  "new TextEncoderStream()",
  "new TextDecoderStream().readable",
  "new CompressionStream('gzip').readable",
  "new DecompressionStream('gzip').writable",
  "new ByteLengthQueuingStrategy({ highWaterMark: 1 }).size",
  "new CountQueuingStrategy({ highWaterMark: 1 }).size",
  "new AbortController()",
  "new AbortController().signal",
  "AbortSignal.any([])",
  "AbortSignal.abort()",
  "AbortSignal.abort().reason",
  "new Event('x')",
  "new CustomEvent('x')",
  "new ErrorEvent('x')",
  "new MessageEvent('x')",
  "new CloseEvent('x')",
  "new ProgressEvent('x')",
  "new EventTarget()",
  "new DOMException('x')",
  "new Error('x')",
  "new AggregateError([])",
  "new TextEncoder()",
  "new TextDecoder()",
  "structuredClone(new Map())",
  "structuredClone(new Error('x'))",
  "crypto",
  "crypto.subtle",
  "await crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, ['encrypt'])",
  "new Intl.Segmenter().segment('x')",
  "new Intl.Segmenter().segment('x')[Symbol.iterator]()",
  "new Intl.DateTimeFormat()",
  "new Intl.NumberFormat().format",
  "new Intl.DateTimeFormat().format",
  "new Intl.Collator().compare",
  "new Intl.Locale('en')",
  "new Intl.DurationFormat()",
  "globalThis.Temporal?.Now?.instant?.()",
  "new DisposableStack()",
  "new AsyncDisposableStack()",
  "new WeakRef({})",
  "Proxy.revocable({}, {})",
  "new Uint8Array(1)",
  "new ArrayBuffer(1)",
  "new DataView(new ArrayBuffer(1))",
  "(function () { return arguments; })()",
  "/x/.exec('x')",
  "String.raw`x`",
  "Symbol()",
  "Object(1n)",
  "new Date()",
  "globalThis.Deno?.readDir?.('x')",
  "globalThis.Deno?.errors",
  "new globalThis.Deno.Command('x')",
  "await fetch('http://127.0.0.1:1/').catch((e) => e)",
  "await globalThis.Deno.readTextFile('x').catch((e) => e)",
  "await globalThis.Deno.stat('x').catch((e) => e)",
  "globalThis.Deno?.env?.toObject?.()",
  "new WebSocket('ws://127.0.0.1:1/')",
  "(() => { const t = setTimeout(() => {}, 1); clearTimeout(t); return t; })()",
  "globalThis.Float16Array?.prototype",
  "globalThis.SuppressedError?.prototype",
  "console",
];

const WALK = `
const MADE = [${MADE.map((text) => `async () => (${text})`).join(",\n")}];
const frozenEnough = (object) => Object.isFrozen(object) || ArrayBuffer.isView(object) && !Object.isExtensible(object) && object.length === 0;
const getter = (prototype, name) => Object.getOwnPropertyDescriptor(prototype, name).get;
const noThrow = (act) => { try { act(); return true; } catch { return false; } };
const mapSize = getter(Map.prototype, "size"), setSize = getter(Set.prototype, "size"), flags = getter(ArrayBuffer.prototype, "byteLength");
const SLOTS = {
  Map: (o) => mapSize.call(o), Set: (o) => setSize.call(o), WeakMap: (o) => WeakMap.prototype.has.call(o, {}), WeakSet: (o) => WeakSet.prototype.has.call(o, {}),
  Date: (o) => Date.prototype.getTime.call(o), ArrayBuffer: (o) => flags.call(o), Headers: (o) => Headers.prototype.has.call(o, "x"),
  URLSearchParams: (o) => URLSearchParams.prototype.has.call(o, "x"), FormData: (o) => FormData.prototype.has.call(o, "x"),
  URL: (o) => getter(URL.prototype, "href").call(o), AbortSignal: (o) => getter(AbortSignal.prototype, "aborted").call(o),
  ReadableStream: (o) => getter(ReadableStream.prototype, "locked").call(o), WritableStream: (o) => getter(WritableStream.prototype, "locked").call(o),
  DisposableStack: (o) => getter(DisposableStack.prototype, "disposed").call(o),
};
export default async function () {
  const paths = new Map();
  const queue = [];
  const add = (value, path) => {
    if ((typeof value !== "object" && typeof value !== "function") || value === null || paths.has(value)) return;
    paths.set(value, path);
    queue.push(value);
  };
  add(globalThis, "globalThis");
  const failed = [];
  const first = new Map();
  const held = (root, n) => {
    const line = [root];
    for (const value of line) {
      if ((typeof value !== "object" && typeof value !== "function") || value === null || first.has(value)) continue;
      first.set(value, n);
      try { line.push(Object.getPrototypeOf(value)); } catch { continue; }
      for (const key of Reflect.ownKeys(value)) {
        const { value: inner, get, set } = Object.getOwnPropertyDescriptor(value, key);
        line.push(inner, get, set);
        if (typeof key === "symbol" && get !== undefined) { try { line.push(Reflect.apply(get, root, [])); } catch {} }
      }
      for (let p = Object.getPrototypeOf(value); p !== null; p = Object.getPrototypeOf(p)) {
        for (const key of Reflect.ownKeys(p)) {
          const get = typeof key === "symbol" ? Object.getOwnPropertyDescriptor(p, key).get : undefined;
          if (get !== undefined) { try { line.push(Reflect.apply(get, value, [])); } catch {} }
        }
      }
    }
  };
  for (let n = 0; n < MADE.length; n++) {
    let made;
    try { made = await MADE[n](); } catch (error) { failed.push(n); made = error; }
    held(made, n);
  }
  // What two instances of one kind both lead to is shared by all, and by all tasks.
  const before = new Map(first);
  first.clear();
  for (let n = 0; n < MADE.length; n++) {
    try { held(await MADE[n](), n); } catch {}
  }
  for (const [value, n] of first) if (before.has(value)) add(value, "shared by two of " + MADE[n].toString().slice(13));
  const mutable = [];
  while (queue.length > 0) {
    const object = queue.pop();
    const path = paths.get(object);
    if (!frozenEnough(object)) mutable.push(path);
    if (!Object.hasOwn(object, "constructor")) {
      for (const [kind, use] of Object.entries(SLOTS)) if (noThrow(() => use(object))) mutable.push(path + " is a " + kind);
    }
    if (object !== globalThis && object === Object(object) && Object.hasOwn(object, "lastIndex")) mutable.push(path + " is a RegExp");
    add(Object.getPrototypeOf(object), path + ".__proto__");
    for (const key of Reflect.ownKeys(object)) {
      const property = Object.getOwnPropertyDescriptor(object, key);
      const name = path + "." + String(key);
      if (property.writable) mutable.push(name + " is writable");
      if (property.configurable) mutable.push(name + " is configurable");
      add(property.value, name);
      add(property.get, "get " + name);
      add(property.set, "set " + name);
    }
  }
  return { walked: paths.size, failed, mutable: mutable.slice(0, 100), BROKEN: mutable.length === 0 ? undefined : "BROKEN" };
}
`;

export default {
  title: "Everything that can be reached from the globals and from what a script can make: one object or slot that is not frozen",
  stoppedBy: ["realm"],
  plain: "works",
  breach({ end }) {
    if (end.status !== "returned") return `it ended with ${JSON.stringify(end)}`;
    const { walked, mutable } = end.outputs;
    if (typeof walked !== "number" || walked < 1000) return `it walked ${walked} objects`;
    return JSON.stringify(mutable) === "[]" ? undefined : `mutable: ${JSON.stringify(mutable)}`;
  },
  scripts: () => ({ walk: { files: { "main.js": WALK } } }),
} satisfies Attack;
