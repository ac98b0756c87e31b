import type { Attack } from "../attack.ts";

const RETURNED = {
  "a billion characters": "return { text: 'x'.repeat(2 ** 28), more: ['y'.repeat(2 ** 28), 'z'.repeat(2 ** 28)] };",
  "many pieces": "return { list: Array.from({ length: 3e6 }, () => 'xxx') };",
  "an endless list": "return { list: new Proxy([], { get: (_, key) => key === 'length' ? 1e15 : 1 }) };",
  "deep": "let o = {}; for (let n = 0; n < 1e5; n++) o = { o }; return o;",
  "cyclic": "const o = {}; o.o = { o }; return o;",
  "a toJSON that returns itself": "const o = { toJSON() { return o; } }; return { o };",
  "a toJSON without end": "const make = () => ({ toJSON: () => ({ next: make() }) }); return { o: make() };",
  "a toJSON that throws a proxy": "return { toJSON() { throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 1; } }); } };",
  "getters that throw": "return { get a() { throw new Error('x'); } };",
  "keys that throw": "return new Proxy({}, { ownKeys() { throw new Error('x'); } });",
  "a function": "return { f() {} };",
  "big": "return { n: 1n };",
  "not a number": "return { n: NaN };",
  "a revoked proxy": "const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy;",
  "a list": "return [1];",
  "a text": "return 'x';",
  "a prototype of its own": 'return JSON.parse(\'{"__proto__": {"MARK": "MARK"}, "constructor": {"prototype": {"MARK": "MARK"}}}\');',
  "an end of its own": "return { t: 'end', clean: true, error: { code: 'limit_time' } };",
  "lone surrogates": "return { ['\\ud800']: '\\udfff' };",
  "then": "return { get then() { return (resolve) => resolve({ then: (resolve) => resolve({}) }); } };",
} as const;

export default {
  title: "Return values: a gigabyte, endless, deep, cyclic, `toJSON` games, revoked proxies, `__proto__`",
  stoppedBy: ["host", "limits", "broker"],
  plain: { keptBecause: "it is about what the parent reads; a plain worker's parent would run out of memory with the first" },
  scripts: () =>
    Object.fromEntries(
      Object.entries(RETURNED).map(([name, text]) => [name, {
        files: { "main.js": `export default () => { ${text} };` },
        limits: { cpu: 3000 },
        ends: /script_return|script_failed|limit_memory|limit_cpu|stopped|returned/,
      }]),
    ),
  breach: ({ end }) =>
    end.status === "returned" && JSON.stringify(end.outputs).length > 8 * 1024 * 1024 ? "the outputs are too long" : undefined,
} satisfies Attack;
