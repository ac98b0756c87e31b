/** Whatever YAML pipeline is valid: the flow file that it becomes is the same pipeline with the same comments, and so is what that becomes. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { flowToYaml, formatFlow, parseFlow } from "../../dsl/flow/mod.ts";
import { checkDocument, type DocNode, loadDocument, yamlToFlow } from "../../dsl/mod.ts";
import type { Expr } from "../../dsl/expr/mod.ts";
import { childrenOf } from "../../dsl/expr/tree.ts";
import { parseTemplate } from "../../dsl/template/mod.ts";
import { commentSpans } from "../../dsl/yaml/comment_spans.ts";
import { YAML_DOCUMENTS } from "../dsl/flow/yaml_documents.ts";
import { yamlPipelines } from "./yaml_pipelines.ts";

Deno.test("yamlToFlow() keeps the pipeline and its comments", async (t) => {
  await t.step("of examples, pairs, cases and the documentation", async () => {
    let valid = 0;
    for (const [name, text] of YAML_DOCUMENTS) if (await check(text, name)) valid++;
    assert.ok(valid > 50, `only ${valid} were valid`);
  });
  await t.step("of generated pipelines", async () => {
    let valid = 0;
    const property = fc.asyncProperty(yamlPipelines(), async (text) => {
      if (await check(text, text)) valid++;
    });
    await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
    assert.ok(valid > RUNS * 0.8, `only ${valid} were valid`);
  });
});

const RUNS = 200;

/** Checks a document that is valid; false for any other. */
async function check(yaml: string, name: string): Promise<boolean> {
  const before = await meaningOf(yaml, "p.yaml");
  if (before === undefined) return false;
  const { text: flow } = await yamlToFlow(yaml, "p.yaml");
  assert.ok(flow !== undefined, name);
  assert.deepEqual(await meaningOf(flow, "p.flow"), before, `${name}\n=>\n${flow}`);
  assert.deepEqual(flowComments(flow), yamlComments(yaml.replace(/^\ufeff/, "")), `${name}\n=>\n${flow}`);
  assert.equal(formatFlow(flow, "p.flow").text, flow);
  const { text: back } = await flowToYaml(flow, "p.flow");
  assert.ok(back !== undefined, name);
  assert.deepEqual(await meaningOf(back, "p.yaml"), before, `${flow}\n=>\n${back}`);
  assert.deepEqual(yamlComments(back), flowComments(flow), `${flow}\n=>\n${back}`);
  const { text: again } = await yamlToFlow(back, "p.yaml");
  assert.ok(again !== undefined, back);
  assert.deepEqual(await meaningOf(again, "p.flow"), before, `${back}\n=>\n${again}`);
  assert.deepEqual(spacedTasks(again), spacedTasks(flow), `${flow}\n=>\n${back}\n=>\n${again}`);
  return true;
}

/** The tasks above which a line is empty. */
function spacedTasks(flow: string): string[] {
  return [...flow.matchAll(/\n\n *(?:task|when|check) .*/g)].map(([line]) => line.trim().replace(/ *\{?(?: .*)?$/, ""));
}

/** The pipeline of a text; undefined when it has mistakes. What a later version runs has no pipeline yet, and is taken for another kind. */
async function meaningOf(text: string, file: string): Promise<unknown> {
  const { tree, diagnostics } = await loadDocument(text, file);
  if (tree === undefined || diagnostics.some(({ severity, code }) => severity === "error" && code !== "not_supported_yet")) {
    return undefined;
  }
  const { pipeline } = await checkDocument(runnable(tree), { file, text });
  return pipeline === undefined ? undefined : settled(pipeline);
}

function runnable(node: DocNode): DocNode {
  if (node.kind === "seq") return { ...node, items: node.items.map(runnable) };
  if (node.kind !== "map") return node;
  const isTask = node.entries.some(({ key }) => key === "id");
  const entries = node.entries.map((entry) => {
    if (entry.key === "script" && isTask) return { ...entry, key: "run" };
    return { ...entry, value: runnable(entry.value) };
  });
  return { ...node, entries };
}

/** Groups that flow has no word for: an empty one says nothing. */
const GROUPS = new Set(["config", "params", "secrets", "on", "depends_on"]);

/** A pipeline without what is the formatter's to choose: the blanks of expressions and sentences, the quotes in them, pipes in conditions; `{{ true }}` is true. */
function settled(value: unknown): unknown {
  if (typeof value === "string") return value.includes(" ") || value.startsWith("{{") ? plain(value) : value;
  if (Array.isArray(value)) return value.map(settled);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key, item]) => !GROUPS.has(key) || Object.keys(item ?? {}).length > 0);
  return entries.sort(([a], [b]) => a < b ? -1 : 1).map(([key, item]) => [
    key,
    key === "if" && typeof item === "string" ? meaning(item) : settled(item),
  ]);
}

function plain(text: string): string {
  return text.replaceAll(/\s/g, "").replaceAll("'", '"').replaceAll(/,(?=[\]})])/g, "");
}

/** What a condition means, whether it is written with pipes and leading dots or without. */
function meaning(text: string): unknown {
  const expr = parseTemplate(text).whole?.expr;
  return expr === undefined ? text : treeOf(expr);
}

/** A tree without places; a function that is piped to is the same as one that is called. */
function treeOf(expr: Expr): unknown {
  if (expr.kind === "ident") return expr.name;
  if (expr.kind === "call") return [expr.name, ...(expr.target === undefined ? [] : [treeOf(expr.target)]), ...expr.args.map(treeOf)];
  const own = Object.entries(expr).filter(([key, value]) => !/^height$|[sS]pan$/.test(key) && typeof value !== "object");
  return [own.map(([key, value]) => `${key} ${value}`), ...childrenOf(expr).map(treeOf)];
}

function flowComments(text: string): string[] {
  return (parseFlow(text).file?.comments ?? []).map(({ start, end }) => text.slice(start, end).trimEnd()).sort();
}

function yamlComments(text: string): string[] {
  return commentSpans(text.replaceAll("\r\n", "\n")).map(({ start, end }) => text.replaceAll("\r\n", "\n").slice(start, end)).sort();
}
