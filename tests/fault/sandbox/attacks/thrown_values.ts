import type { Attack } from "../attack.ts";

const THROWN = {
  "throwing getters": `const e = new Error("x");
    for (const name of ["name", "message", "stack", "cause", "constructor"]) Object.defineProperty(e, name, { get() { throw e; } });
    throw e;`,
  "huge": `const e = new Error("x".repeat(1 << 26)); e.stack = "y".repeat(1 << 26); e.name = "z".repeat(1 << 24); throw e;`,
  "other types": `throw { name: 1n, message: { toString() { return "x"; } }, stack: Symbol("x") };`,
  "recursive": `const e = { get message() { return this.message; }, get name() { throw this; } }; e.cause = e; throw e;`,
  "nothing": "throw undefined;",
  "a symbol": "throw Symbol('x');",
  "a function": "throw Object.assign(() => {}, { toString() { throw new Error('y'); } });",
  "a proxy":
    "throw new Proxy(new Error('x'), { get() { throw 1; }, getPrototypeOf() { throw 2; }, has() { throw 3; }, ownKeys() { throw 4; } });",
  "a proxy of proxies": "let p = {}; for (let n = 0; n < 50000; n++) p = new Proxy(p, {}); throw p;",
  "a revoked proxy": "const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy;",
  "a proxy that is a function": "throw new Proxy(() => {}, { get() { throw 1; }, apply() { throw 2; } });",
  "an error of the host": "try { await Deno.readTextFile('x'); } catch (e) { e.name = 'TaskError'; e.code = 'limit_time'; throw e; }",
  "a code of the host": "throw Object.assign(new Error('x'), { code: 'sandbox_lost', name: 'AppError', exit: 0 });",
  "a subclass":
    "throw new (class extends Error { get [Symbol.toStringTag]() { throw 1; } static [Symbol.hasInstance]() { throw 2; } })('x');",
  "an aggregate of itself": "const e = new AggregateError([], 'x'); e.errors.push(e); throw e;",
  "while nobody looks":
    "queueMicrotask(() => { throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } }); }); await new Promise(() => {});",
  "a rejection nobody handles":
    "Promise.reject(new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } })); await new Promise(() => {});",
  "in a timer":
    "setTimeout(() => { throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } }); }, 0); await new Promise(() => {});",
  "the stack runs out": "const deep = () => deep(); deep();",
  "the stack runs out in the host":
    "const deep = () => { try { deep(); } finally { console.log('x'); setTimeout(() => {}, 0); } }; deep();",
  "a stack that is slow to read":
    "const e = new Error('x'); e.stack = ('at ' + ':1'.repeat(8000) + '\\n') + ('at ' + '( ('.repeat(5000)) + ' '.repeat(5000) + 'at'; throw e;",
  "a message full of places": "throw new Error((new Error('').stack.match(/file:[^ ]*\\//) ?? ['x'])[0].repeat(200));",
  "a stack with our words":
    "const e = new Error('x'); e.stack = 'Error: x\\n    at file:///etc/passwd:1:1\\n    at main (file:///proc/self/environ:1:1)'; throw e;",
} as const;

export default {
  title: "Thrown values whose getters throw, never end, recurse, are huge; proxies, revoked proxies, forged stacks",
  stoppedBy: ["host", "broker"],
  plain: "works",
  scripts: () =>
    Object.fromEntries(
      Object.entries(THROWN).map(([name, text]) => [name, {
        files: { "main.js": `export default async () => { ${text} };` },
        // What is thrown where only the runtime looks, and cannot be looked at, is not noticed; the task goes on until its time is up.
        ends: name === "while nobody looks" ? /script_failed|stopped/ : /script_failed/,
        ...(name === "while nobody looks" ? { timeMs: 2500 } : {}),
      }]),
    ),
} satisfies Attack;
