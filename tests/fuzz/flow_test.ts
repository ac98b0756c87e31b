/** Whatever stands in a flow file, it is read: a tree or mistakes, each at a place within the file. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { loadDocument } from "../../dsl/mod.ts";
import { parseFlow, readFlow } from "../../dsl/flow/mod.ts";
import { offsetInPieces } from "../../dsl/offset_in_pieces.ts";
import { parseCheck } from "../../dsl/check/mod.ts";
import { parseTemplate } from "../../dsl/template/mod.ts";
import type { DocNode, ParsedScalar } from "../../dsl/tree.ts";
import { pick, seeded } from "../dsl/yaml/mutate.ts";
import { mutateBytes, mutateTokens, SOURCES, TOKENS } from "./flow_sources.ts";

Deno.test("readFlow() reads anything", async (t) => {
  const steps: Readonly<Record<string, (seed: number) => string>> = {
    "changed by tokens": (seed) => mutateTokens(seeded(seed)),
    "changed by bytes": (seed) => mutateBytes(seeded(seed)),
    "put together from tokens": (seed) => {
      const random = seeded(seed);
      return Array.from({ length: Math.floor(random() * 60) }, () => pick(random, TOKENS)).join("");
    },
  };
  for (const [name, make] of Object.entries(steps)) {
    await t.step(name, () => fc.assert(fc.property(fc.integer({ min: 0 }), (seed) => read(make(seed))), { numRuns: 5000 }));
  }
  await t.step("cut anywhere", () => {
    for (const source of SOURCES) for (let end = 0; end < source.length; end += 7) read(source.slice(0, end));
  });
});

Deno.test("loadDocument() answers for any flow file", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0 }), async (seed) => {
      const text = mutateTokens(seeded(seed));
      const { pipeline, diagnostics } = await loadDocument(text, "f.flow");
      const isWrong = diagnostics.some(({ severity }) => severity === "error");
      assert.equal(pipeline === undefined, isWrong, text);
      for (const { span } of diagnostics) assert.ok(span.start >= 0 && span.end <= text.length + 1 && span.start <= span.end, text);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("readFlow() takes time in proportion to the text", () => {
  const hostile: Readonly<Record<string, string>> = {
    brackets: "task a if (".repeat(50_000),
    braces: "{".repeat(200_000),
    lists: `pipeline p { meta ${"[1].x ".repeat(50_000)}`,
    quotes: `pipeline p {\n${'run "\n'.repeat(50_000)}`,
    blocks: `pipeline p {\n${'task a { run """\n'.repeat(30_000)}`,
    comments: `pipeline p {\n${"# c\n".repeat(100_000)}`,
    words: `pipeline p {\n${"x ".repeat(200_000)}`,
    nested: `pipeline p {\n${"task a {\n".repeat(50_000)}`,
    otherwise: `pipeline p {\nwhen true { }${" else when true { }".repeat(20_000)}`,
    names: `pipeline p {\ntask a after ${"b, ".repeat(100_000)}`,
    entries: `pipeline p {\nenv {${Array.from({ length: 50_000 }, (_, n) => `A${n}: "1", `).join("")}}\n}`,
    clauses: `pipeline p { task a { http "x" ${Array.from({ length: 50_000 }, (_, n) => `a${n} 1 `).join("")} } }`,
    requirements: `pipeline p { task a {\n${"require a.b\n".repeat(50_000)} } }`,
    checks: `pipeline p {\n${"check disk usage > 1%\n".repeat(50_000)} }`,
    conditions: `pipeline p {\n${"when a.b { check disk usage > 1% }\n".repeat(20_000)} }`,
    settings: `pipeline p {\n${"param a: int\n".repeat(50_000)} }`,
    wrong: `pipeline p {\n${"???\n".repeat(50_000)}`,
  };
  for (const [name, text] of Object.entries(hostile)) {
    const start = performance.now();
    readFlow(text, "f.flow");
    const ms = performance.now() - start;
    assert.ok(ms < 3_000, `${name} took ${ms} ms`);
  }
});

function read(marked: string): void {
  const text = marked.replace(/^\ufeff/, "");
  const { root, diagnostics } = readFlow(marked, "f.flow");
  assert.ok(root !== undefined || diagnostics.length > 0, text);
  for (const { span } of diagnostics) {
    assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length, `${JSON.stringify(span)} in ${text}`);
  }
  if (root !== undefined) checkNode(root, text);
  const { file } = parseFlow(text);
  let last = 0;
  for (const { start, end } of file?.comments ?? []) {
    assert.ok(start >= last && text[start] === "#", text);
    last = end;
  }
}

function checkNode(node: DocNode, text: string): void {
  const { start, end } = node.span;
  assert.ok(start >= 0 && start <= end && end <= text.length, text);
  if (node.kind === "map") {
    for (const { keySpan, value } of node.entries) {
      assert.ok(keySpan.start >= 0 && keySpan.start <= keySpan.end && keySpan.end <= text.length, text);
      checkNode(value, text);
    }
  } else if (node.kind === "seq") node.items.forEach((item) => checkNode(item, text));
  else if (typeof node.value === "string") {
    const { value } = node;
    for (const piece of node.pieces ?? []) {
      const written = text.slice(piece.start, piece.start + piece.length);
      assert.ok(written.startsWith("\\") || written === value.slice(piece.at, piece.at + piece.length), text);
      assert.equal(offsetInPieces(node, piece.at), piece.start);
    }
    if (node.parsed !== undefined) assert.deepEqual(withoutPlaces(node.parsed), withoutPlaces(readAgain(node.parsed.kind, value)), text);
  }
}

/** What the languages within make of a value's text: at run time nothing else is known of it. */
function readAgain(kind: ParsedScalar["kind"], value: string): unknown {
  return kind === "check" ? { kind, sentence: parseCheck(value) } : { kind, expr: parseTemplate(value).whole?.expr };
}

function withoutPlaces(parsed: unknown): unknown {
  return JSON.parse(JSON.stringify(parsed, (key, value) => {
    if (/span$/i.test(key)) return undefined;
    return typeof value === "bigint" ? `${value}n` : value;
  }));
}
