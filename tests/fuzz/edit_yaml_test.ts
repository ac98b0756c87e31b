/** Whatever is changed in whatever document: the new text says it, and every line that had no part in it is still there, in order. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { documentOf, editYaml } from "../../dsl/edit/mod.ts";
import { skipTrivia } from "../../dsl/edit/skip_trivia.ts";
import { sameJson } from "../../dsl/edit/same_json.ts";
import { type DocNode, readYaml } from "../../dsl/mod.ts";
import { type Json, stringifyJson } from "../../src/core/mod.ts";
import { generate } from "../dsl/yaml/generate.ts";
import { mutate, pick, seeded } from "../dsl/yaml/mutate.ts";
import { yamlPipelines } from "./yaml_pipelines.ts";

/** The tests look at the same documents each time; `EDIT_FUZZ=5000` looks at as many others. */
const WANTED = Deno.env.get("EDIT_FUZZ");
const RUNS = Number(WANTED ?? "500");
const SEED = WANTED === undefined ? { seed: 1 } : {};

Deno.test("editYaml() says what it should and leaves all other lines alone", async (t) => {
  const seeds = fc.integer({ min: 0, max: 2 ** 31 });
  await t.step("of generated documents", async () => {
    await fc.assert(fc.asyncProperty(seeds, fc.boolean(), (seed, isCrlf) => check(generate(seeded(seed)), seed, isCrlf)), {
      ...SEED,
      numRuns: RUNS,
      examples: [[839488535, false]],
    });
  });
  await t.step("of documents with anything in them", async () => {
    await fc.assert(fc.asyncProperty(seeds, (seed) => check(odd(seed), seed, false, true)), { ...SEED, numRuns: RUNS });
  });
  await t.step("of generated pipelines", async () => {
    await fc.assert(fc.asyncProperty(yamlPipelines(), seeds, fc.boolean(), (text, seed, isCrlf) => check(text, seed, isCrlf)), {
      ...SEED,
      numRuns: RUNS / 5,
    });
  });
});

/** A document with anchors, tags and whatever else is no mistake in it. */
function odd(seed: number): string {
  const random = seeded(seed);
  return mutate(
    generate(random).replaceAll(/: +(?=\w)/g, (colon) => pick(random, [colon, colon, ": &a ", ": !!str ", ": &b !!str "])),
    random,
  );
}

const VALUES: readonly Json[] = [
  ...[
    1,
    -2.5,
    1e21,
    9007199254740993n,
    true,
    false,
    null,
    "",
    "x",
    "two words",
    "a: b",
    "# no",
    "yes",
    "1.10",
    "{{ x }}",
    "it's",
    'say "x"',
  ],
  ...[
    "one\ntwo",
    "one\ntwo\n",
    "\n",
    "  in\nout",
    "ends\n\n",
    "tab\there",
    "é😀",
    "- a",
    "\u2028",
    "x #y",
    "[a]",
    "a, b",
    "trailing ",
    "null",
    "0x1F",
  ],
  ...[[], {}, [1, "a"], ["one\ntwo"], [[1], [2]], { a: 1 }, { a: { b: [] }, "c d": "x\ny\n" }, [{ id: "n", run: "x\ny\n" }, { id: "o" }]],
];

/**
 * Makes one to three changes, each in the text that the one before made.
 *
 * @param isOdd Whether a value may stand where nobody would look for it, so that its document is written anew.
 */
async function check(generated: string, seed: number, isCrlf: boolean, isOdd = false): Promise<void> {
  const random = seeded(seed);
  let text = isCrlf ? generated.replaceAll("\r\n", "\n").replaceAll("\n", "\r\n") : generated;
  for (let n = 1 + Math.floor(random() * 3); n > 0; n--) {
    const { root, diagnostics } = await readYaml(text, "p.yaml");
    if (root === undefined || diagnostics.length > 0) return;
    const change = changeOf(root, text, random);
    const told = `${JSON.stringify(text)}\n${change.name} => ${stringifyJson(change.target)}`;
    const edited = await editYaml(text, change.target);
    const { root: after } = await readYaml(edited, "p.yaml");
    assert.ok(after !== undefined && sameJson(documentOf(after), change.target), `${told}\n${JSON.stringify(edited)}`);
    // An alias may have to become what it stands for, wherever it is.
    if (!isOdd && !hasAnchors(text)) assert.equal(lostLine(text, edited, change.touched), undefined, `${told}\n${JSON.stringify(edited)}`);
    assert.ok(isMixed(text) || !isMixed(edited), told);
    text = edited;
  }
}

function isMixed(text: string): boolean {
  return text.includes("\r\n") && /(?<!\r)\n/.test(text);
}

function hasAnchors(text: string): boolean {
  return /[:-] +&\w/.test(text);
}

/** The first line outside some spans that is no longer there in its order. */
function lostLine(before: string, after: string, touched: readonly (readonly [number, number])[]): string | undefined {
  const lines = after.split(/\r?\n/);
  const hasBlanks = /^[ \t]+\r?$|[|>]\+/m.test(before);
  let at = 0;
  let next = 0;
  for (const line of before.split("\n")) {
    const start = at;
    at += line.length + 1;
    // A blank line may be part of the text above, or become one.
    if (hasBlanks && line.trim() === "" || touched.some(([from, to]) => from < at && to >= start)) continue;
    while (next < lines.length && lines[next] !== line.replace(/\r$/, "")) next++;
    if (next === lines.length) return line;
    next++;
  }
  return undefined;
}

interface Change {
  readonly name: string;
  readonly target: Json;
  /** Spans of the old text whose lines may change. */
  readonly touched: readonly (readonly [number, number])[];
}

/** One random change of a document. */
function changeOf(root: DocNode, text: string, random: () => number): Change {
  const path: { readonly node: DocNode; readonly key: string | number; readonly start: number }[] = [];
  let node = root;
  for (;;) {
    if (node.kind === "scalar" || random() < 0.15) break;
    const children = childrenOf(node, text);
    if (children.length === 0) break;
    const child = pick(random, children);
    path.push({ node, key: child.key, start: child.start });
    node = child.value;
  }
  const last = path.at(-1);
  const keys = path.map(({ key }) => key);
  const value = pick(random, VALUES);
  const flow = path.find((step) => isFlow(step.node, text));
  const within = (start: number, end: number): (readonly [number, number])[] => [
    [flow === undefined ? start : Math.min(start, flow.node.span.start), flow === undefined ? end : flow.node.span.end],
  ];
  const kind = random();
  if (node.kind !== "scalar" && childrenOf(node, text).length > 0 && kind < 0.4) {
    const target = changed(documentOf(root), keys, (old) => {
      if (Array.isArray(old)) return old.toSpliced(Math.floor(random() * (old.length + 1)), 0, value);
      return Object.assign(Object.create(null), old, { [pick(random, ["new", "x y", "__proto__", "on", "10"])]: value });
    });
    // Where a key is there already, it is changed: its place is not looked for.
    const isBlock = flow === undefined && !isFlow(node, text) && hasRoomFor(node);
    const touched = isBlock ? [] : [[last?.start ?? 0, node.span.end] as const];
    return {
      name: `add to /${keys.join("/")}`,
      target,
      touched: flow === undefined ? touched : within(0, 0).concat([[flow.node.span.start, flow.node.span.end]]),
    };
  }
  if (last === undefined) {
    const target = value;
    return { name: "replace the root", target, touched: [[0, text.length]] };
  }
  if (kind < 0.7) {
    const target = changed(documentOf(root), keys, () => value);
    const isSame = sameJson(target, documentOf(root));
    const touched = isSame ? [] : within(last.start, endOf(text, node, columnOf(text, last.start)));
    return {
      name: `set /${keys.join("/")}`,
      target,
      touched: isId(last.key) ? [...touched, [last.node.span.start, last.node.span.end]] : touched,
    };
  }
  const target = changed(documentOf(root), keys.slice(0, -1), (old) => {
    if (Array.isArray(old)) return old.toSpliced(Number(last.key), 1);
    const rest = Object.assign(Object.create(null), old);
    delete rest[last.key];
    return rest;
  });
  const siblings = childrenOf(last.node, text);
  const parent = path.at(-2);
  const isOnly = siblings.length === 1;
  const start = isOnly ? parent?.start ?? 0 : commentsAbove(text, last.start);
  const isFirst = !isOnly && text.slice(text.lastIndexOf("\n", last.start - 1) + 1, last.start).trim() !== "";
  const next = siblings[siblings.findIndex(({ key }) => key === last.key) + 1];
  const column = columnOf(text, last.start);
  const end = Math.max(endOfComments(text, endOf(text, node, column), column), isFirst ? next?.start ?? 0 : 0);
  const isAmbiguous = last.node.kind === "seq" &&
    new Set(siblings.map((child) => stringifyJson(documentOf(child.value)))).size < siblings.length;
  const touched = isAmbiguous || isId(last.key) ? [[parent?.start ?? 0, last.node.span.end] as const] : within(start, end);
  return { name: `remove /${keys.join("/")}`, target, touched };
}

/** Where comments end that are indented more than a column: without what stands above them they could become part of a text further up. */
function endOfComments(text: string, end: number, column: number): number {
  const from = text.indexOf("\n", end - 1) + 1;
  const found = from === 0 ? null : new RegExp(`^(?:(?:[ \\t]*\\r?\\n)* {${column + 1},}#.*\\r?\\n)+`).exec(text.slice(from));
  return found === null ? end : from + found[0].length - 1;
}

function isId(key: string | number): boolean {
  return key === "id";
}

/** Whether what is added is certain to come in lines of its own: no key is there already, no equal items stand side by side. */
function hasRoomFor(node: DocNode): boolean {
  if (node.kind === "map") return !node.entries.some(({ key }) => ["new", "x y", "__proto__", "on", "10"].includes(key));
  return false;
}

function isFlow(node: DocNode, text: string): boolean {
  return node.kind !== "scalar" && "[{".includes(text[node.span.start] ?? "");
}

function childrenOf(node: DocNode, text: string): { readonly key: string | number; readonly start: number; readonly value: DocNode }[] {
  if (node.kind === "map") return node.entries.map(({ key, keySpan, value }) => ({ key, start: keySpan.start, value }));
  if (node.kind === "scalar") return [];
  let end = node.span.start;
  return node.items.map((value, key) => {
    // An item begins at its dash, which may stand on a line above.
    const start = isFlow(node, text) ? value.span.start : skipTrivia(text, end);
    end = endOfNode(value);
    return { key, start, value };
  });
}

/** Where a value ends that may have nothing written for its last part. */
function endOfNode(node: DocNode): number {
  return node.kind === "map" ? Math.max(node.span.end, (node.entries.at(-1)?.keySpan.end ?? 0) + 1) : node.span.end;
}

function changed(value: Json, path: readonly (string | number)[], change: (old: Json) => Json): Json {
  const [first, ...rest] = path;
  if (first === undefined) return change(value);
  if (Array.isArray(value)) return value.with(Number(first), changed(value[Number(first)] ?? null, rest, change));
  const object = Object.assign(Object.create(null), value) as Record<string, Json>;
  object[first] = changed(object[first] ?? null, rest, change);
  return object;
}

function columnOf(text: string, at: number): number {
  return at - text.lastIndexOf("\n", at - 1) - 1;
}

/** Where a value's lines end, with the comments below it that are indented more than its key or dash. */
function endOf(text: string, node: DocNode, column: number): number {
  let end = lineEnd(text, node.span.end);
  const isBlank = (line: string): boolean => line.trim() === "";
  for (let kept = true;;) {
    const next = text.slice(end + 1, lineEnd(text, end + 1));
    if (end + 1 > text.length) return end;
    const comment = /^ *#/.test(next) && next.indexOf("#") >= Math.max(1, column - 2);
    kept &&= isBlank(next) && keepsBlankLines(text, node);
    if (!comment && !kept) return end;
    end = lineEnd(text, end + 1);
  }
}

function keepsBlankLines(text: string, node: DocNode): boolean {
  let last = node;
  for (;;) {
    const next = last.kind === "map" ? last.entries.at(-1)?.value : last.kind === "seq" ? last.items.at(-1) : undefined;
    if (next === undefined) break;
    last = next;
  }
  return last.kind === "scalar" && /^[|>]\+/.test(text.slice(last.span.start));
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

/** Where the comments above a line begin that stand directly above it. */
function commentsAbove(text: string, at: number): number {
  let start = text.lastIndexOf("\n", at - 1) + 1;
  while (start > 0) {
    const above = text.lastIndexOf("\n", start - 2) + 1;
    if (!/^ *#/.test(text.slice(above, start))) return start;
    start = above;
  }
  return start;
}
