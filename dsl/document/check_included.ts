import { posix, win32 } from "node:path";
import { type Code, type Diagnostic, type Json, nearest, type Pipeline, type Setting, type Span } from "../../src/core/mod.ts";
import { isFlowFile } from "../is_flow_file.ts";
import type { DocNode, MapNode } from "../tree.ts";
import { quoted } from "./describe.ts";
import { entryOf, hasExpression, headOf, isDoubtful, isText } from "./reading.ts";
import { unknownParam } from "./resolve_settings.ts";
import { readSettingValue } from "./setting_value.ts";

/** A file that a task named, once it was read. */
export interface IncludedFile {
  /** Without a byte order mark. */
  readonly text: string;
  readonly pipeline: Pipeline | undefined;
  /** The pipeline as far as it could be understood. */
  readonly draft: Pipeline | undefined;
  readonly tree: DocNode | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** What is shared while a document and all it contains are checked. */
export interface IncludeContext {
  readonly readFile: (path: string) => Promise<string>;
  /** The one name of a file, however a path leads to it. */
  readonly nameOf: (path: string) => string;
  readonly load: (text: string, file: string) => Promise<IncludedFile>;
  /** Files read so far, each once however often it is named. */
  readonly known: Map<string, IncludedFile>;
  /** The files from the first to the one being checked. */
  readonly path: readonly string[];
}

/** Checks the `pipeline` tasks of one file, and theirs. */
export async function checkIncluded(including: IncludedFile, file: string, context: IncludeContext): Promise<readonly Diagnostic[]> {
  const { tree } = including;
  if (tree === undefined) return [];
  const found: Diagnostic[] = [];
  const add = (code: Code, span: Span, message: string, hint?: string): void => {
    found.push({ severity: "error", code, message, file, span, ...(hint === undefined ? {} : { hint }) });
  };
  for (const task of pipelineTasks(tree)) {
    const node = entryOf(task, "pipeline");
    if (node === undefined || !isText(node) || hasExpression(node.value) || node.value.trim() === "") continue;
    const target = context.nameOf(resolvePath(file, node.value));
    const start = context.path.findIndex((step) => context.nameOf(step) === target);
    if (start >= 0) {
      const loop = [...context.path.slice(start), context.path[start]].join(" → ");
      add("pipeline_loop", node.span, `A pipeline contains itself: ${loop}`);
      continue;
    }
    const isNew = !context.known.has(target);
    const included = context.known.get(target) ??
      await readIncluded(target, context, (message) => add("pipeline_unreadable", node.span, message));
    if (included === undefined) continue;
    if (isNew) {
      found.push(...included.diagnostics);
      found.push(...await checkIncluded(included, target, { ...context, path: [...context.path, target] }));
    }
    if (included.pipeline === undefined) continue;
    checkWith(task, node.span, included.pipeline, add, isFlowFile(file));
    await checkComputed(task, included.pipeline, including, add);
  }
  return found;
}

async function readIncluded(target: string, context: IncludeContext, fail: (message: string) => void): Promise<IncludedFile | undefined> {
  let text: string;
  try {
    text = await context.readFile(target);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    fail(`The pipeline's file ${target} cannot be read: ${reason}`);
    return undefined;
  }
  const included = await context.load(text, target);
  context.known.set(target, included);
  return included;
}

/** The maps of a document's tasks that name another pipeline. */
function* pipelineTasks(tree: DocNode): Generator<MapNode> {
  if (tree.kind !== "map") return;
  for (const list of ["tasks", "finally", "on_failure", "on_success"]) {
    const node = entryOf(tree, list);
    if (node?.kind !== "seq") continue;
    for (const item of node.items) if (item.kind === "map" && entryOf(item, "pipeline") !== undefined) yield item;
  }
}

type Add = (code: Code, span: Span, message: string, hint?: string) => void;

/** Checks the types of what a task computes for the pipeline. Loads what checks expressions only where there are any. */
async function checkComputed(task: MapNode, pipeline: Pipeline, { text, draft }: IncludedFile, add: Add): Promise<void> {
  const block = entryOf(task, "with");
  const id = entryOf(task, "id");
  if (draft === undefined || block?.kind !== "map" || id?.kind !== "scalar") return;
  for (const { key, value } of block.entries) {
    const setting = pipeline.params !== undefined && Object.hasOwn(pipeline.params, key) ? pipeline.params[key] : undefined;
    if (setting === undefined || literalOf(value) !== undefined) continue;
    const [{ checkWithTypes }, { scopesOf }] = await Promise.all([import("./check_with_types.ts"), import("../scope/mod.ts")]);
    checkWithTypes(setting, value, text, scopesOf(draft).forTask(id.source), (span, message, hint) => {
      add("param_invalid", span, `The parameter "${key}" is wrong: ${message}`, hint);
    });
  }
}

/** Checks what a task gives against what the pipeline takes; expressions only by their names. */
function checkWith(task: MapNode, place: Span, pipeline: Pipeline, add: Add, isFlow: boolean): void {
  const params = pipeline.params ?? {};
  const block = entryOf(task, "with");
  const entries = block?.kind === "map" ? block.entries : [];
  for (const { key, keySpan, value } of entries) {
    const setting = Object.hasOwn(params, key) ? params[key] : undefined;
    if (setting === undefined) {
      const { hint } = unknownParam(key, Object.keys(params));
      add("param_unknown", keySpan, `The pipeline "${pipeline.name}" has no parameter ${quoted(key)}`, hint);
    } else checkLiteral(key, setting, value, add);
  }
  if (block !== undefined && isDoubtful(block)) return;
  // A misspelled parameter has been told; it is not missing as well.
  const given = new Set(entries.map(({ key }) => Object.hasOwn(params, key) ? key : nearest(key, Object.keys(params))));
  for (const [name, setting] of Object.entries(params)) {
    if (setting.default !== undefined || given.has(name)) continue;
    const span = block?.kind === "map" && block.entries.length > 0 ? headOf(block) : place;
    add(
      "param_missing",
      span,
      `The pipeline "${pipeline.name}" needs the parameter "${name}"`,
      `Give it: with${isFlow ? "" : ":"} { ${name}: … }`,
    );
  }
}

function checkLiteral(name: string, setting: Setting, node: DocNode, add: Add): void {
  const value = literalOf(node);
  if (value === undefined) return;
  // A number without its unit is as doubtful here as anywhere in a document, though a computed one is in milliseconds or bytes.
  const origin = setting.type === "duration" || setting.type === "size" ? "literal" : "data";
  const result = readSettingValue(setting, value, origin);
  if (result.problem === undefined) return;
  add("param_invalid", node.span, `The parameter "${name}" is wrong: ${result.problem.message}`);
}

/** Plain data of a node; undefined when any of it is computed. */
function literalOf(node: DocNode): Json | undefined {
  if (node.kind === "scalar") return isText(node) && hasExpression(node.value) ? undefined : node.value;
  if (node.kind === "seq") {
    const items = node.items.map(literalOf);
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  const result = Object.create(null) as Record<string, Json>;
  for (const { key, value } of node.entries) {
    const item = literalOf(value);
    if (item === undefined) return undefined;
    result[key] = item;
  }
  return result;
}

/** A path seen from the folder of the file that names it. */
export function resolvePath(file: string, target: string): string {
  const rules = /^[A-Za-z]:[\\/]|\\/.test(file) ? win32 : posix;
  if (rules.isAbsolute(target)) return rules.normalize(target);
  return file === "-" ? rules.normalize(target) : rules.join(rules.dirname(file), target);
}
