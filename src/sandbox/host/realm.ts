import { createConsole } from "./console.ts";
import { SHARED_OF_DENO } from "./deno.ts";
import { inspected } from "./format_values.ts";
import { freezeAll } from "./freeze.ts";
import { KEPT_GLOBALS } from "./globals.ts";
import type { ScriptTask } from "./script_task.ts";
import { tracked, trackMethods } from "./tracked.ts";

/** The realm that scripts run in, one task at a time. */
export interface Realm {
  /** The task whose `Deno`, `fetch`, timers and console the globals are; none between tasks. */
  task: ScriptTask | undefined;
  /** Whether nothing of an ended task can ever run again here. */
  readonly isQuiet: boolean;
}

/** Frames that an error's stack keeps; a script cannot change it. */
const STACK_FRAMES = 50;
/** The last match of a regular expression, whoever made it. */
const REGEXP_STATICS = "input $_ lastMatch $& lastParen $+ leftContext $` rightContext $' $1 $2 $3 $4 $5 $6 $7 $8 $9".split(" ");

const worker = globalThis;
const now = performance.now.bind(performance);

/**
 * Makes this worker's realm fit for strangers' code: what is not listed is deleted, what is shared is frozen, and what a task owns is
 * reached through it alone. Nothing may be added to the realm afterwards.
 *
 * @param failed Told of what nobody caught.
 */
export function prepareRealm(failed: (error: unknown) => void): Realm {
  const realm: Realm = {
    task: undefined,
    get isQuiet() {
      return tracked.running === 0;
    },
  };
  const owner = () => {
    if (realm.task === undefined) throw new Error("The task that this belonged to has ended");
    return realm.task;
  };
  warmUp();
  watchErrors(failed);
  trackMethods([SubtleCrypto.prototype, Blob.prototype, Response.prototype, Request.prototype, ...hiddenBodies()]);
  replaceStatics(owner);
  freezeSegmentsLater();
  hideGlobalReceiver();
  removeOthers();
  defineOwned(owner);
  for (const name of ["Deno", "WebSocket"] as const) {
    Object.defineProperty(worker, name, { get: () => realm.task?.[name], enumerable: false, configurable: true });
  }
  const facade = hideGlobalObject();
  freezeAll([facade, Object.getPrototypeOf(worker), ...hiddenIntrinsics()]);
  return realm;
}

/** What the runtime completes at its first use cannot be completed once all is frozen. */
function warmUp(): void {
  queueMicrotask(() => {});
  clearTimeout(setTimeout(() => {}, 0));
  structuredClone({});
  void new Response("x").body;
  void crypto.subtle;
}

function watchErrors(failed: (error: unknown) => void): void {
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    failed(event.reason);
  });
  addEventListener("error", (event) => {
    event.preventDefault();
    failed(event.error);
  });
}

/** Statics that would carry something from one task to the next. */
function replaceStatics(owner: () => ScriptTask): void {
  // The runtime's own keeps a timer that no task owns.
  const timeout = (ms: number): AbortSignal => {
    const controller = new AbortController();
    owner().timers.start(() => controller.abort(new DOMException("Signal timed out.", "TimeoutError")), ms, [], false);
    return controller.signal;
  };
  // The runtime's own reads in turns of the event loop that nobody counts.
  const stream = function (this: Blob): ReadableStream<Uint8Array> {
    return new ReadableStream({
      pull: async (controller) => {
        controller.enqueue(new Uint8Array(await this.arrayBuffer()));
        controller.close();
      },
    });
  };
  Object.defineProperty(AbortSignal, "timeout", { value: timeout, writable: true, configurable: true, enumerable: true });
  Object.defineProperty(Blob.prototype, "stream", { value: stream, writable: true, configurable: true, enumerable: true });
  // A store of the whole realm, in which what a script puts stays.
  for (const name of ["createObjectURL", "revokeObjectURL"]) Reflect.deleteProperty(URL, name);
  for (const name of REGEXP_STATICS) Reflect.deleteProperty(RegExp, name);
  Error.stackTraceLimit = STACK_FRAMES;
}

/**
 * Takes away what acts on the global object when it is called on nothing, or assigned to as if it were a variable: its listeners would
 * live on in the next task and hand out the object itself.
 */
function hideGlobalReceiver(): void {
  Reflect.deleteProperty(Object.prototype, "__proto__");
  const { prototype } = EventTarget;
  for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"] as const) {
    const method: unknown = prototype[name];
    if (typeof method !== "function") continue;
    const { [name]: checked } = {
      [name](this: unknown, ...args: unknown[]): unknown {
        if (this === undefined || this === null) throw new TypeError(`${name} needs an EventTarget that it is called on`);
        return Reflect.apply(method, this, args);
      },
    };
    Object.defineProperty(prototype, name, { value: checked, writable: true, enumerable: true, configurable: true });
  }
}

/** Making a segmenter loads the rules of languages, which takes longer than all else here: what it leads to is frozen when one is first used. */
function freezeSegmentsLater(): void {
  const { prototype } = Intl.Segmenter;
  const { segment } = prototype;
  const frozen = {
    segment(this: Intl.Segmenter, text: string): Intl.Segments {
      const segments = Reflect.apply(segment, this, [text]);
      freezeAll([Object.getPrototypeOf(segments), Object.getPrototypeOf(segments[Symbol.iterator]())]);
      return segments;
    },
  };
  Object.defineProperty(prototype, "segment", { value: frozen.segment, writable: true, enumerable: false, configurable: true });
}

/** Deletes what is not kept, and makes plain values of what the runtime loads when it is first asked for. */
function removeOthers(): void {
  for (const name of Object.getOwnPropertyNames(worker)) {
    if (!KEPT_GLOBALS.has(name)) {
      if (!Reflect.deleteProperty(worker, name)) throw new Error(`The global ${name} cannot be removed`);
    } else if (Object.getOwnPropertyDescriptor(worker, name)?.configurable === true) {
      define(name, (worker as unknown as Record<string, unknown>)[name]);
    }
  }
}

/** Globals that act for the task that runs. */
function defineOwned(owner: () => ScriptTask): void {
  const call = (name: string) => (...values: unknown[]) =>
    (owner().console as unknown as Record<string, (...values: unknown[]) => void>)[name]?.(...values);
  define("console", Object.fromEntries(Object.keys(createConsole(() => {}, now)).map((name) => [name, call(name)])));
  define("performance", { now: () => now(), timeOrigin: performance.timeOrigin });
  define("fetch", (...args: Parameters<typeof fetch>) => owner().fetch(...args));
  define("setTimeout", (callback: unknown, ms?: unknown, ...args: unknown[]) => owner().timers.start(callback, ms, args, false));
  define("setInterval", (callback: unknown, ms?: unknown, ...args: unknown[]) => owner().timers.start(callback, ms, args, true));
  define("clearTimeout", (id: unknown) => owner().timers.stop(id));
  define("clearInterval", (id: unknown) => owner().timers.stop(id));
}

function define(name: string, value: unknown): void {
  Object.defineProperty(worker, name, { value, writable: false, enumerable: false, configurable: true });
}

/**
 * Puts an object with the same properties in the place of the global object. Modules are strict, so nothing else leads to the real one,
 * which the runtime needs as it is (2.4.2 lets nobody freeze it) and whose listeners and symbols are none of a script's business.
 */
function hideGlobalObject(): object {
  const facade = {};
  for (const name of KEPT_GLOBALS) {
    const property = Object.getOwnPropertyDescriptor(worker, name);
    if (property === undefined) continue;
    const fixed = "value" in property ? { ...property, writable: false, configurable: false } : { ...property, configurable: false };
    if (name === "globalThis" || name === "self") fixed.value = facade;
    Object.defineProperty(facade, name, fixed);
    Object.defineProperty(worker, name, fixed);
  }
  return facade;
}

/** What syntax alone leads to. */
function hiddenIntrinsics(): unknown[] {
  async function* asyncGenerator() {}
  function* generator() {}
  return [
    generator,
    generator(),
    asyncGenerator,
    asyncGenerator(),
    async () => {},
    [][Symbol.iterator](),
    ""[Symbol.iterator](),
    new Map()[Symbol.iterator](),
    new Set()[Symbol.iterator](),
    "".matchAll(/x/g),
    [].values().map((value) => value),
    Iterator.from({ next: () => ({ done: true, value: undefined }) }),
    new Headers()[Symbol.iterator](),
    new URLSearchParams()[Symbol.iterator](),
    new FormData()[Symbol.iterator](),
    new ReadableStream()[Symbol.asyncIterator](),
    ...instances(),
    ...handedByInspect(),
    ...SHARED_OF_DENO,
  ];
}

/** Objects of the runtime's own classes, whose hidden members are of classes that nothing else leads to. */
function instances(): unknown[] {
  const { signal } = new AbortController();
  const made: unknown[] = [AbortSignal.any([signal]), signal, new Event("x"), new EventTarget(), new Headers(), new FormData()];
  made.push(new URL("http://x/"), new URL("http://x/").searchParams, new URLPattern({}), new Blob(["x"]), new DOMException("x"));
  made.push(new Response("x"), new Request("http://x/", { method: "POST", body: "x" }), new TextEncoder(), new TextDecoder());
  for (const type of [undefined, "bytes"] as const) {
    made.push(new ReadableStream({ type: type as undefined, start: (controller) => void made.push(controller) }));
  }
  made.push(new ReadableStream({ type: "bytes" }).getReader({ mode: "byob" }), new ReadableStream().getReader());
  made.push(new WritableStream({ start: (controller) => void made.push(controller) }).getWriter());
  made.push(new TransformStream({ start: (controller) => void made.push(controller) }));
  made.push(new TextEncoderStream(), new TextDecoderStream(), new CompressionStream("gzip"), new DecompressionStream("gzip"));
  made.push(new CountQueuingStrategy({ highWaterMark: 1 }), new ByteLengthQueuingStrategy({ highWaterMark: 1 }));
  made.push(new ReadableStream().tee(), new Blob([]).stream(), new Response(new FormData()), crypto);
  return made.flatMap((instance) => [instance, ...answersOf(instance)]);
}

/** What the accessors of an object answer, hidden ones too: much of it is one object for all. */
function answersOf(instance: unknown): unknown[] {
  const answers: unknown[] = [];
  for (let object = instance; typeof object === "object" && object !== null; object = Object.getPrototypeOf(object)) {
    for (const key of Reflect.ownKeys(object)) {
      const get = Object.getOwnPropertyDescriptor(object, key)?.get;
      try {
        if (get !== undefined) answers.push(Reflect.apply(get, instance, []));
      } catch {
        // It asks for another kind of object.
      }
    }
  }
  return answers;
}

/**
 * The runtime's own class of bodies, to which hidden members of a `Response` lead. One whose stream claims to be a descriptor of the process
 * reads what comes in there, in the background and for ever.
 */
function hiddenBodies(): object[] {
  const response = new Response("x");
  const queue: [object: object, of: object][] = [[response, response], [Response.prototype, response]];
  const seen = new Set<unknown>();
  for (const [object, of] of queue) {
    for (const key of Reflect.ownKeys(object)) {
      const property = Object.getOwnPropertyDescriptor(object, key);
      const value: unknown = property?.value ?? (typeof key === "symbol" ? property?.get?.call(of) : undefined);
      if (typeof value !== "object" || value === null || seen.has(value)) continue;
      seen.add(value);
      const prototype = Object.getPrototypeOf(value);
      if (prototype !== null && Object.hasOwn(prototype, "consume")) return [prototype];
      queue.push([value, value]);
    }
  }
  return [];
}

/** What `inspect` hands to values that have a say in how they are shown. */
function handedByInspect(): unknown[] {
  const handed: unknown[] = [];
  const take = (...values: unknown[]) => {
    handed.push(...values);
    return "";
  };
  for (const name of ["Deno.customInspect", "Deno.privateCustomInspect", "nodejs.util.inspect.custom"]) {
    inspected({ [Symbol.for(name)]: take });
  }
  return handed;
}
