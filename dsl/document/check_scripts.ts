import type { DeclaredOutputs, Diagnostic, ScriptSource, Span } from "../../src/core/mod.ts";
import { quoted } from "./describe.ts";
import { offsetInNode } from "./offset_in_node.ts";
import { placeInSource } from "./place_in_source.ts";
import type { MapNode } from "../tree.ts";
import { entryOf, isText, type Reading, type TaskDraft } from "./reading.ts";
import { sourceScript } from "./source_script.ts";

/** A script of a document. */
export interface NamedScript {
  /** The document, by its one name. */
  readonly document: string;
  /** A file is named as the document has it. */
  readonly source: ScriptSource;
  /** It is a source of events, and returns no outputs. */
  readonly isSource?: true;
}

/** Something wrong with a script: without a `file` it is the inline text itself, or else the way that the document names the file. */
export type ScriptProblem = Omit<Diagnostic, "file"> & { readonly file: string | undefined };

/** What is said of a script before anything runs. */
export interface ScriptFindings {
  readonly problems: readonly ScriptProblem[];
  /** What it declares of its outputs; absent where it declares nothing, or nothing that could be understood. */
  readonly outputs?: DeclaredOutputs;
}

/** Says what is wrong with a script; what it throws is a defect. */
export type CheckScript = (script: NamedScript) => Promise<ScriptFindings>;

/** What is known of the scripts of a document. */
export interface CheckedScripts {
  /** What is wrong within other files. */
  readonly elsewhere: readonly Diagnostic[];
  /** What scripts declare of their outputs, by the ids of their tasks. */
  readonly outputs: ReadonlyMap<string, DeclaredOutputs>;
}

const FILE_NAME = /^\s*[^\s()"'`;]+\.m?[jt]s\s*$/;

/**
 * Checks the scripts that run in the sandbox, of tasks and of `on`. What is wrong with an inline one, or with the name of a file, is added to the document's
 * report.
 *
 * @param options.isBroken The reader found mistakes, which may have cut an inline text: none is checked.
 */
export async function checkScripts(
  reading: Reading,
  root: MapNode,
  check: CheckScript,
  { isBroken }: { readonly isBroken: boolean },
): Promise<CheckedScripts> {
  const { report } = reading;
  const elsewhere: Diagnostic[] = [];
  const declared = new Map<string, DeclaredOutputs>();
  const add = (problems: readonly ScriptProblem[], spanOf: (span: Span) => Span) => {
    for (const { file, ...problem } of problems) {
      if (file !== undefined) elsewhere.push({ ...problem, file });
      else report.add({ ...problem, file: report.file, span: spanOf(problem.span) });
    }
  };
  for (const draft of reading.drafts) {
    const node = scriptNode(draft);
    if (node === undefined) continue;
    const { value } = node;
    const source: ScriptSource = value.includes("\n")
      ? { kind: "inline", text: value, name: `script of "${draft.id ?? ""}"` }
      : { kind: "file", path: value };
    if (source.kind === "inline") {
      if (isBroken) continue;
      if (FILE_NAME.test(value)) {
        report.error(
          "script_syntax",
          node.span,
          `The line break after ${quoted(value.trim())} makes it the script itself, not the name of a file`,
          {
            hint: 'Write it on the line of "script"',
          },
        );
        continue;
      }
    }
    const { problems, outputs } = await check({ document: report.file, source });
    if (outputs !== undefined && draft.id !== undefined && !declared.has(draft.id)) declared.set(draft.id, outputs);
    add(
      problems,
      (span) =>
        source.kind === "file" ? node.span : placeInSource(withoutIndent(span, value), (offset) => offsetInNode(report.text, node, offset)),
    );
  }
  const ofSource = sourceScript(root);
  if (ofSource !== undefined) {
    const { problems } = await check({ document: report.file, source: { kind: "file", path: ofSource.value }, isSource: true });
    add(problems, () => ofSource.span);
  }
  return { elsewhere, outputs: declared };
}

/** What is said of the whole text stands where its code begins. */
function withoutIndent(span: Span, text: string): Span {
  if (span.end > 0) return span;
  const start = text.search(/\S/);
  return { start, end: start };
}

/** The script of a task; with `shell` or `image` it is text for somebody else. */
function scriptNode({ node }: TaskDraft) {
  if (entryOf(node, "shell") !== undefined || entryOf(node, "image") !== undefined) return undefined;
  const script = entryOf(node, "script");
  return script === undefined || !isText(script) || script.value.trim() === "" ? undefined : script;
}
