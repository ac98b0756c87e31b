import assert from "node:assert/strict";
import type { Pipeline } from "../../core/mod.ts";
import { drawMermaid } from "./mermaid.ts";
import { graphOf } from "./model.ts";
import { drawSvg } from "./svg.ts";
import { drawText } from "./text.ts";

const pipeline: Pipeline = {
  name: "nightly",
  tasks: [
    { id: "fetch", command: ["curl"] },
    { id: "process", depends_on: ["fetch"], run: "sort" },
    { id: "route", depends_on: ["process"], if: "{{ true }}", then: ["notify"], else: ["end"] },
    { id: "notify", http: { url: "http://127.0.0.1" } },
    { id: "end", run: ":" },
  ],
  finally: [{ id: "report", run: "echo <done>" }],
};

Deno.test("drawText() lists tasks by level with what they wait for", () => {
  assert.equal(
    drawText(graphOf(pipeline)),
    `nightly
   1  fetch    command
   2  process  run      ← fetch
   3  route    router   ← process
   4  notify   http     ← route (then)
      end      run      ← route (else)
  finally
   5  report   run
`,
  );
});

Deno.test("drawMermaid() numbers the nodes, so that a task may be called end", () => {
  const text = drawMermaid(graphOf(pipeline));
  assert.match(text, /t2\{"route"\}/);
  assert.match(text, /t2 -->\|else\| t4/);
  assert.doesNotMatch(text, /^\s*end\b/m);
});

Deno.test("drawSvg() draws every task and edge, and refuses a graph nobody could read", () => {
  const svg = drawSvg(graphOf(pipeline));
  assert.equal(svg.match(/<rect /g)?.length, 6);
  assert.equal(svg.match(/marker-end/g)?.length, 4);
  const many = { ...pipeline, tasks: Array.from({ length: 400 }, (_, i) => ({ id: `t${i}`, run: ":" })) };
  assert.throws(() => drawSvg(graphOf(many)), { code: "graph_too_large" });
});

Deno.test("graphOf() stays fast when the graph is a chain of 10,000", () => {
  const tasks = Array.from({ length: 10_000 }, (_, i) => ({ id: `t${i}`, run: ":", depends_on: i > 0 ? [`t${i - 1}`] : [] }));
  assert.equal(graphOf({ name: "chain", tasks }).nodes.at(-1)?.level, 9999);
});

Deno.test("drawSvg() draws tasks whose ids are names of the host", () => {
  const drawn = drawSvg(graphOf({
    name: "a\u001b[31m",
    tasks: [{ id: "__proto__", run: ":" }, { id: "constructor", depends_on: ["__proto__"], run: ":" }],
  }));
  assert.match(drawn, />__proto__<[\s\S]*>constructor</);
  assert.equal(drawn.includes("\u001b"), false);
});

Deno.test("graphOf() counts levels of a hook from its own tasks", () => {
  const { nodes } = graphOf({
    ...pipeline,
    finally: [{ id: "first", depends_on: ["end"], run: ":" }, { id: "second", depends_on: ["first"], run: ":" }],
  });
  assert.deepEqual(nodes.slice(-2).map(({ level }) => level), [4, 5]);
});
