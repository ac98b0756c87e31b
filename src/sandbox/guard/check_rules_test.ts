import assert from "node:assert/strict";
import fc from "fast-check";
import { prepare, told, toldOf } from "./testing.ts";

const END = ";export default 1";

Deno.test("checkRules() refuses, at its place,", async (t) => {
  const cases: readonly (readonly [text: string, column: number])[] = [
    ["import('./x.js')", 1],
    ["import /* a */ ( // b\n'./x.js')", 1],
    ["import\n('x')", 1],
    ["f(() => { return async () => { await import('x') } })", 38],
    ["`${import('x')}`", 4],
    ["class A { static { import('x') } }", 20],
    ["class A { [import('x')]() {} }", 12],
    ["(a = import('x')) => a", 6],
    ["({ [import.meta.url]: 1 })", 5],
    ["import.meta", 1],
    ["x?.[import.meta.url]", 5],
    ["eval('1')", 1],
    ["\\u0065val('1')", 1],
    ["\\u{65}\\u{76}al('1')", 1],
    ["(eval)('1')", 2],
    ["(0, eval)('1')", 5],
    ["eval?.('1')", 1],
    ["eval`1`", 1],
    ["let e = eval", 9],
    ["let \\u{65}val; eval('1')", 16],
    ["[eval][0]", 2],
    ["({ eval })", 4],
    ["({ ...eval })", 7],
    ["a.b(eval.call)", 5],
    ["globalThis.eval('1')", 12],
    ["self['eval']('1')", 6],
    ["globalThis?.eval", 13],
    ["globalThis.WebAssembly.compile(x)", 12],
    ["Function('1')", 1],
    ["new Function('a', '1')", 5],
    ["new Function", 5],
    ["(0, Function)('1')", 5],
    ["Function`1`", 1],
    ["globalThis.Function", 12],
    ["WebAssembly.compile(x)", 1],
    ["new Worker('x')", 5],
    ["new SharedArrayBuffer(8)", 5],
    ["Atomics.wait(a, 0, 0)", 1],
    ["debugger", 1],
    ["if (a) debugger; else b", 8],
    ["{ let Worker; } new Worker()", 21],
    ["function f(Worker) {} new Worker()", 27],
    ["try {} catch (Worker) {} new Worker()", 30],
    ["for (let Worker of x); Worker", 24],
    ["(class Worker {}); Worker", 20],
    ["(function Worker() {}); Worker", 25],
    ["{ function Worker() {} } Worker", 26],
    ["Worker: for (;;) { new Worker(); break Worker }", 24],
    ["({ Worker: 1 }).Worker; Worker", 25],
    ["a.Worker = Worker", 12],
    ["function f({ a = Worker }) {}", 18],
    ["function f({ [Worker]: a }) {}", 15],
    ["typeof new Worker()", 12],
    ["import source x from './x.js'", 1],
    ["import defer * as x from './x.js'", 1],
    ["<!--\nimport('x')", 0],
  ];
  for (const [text, column] of cases) {
    await t.step(text, async () => {
      const found = await toldOf(text + END);
      assert.equal(found[0], column === 0 ? "a.js:1:1 script_syntax" : `a.js:${text.startsWith("<") ? 2 : 1}:${column} script_forbidden`);
    });
  }
});

Deno.test("checkRules() lets pass", async (t) => {
  const cases = [
    "x.eval('1'); x?.eval; x.Function('1'); x['eval']; x.import('y'); x.Worker",
    "({ eval: 1, Function() {}, get Worker() { return 1 }, import: 2, debugger: 3, with: 4 })",
    "class A { constructor() {} eval() {} static Worker = 1; get Function() { return 1 } #Atomics }",
    "function f(Worker) { return new Worker() }",
    "const f = (Function) => Function('x')",
    "let Worker = 1; { function g() { return () => Worker } }",
    "f(Worker); function f(a) { return Worker } var Worker",
    "if (a) { for (;;) { var Atomics } } Atomics.x",
    "const { a: { b: [Worker, ...WebAssembly] = [] } } = x; Worker; WebAssembly",
    "const { Worker = 1 } = x; new Worker()",
    "try {} catch ({ Worker }) { Worker }",
    "for (const Worker of x) new Worker()",
    "class Worker {} new Worker()",
    "const A = class Worker { m() { return Worker } }",
    "import Worker from './w.js'; new Worker()",
    "import { x as Worker } from './w.js'; new Worker()",
    "import { Worker as x } from './w.js'; x",
    "import * as Atomics from './w.js'; Atomics.x",
    "export { Worker } from './w.js'",
    "export { a as Worker }; let a",
    "export * as Worker from './w.js'",
    "Worker: for (;;) { continue Worker }",
    "x instanceof Function; Function.prototype; let F = Function",
    "typeof Worker; typeof WebAssembly === 'undefined'",
    "function f(globalThis) { return globalThis.eval }",
    "function f() { return new.target }",
    "'import(\"x\")'; `import('x') ${1} eval('1')`; /import\\('x'\\)|eval/; \"node:fs\"",
    "// import('x')\n/* eval('1') debugger */ //# sourceMappingURL=data:application/json,{}\n",
    "a.b.c`x`; a?.b?.(c)?.[d]; async function* g() { for await (const x of y) yield* x } await 1",
    "label: { break label } switch (a) { case 1: default: } do {} while (0); a ||= b; c **= 2; 1n",
    "{ using x = null } class B { #p; static { this.q } m() { return #p in this } accessor() {} }",
  ];
  for (const text of cases) {
    await t.step(text, async () => {
      const files = { "/p/a.js": text + END, "/p/w.js": "export default 1; export const x = 1, Worker = 2" };
      assert.deepEqual(told(await prepare("a.js", files)), []);
    });
  }
});

Deno.test("checkRules() allows `debugger` at the level `trusted`, and import() at none", async () => {
  assert.deepEqual(await toldOf("debugger" + END, "js", { level: "trusted" }), []);
  assert.deepEqual(await toldOf("import('x')" + END, "js", { level: "trusted" }), ["a.js:1:1 script_forbidden"]);
});

Deno.test("checkRules() finds what stands at the bottom of 30,000 links, and never overflows", async (t) => {
  const n = 30_000;
  await t.step("a binary chain passes", async () => assert.deepEqual(await toldOf("a" + "+a".repeat(n) + END), []));
  await t.step(
    "its bottom is found",
    async () => assert.deepEqual(await toldOf("eval" + "+a".repeat(n) + END), ["a.js:1:1 script_forbidden"]),
  );
  await t.step(
    "its top is found",
    async () => assert.deepEqual(await toldOf("a" + "&&a".repeat(n) + "&&eval" + END), [`a.js:1:${3 * n + 4} script_forbidden`]),
  );
  await t.step(
    "3,000 members",
    async () => assert.deepEqual(await toldOf("import.meta" + ".y".repeat(3000) + END), ["a.js:1:1 script_forbidden"]),
  );
  await t.step("1,000 else", async () => {
    assert.deepEqual(await toldOf("if(a){}" + "else if(a){}".repeat(1000) + "else debugger" + END), ["a.js:1:12013 script_forbidden"]);
  });
  const tooDeep = {
    members: "x" + ".y".repeat(n),
    calls: "f" + "()".repeat(n),
    else: "if(a){}" + "else if(a){}".repeat(n),
    parentheses: "(".repeat(n) + "a" + ")".repeat(n),
    brackets: "[".repeat(n) + "]".repeat(n),
    blocks: "{".repeat(n) + "}".repeat(n),
    functions: "()=>{".repeat(n) + "}".repeat(n),
    negations: "!".repeat(n) + "a",
    templates: "`${".repeat(n) + "}`".repeat(n),
    "900 parentheses": "(".repeat(900) + "a" + ")".repeat(900),
    "900 objects": "a=" + "{a:".repeat(900) + "1" + "}".repeat(900),
  };
  for (const [name, text] of Object.entries(tooDeep)) {
    for (const kind of ["js", "ts"] as const) {
      await t.step(`${name} as ${kind} are refused within the nesting`, async () => {
        const found = await toldOf(text + END, kind);
        assert.match(found.join(), /^a\.[jt]s:1:\d+ script_too_large$/);
        const column = Number(found[0]?.split(/[: ]/)[2]);
        assert.ok(column > 100 && column <= text.length / 2 + 100_000, `column ${column}`);
      });
    }
  }
  await t.step("600 levels pass", async () => assert.deepEqual(await toldOf("(".repeat(600) + "a" + ")".repeat(600) + END), []));
});

Deno.test("checkRules() stops at a thousand breaks", async () => {
  const prepared = await prepare("a.js", { "/p/a.js": "eval;".repeat(200_000) });
  assert.equal("diagnostics" in prepared && prepared.diagnostics.length, 1000);
});

Deno.test("checkRules() sees a forbidden name wherever an expression may stand", async () => {
  const hole = fc.constantFrom(
    (e: string) => `(${e})`,
    (e: string) => `[1, ${e}]`,
    (e: string) => `{ a: ${e} }.a`.replace(/^.*$/, (o) => `(${o.slice(0, -2)}).a`),
    (e: string) => `(a => ${e})`,
    (e: string) => `function (b = ${e}) {}`.replace(/^.*$/, (o) => `(${o})`),
    (e: string) => "`${" + e + "}`",
    (e: string) => `a?.[${e}]`,
    (e: string) => `(${e} ? 1 : 2)`,
    (e: string) => `new (class extends (${e}) {})`,
    (e: string) => `(class { static x = ${e} })`,
    (e: string) => `(class { [${e}]() {} })`,
    (e: string) => `(async () => { for await (const x of ${e}) ; })`,
    (e: string) => `({ ...${e} })`,
    (e: string) => `f(...${e})`,
    (e: string) => `tag\`\${${e}}\``,
    (e: string) => `([a = ${e}] = [])`,
    (e: string) => `({ a: b[${e}] } = {})`,
    (e: string) => `(() => { switch (${e}) { case 1: } })`,
    (e: string) => `(() => { throw ${e} })`,
    (e: string) => `(void ${e}, 1)`,
  );
  await fc.assert(
    fc.asyncProperty(fc.array(hole, { maxLength: 12 }), async (holes) => {
      const text = `x(${holes.reduce((inner, each) => each(inner), "eval")})${END}`;
      assert.deepEqual(await toldOf(text), [`a.js:1:${text.indexOf("eval") + 1} script_forbidden`], text);
    }),
    { numRuns: 150 },
  );
});
