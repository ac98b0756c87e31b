import type { Span } from "../../src/core/mod.ts";
import type { CheckRun, CheckText } from "../check/mod.ts";
import type { Field, ScopeKind } from "../schema/mod.ts";
import type { FieldType } from "../schema/field_type.ts";
import type { DocNode, MapNode, ScalarNode } from "../tree.ts";
import type { Report } from "./report.ts";
import { Uses } from "./uses.ts";

/** The lists of tasks that a pipeline has. */
export type TaskList = "tasks" | "finally" | "on_failure" | "on_success";

/** A task being read: kept also when parts of it are wrong, so that the graph can be checked all the same. */
export interface TaskDraft {
  readonly list: TaskList;
  readonly node: MapNode;
  /** As written, also when it is no proper id; undefined when there is none. */
  readonly id: string | undefined;
  /** The tasks that its check starts. */
  runs?: readonly CheckRun[];
  /** What its condition always is, once that is known to depend on nothing. */
  condition?: boolean;
  /** What could be read of it, once it was. */
  value: Readonly<Record<string, unknown>>;
}

/** A text with `{{ }}` that has to be checked once everything else is known. */
export interface TemplateUse {
  readonly node: ScalarNode & { readonly value: string };
  readonly field: Field;
  /** What stands here: the field's type, or that of an item of it. */
  readonly type: FieldType;
  readonly scope: ScopeKind;
  /** Undefined at the top of the pipeline. */
  readonly task: TaskDraft | undefined;
  /** Where a character of the text stands in the document, for a text within a scalar's. */
  readonly offsetOf?: (offset: number) => number;
}

/** Texts of a check's sentence whose patterns are to be checked once the library for it is loaded. */
export interface PatternUse {
  readonly texts: readonly CheckText[];
  /** Where a character of the sentence stands in the document. */
  readonly offsetOf: (offset: number) => number;
}

/** A cron text or time zone to be checked once the library for it is loaded. */
export interface CronUse {
  readonly kind: "cron" | "zone";
  readonly node: ScalarNode & { readonly value: string };
}

/** The code of a key, or a condition about one, to be checked once the tables of keys are loaded. */
export interface KeyUse {
  readonly kind: "key" | "key_condition";
  readonly text: string;
  readonly span: Span;
  /** Whether it may be `any`. */
  readonly isOpen: boolean;
  /** Where a character of the text stands in the document. */
  readonly offsetOf: (offset: number) => number;
}

/** What is gathered while a document is read by the field table. */
export class Reading {
  readonly report: Report;
  readonly templates: TemplateUse[] = [];
  readonly crons: CronUse[] = [];
  readonly keys: KeyUse[] = [];
  readonly patterns: PatternUse[] = [];
  readonly drafts: TaskDraft[] = [];
  /** The settings, parameters and secrets that something reads. */
  readonly uses = new Uses();
  /** The list whose tasks are being read. */
  list: TaskList | undefined;
  /** The task being read. */
  task: TaskDraft | undefined;

  #guesses = 200_000;

  constructor(report: Report) {
    this.report = report;
  }

  /**
   * Whether the nearest of `count` names may still be looked for: for each of ten thousand mistakes among ten thousand names that would
   * take minutes, so a document has a budget.
   */
  mayGuess(count: number): boolean {
    this.#guesses -= count;
    return this.#guesses >= 0;
  }
}

/** The value of a map's key, undefined when the key is absent. */
export function entryOf(node: MapNode, key: string): DocNode | undefined {
  return node.entries.find((entry) => entry.key === key)?.value;
}

/** Where a map begins: its first key, so that the caret stays short. */
export function headOf(node: MapNode): Span {
  return node.entries[0]?.keySpan ?? node.span;
}

/** A scalar that is text. */
export type TextNode = ScalarNode & { readonly value: string };

/** Whether a node is text, however it is quoted. */
export function isText(node: DocNode): node is TextNode {
  return node.kind === "scalar" && typeof node.value === "string";
}

/** Whether a mistake of the text hides a part of what stands here, so that even its sort is doubtful. */
export function isDoubtful(node: DocNode): boolean {
  return node.kind === "scalar" ? node.isUnknown === true : node.isPartial === true;
}

/** Whether a mistake of the text, already reported, has hidden what stands here. */
export function isUnknown(node: DocNode): boolean {
  return node.kind === "scalar" && node.isUnknown === true;
}

/** Whether a text holds an expression. */
export function hasExpression(text: string): boolean {
  return text.includes("{{");
}
