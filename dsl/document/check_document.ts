import { type Diagnostic, nearest, type Pipeline } from "../../src/core/mod.ts";
import { PIPELINE } from "../schema/mod.ts";
import type { DocNode, MapNode } from "../tree.ts";
import { checkMatrices } from "./check_matrix.ts";
import type { CheckedScripts, CheckScript } from "./check_scripts.ts";
import type { TemplateFile } from "./check_template_files.ts";
import { checkReach } from "./check_reach.ts";
import { checkUnused } from "./check_unused.ts";
import { checkGraph, type Graph } from "./graph.ts";
import { notAPipeline } from "./not_a_pipeline.ts";
import { preparePatterns } from "./pattern.ts";
import { entryOf, isDoubtful, isText, Reading, type TaskList } from "./reading.ts";
import { hasDoubtfulNames, NAME_CODES } from "./doubtful_names.ts";
import { type ReadRecord, readRecord } from "./read_record.ts";
import { checkSentencePatterns, prepareChecks } from "./read_check.ts";
import { Report } from "./report.ts";
import { sourceScript } from "./source_script.ts";

/** What {@link checkDocument} has to know of the document's place. */
export interface CheckDocumentOptions {
  /** The file as the user named it; `-` is standard input. */
  readonly file: string;
  /** The text that the tree was read from, without a byte order mark. */
  readonly text: string;
  /** Whether the reader found mistakes: parts of the text may be hidden, so that nothing is said about what is not used. Default false. */
  readonly isBroken?: boolean;
  /** The interpreter of `run` text where the document names none, for its quoting rules. Default `sh`; on Windows `powershell`. */
  readonly defaultShell?: string;
  /** The template that a task names, by the path in the document; undefined where there is none to check. Without it none is checked. */
  readonly readTemplate?: (path: string) => Promise<TemplateFile | undefined>;
  /** Says what is wrong with a script that runs in the sandbox. Without it none is checked. */
  readonly checkScript?: CheckScript;
}

/** A document after checking. */
export interface CheckedDocument {
  /** Frozen, without prototypes, units and sugar gone. Undefined when there was an error. */
  readonly pipeline: Pipeline | undefined;
  /** The pipeline as far as it could be understood, also when there was an error: for editors, never to be run. */
  readonly draft: Pipeline | undefined;
  /** Errors and warnings by place, those of templates and scripts behind them. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks a document by the field table and turns it into a pipeline: every error at once, each at its place.
 *
 * Durations become milliseconds, sizes bytes, single values lists; blocks get their defaults; numbers in `env`, `command` and the like
 * become the text that was written. Libraries for expressions, schedules and patterns are loaded only by documents that have them.
 *
 * @param root The document as any reader gives it.
 * @returns The pipeline, and everything there is to say about the document. It never throws for what a user wrote.
 *
 * @example
 * ```ts
 * const { root } = await readYaml(text, "build.yaml");
 * const { pipeline, diagnostics } = await checkDocument(root, { file: "build.yaml", text });
 * ```
 */
export async function checkDocument(root: DocNode, options: CheckDocumentOptions): Promise<CheckedDocument> {
  const report = new Report(options.file, options.text, hasDoubtfulNames(root) ? NAME_CODES : undefined);
  if (root.kind !== "map" && isDoubtful(root)) return { pipeline: undefined, draft: undefined, diagnostics: [] };
  if (root.kind !== "map") {
    report.add(notAPipeline(root, options.file));
    return { pipeline: undefined, draft: undefined, diagnostics: report.sorted() };
  }
  if (hasPatterns(root)) await preparePatterns();
  if (hasChecks(root)) await prepareChecks();
  const reading = new Reading(report);
  const value = readRecord(reading, PIPELINE, root) ?? {};
  checkHmac(reading, root);
  const graph = checkGraph(reading);
  checkMatrices(reading);
  const draft = complete(report.hasErrors ? salvage(reading, value) : value, options.file);
  const code = await checkCode(reading, root, options);
  if (code.outputs.size > 0) await declareOutputs(draft, code.outputs, report.isFlow);
  if (reading.templates.length > 0) await checkTemplates(reading, graph, draft, options.defaultShell);
  if (reading.patterns.length > 0) await checkSentencePatterns(reading);
  if (reading.crons.length > 0) await (await import("./check_crons.ts")).checkCrons(reading.crons, report);
  const probes = probeNodes(root);
  if (probes.length > 0) (await import("./check_probes.ts")).checkProbes(probes, report);
  if (reading.keys.length > 0) (await import("./check_keys.ts")).checkKeys(reading.keys, report);
  const elsewhere = [...await checkFiles(reading, graph, draft, options.readTemplate), ...code.elsewhere];
  const isWrong = report.hasErrors || elsewhere.some((diagnostic) => diagnostic.severity === "error");
  if (!isWrong && options.isBroken !== true) {
    checkReach(reading, graph);
    checkUnused(reading, root);
  }
  return { pipeline: isWrong ? undefined : draft, draft, diagnostics: [...report.sorted(), ...elsewhere] };
}

/** Loads what checks templates only for documents that have any in files. */
async function checkFiles(
  reading: Reading,
  graph: Graph,
  pipeline: Pipeline,
  read: CheckDocumentOptions["readTemplate"],
): Promise<readonly Diagnostic[]> {
  if (!reading.drafts.some(({ node }) => entryOf(node, "template")?.kind === "map")) return [];
  if (read === undefined) {
    reading.uses.addUnknown();
    return [];
  }
  return await (await import("./check_template_files.ts")).checkTemplateFiles(reading, graph, pipeline, read);
}

/** Loads what checks scripts only for documents that have any. */
async function checkCode(
  reading: Reading,
  root: MapNode,
  { checkScript, isBroken = false }: CheckDocumentOptions,
): Promise<CheckedScripts> {
  const hasScripts = sourceScript(root) !== undefined || reading.drafts.some(({ node }) => entryOf(node, "script") !== undefined);
  if (checkScript === undefined || !hasScripts) return { elsewhere: [], outputs: new Map() };
  return await (await import("./check_scripts.ts")).checkScripts(reading, root, checkScript, { isBroken });
}

/** Lets all that asks for the scopes of a pipeline know what its scripts declare. */
async function declareOutputs(pipeline: Pipeline, outputs: CheckedScripts["outputs"], isFlow: boolean): Promise<void> {
  const { FLOW_HINTS, scopesOf, YAML_HINTS } = await import("../scope/mod.ts");
  scopesOf(pipeline, isFlow ? FLOW_HINTS : YAML_HINTS, outputs);
}

async function checkTemplates(reading: Reading, graph: Graph, pipeline: Pipeline, defaultShell: string | undefined): Promise<void> {
  const { checkExpressions } = await import("./check_expressions.ts");
  checkExpressions(reading, graph, pipeline, defaultShell);
}

/** Of a wrong document, every task that has a name: an expression that uses it is not to blame for what is wrong with it. */
function salvage(reading: Reading, value: ReadRecord): ReadRecord {
  const lists: Record<TaskList, unknown[]> = { tasks: [], finally: [], on_failure: [], on_success: [] };
  for (const draft of reading.drafts) if (draft.id !== undefined) lists[draft.list].push({ ...draft.value, id: draft.id });
  return { ...value, ...lists };
}

/** The pipeline with what a document may leave out. */
function complete(value: ReadRecord, file: string): Pipeline {
  const name = value["name"] ?? stemOf(file);
  const concurrency = value["concurrency"];
  const result = Object.assign(Object.create(null), { name }, value, { tasks: value["tasks"] ?? [] });
  if (typeof concurrency === "object") {
    result.concurrency = Object.freeze(Object.assign(Object.create(null), { group: name }, concurrency));
  }
  return Object.freeze(result) as Pipeline;
}

/** A file's name without folders and extension; `pipeline` for standard input. */
export function stemOf(file: string): string {
  if (file === "-") return "pipeline";
  const name = file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
  const dot = name.lastIndexOf(".");
  return (dot > 0 ? name.slice(0, dot) : name) || "pipeline";
}

function hasPatterns(root: MapNode): boolean {
  return ["config", "params"].some((key) => {
    const block = entryOf(root, key);
    return block?.kind === "map" && block.entries.some(({ value }) => value.kind === "map" && entryOf(value, "pattern") !== undefined);
  });
}

function hasChecks(root: MapNode): boolean {
  return root.entries.some(({ value }) =>
    value.kind === "seq" && value.items.some((item) => item.kind === "map" && entryOf(item, "check") !== undefined)
  );
}

const DECLARE_SECRET = {
  yaml: "Declare it: secrets: { webhook_key: { env: WEBHOOK_KEY } }",
  flow: 'Declare it: secret webhook_key = env("WEBHOOK_KEY")',
} as const;

/** The maps below `on.probe`, as far as they are some. */
function probeNodes(root: MapNode): readonly MapNode[] {
  const on = entryOf(root, "on");
  const probe = on?.kind === "map" ? entryOf(on, "probe") : undefined;
  const all: readonly (DocNode | undefined)[] = probe?.kind === "seq" ? probe.items : [probe];
  return all.filter((node) => node?.kind === "map");
}

/** `on.http.hmac` names a secret, so that the key itself never stands in a document. */
function checkHmac(reading: Reading, root: MapNode): void {
  const on = entryOf(root, "on");
  const http = on?.kind === "map" ? entryOf(on, "http") : undefined;
  const hmac = http?.kind === "map" ? entryOf(http, "hmac") : undefined;
  if (hmac === undefined || !isText(hmac)) return;
  const secrets = entryOf(root, "secrets");
  const names = secrets?.kind === "map" ? secrets.entries.map((entry) => entry.key) : [];
  if (names.includes(hmac.value)) return;
  const close = nearest(hmac.value, names);
  reading.report.error(
    "unknown_secret",
    hmac.span,
    `"hmac" names a secret, and there is none called ${JSON.stringify(hmac.value.slice(0, 40))}`,
    { hint: close === undefined ? DECLARE_SECRET[reading.report.isFlow ? "flow" : "yaml"] : `Did you mean "${close}"?` },
  );
}
