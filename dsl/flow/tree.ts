import type { Span } from "../../src/core/mod.ts";
import type { ParsedCheck } from "../check/mod.ts";
import type { Expr } from "../expr/mod.ts";
import type { Piece } from "../tree.ts";
import type { ClauseForm, Form } from "./forms.ts";

/**
 * A flow file as its author wrote it. Every node has its place in the source, and {@link FlowFile.comments} has every comment; what stands
 * between them is punctuation and blanks, so nothing is lost.
 */
export interface FlowFile {
  readonly source: string;
  /** Undefined when it is missing or wrong. */
  readonly name: Name | undefined;
  /** The word `pipeline`, or what stands in its place. */
  readonly word: Span;
  readonly block: Block<Item> | undefined;
  /** Items that stand where none may stand, for what is said about the others. */
  readonly strays: readonly Item[];
  /** In order, each from its `#` to its line's end. */
  readonly comments: readonly Span[];
}

/** A word or name; `text` is in NFC, and decoded when it was written as a string. */
export interface Name {
  readonly text: string;
  readonly span: Span;
}

/** Statements in braces. */
export interface Block<T> {
  /** With the braces. */
  readonly span: Span;
  readonly items: readonly T[];
  /** Whether a statement could not even be recognised. */
  readonly isPartial: boolean;
}

export type Item = DeclareNode | SecretNode | SourceNode | HookNode | Node | Statement;
/** What a branch may hold. */
export type Node = TaskNode | WhenNode | CheckNode;
export type Step = Statement | CheckNode;

/** `config` or `param`. */
export interface DeclareNode {
  readonly kind: "declare";
  readonly span: Span;
  readonly word: Name;
  readonly name: Name;
  /** The type as written; undefined when it is missing. */
  readonly type: Span | undefined;
  readonly domain: RangeNode | ListValue | undefined;
  readonly env: { readonly word: Span; readonly variable: Value } | undefined;
  readonly fallback: Value | undefined;
  /** Further fields. */
  readonly more: Value | undefined;
  readonly isBroken: boolean;
}

/** `low..high`. */
export interface RangeNode {
  readonly kind: "range";
  readonly span: Span;
  readonly low: Value;
  readonly high: Value;
}

export interface SecretNode {
  readonly kind: "secret";
  readonly span: Span;
  readonly word: Name;
  readonly name: Name;
  /** `env` or `file`. */
  readonly from: Name | undefined;
  readonly value: Value;
}

/** `on` and a source. */
export interface SourceNode {
  readonly kind: "source";
  readonly span: Span;
  readonly word: Name;
  readonly statement: Statement;
}

export interface HookNode {
  readonly kind: "hook";
  readonly span: Span;
  /** The list that it is in a pipeline. */
  readonly list: "finally" | "on_failure" | "on_success";
  readonly word: Span;
  readonly block: Block<TaskNode> | undefined;
}

export interface TaskNode {
  readonly kind: "task";
  readonly span: Span;
  readonly word: Name;
  readonly name: Name | undefined;
  readonly headers: readonly Header[];
  readonly block: Block<Step> | undefined;
}

export type Header =
  | { readonly kind: "after"; readonly word: Name; readonly names: readonly Name[] }
  | { readonly kind: "if"; readonly word: Name; readonly condition: Value }
  | { readonly kind: "for"; readonly word: Name; readonly axes: readonly Axis[] };

export interface Axis {
  readonly name: Name;
  readonly value: Value;
}

export interface WhenNode {
  readonly kind: "when";
  readonly span: Span;
  readonly word: Name;
  readonly condition: Value;
  readonly as: Name | undefined;
  readonly after: { readonly word: Name; readonly names: readonly Name[] } | undefined;
  readonly then: Branch | undefined;
  readonly else: Branch | undefined;
}

/** A branch: tasks in braces, tasks that stand elsewhere, or the next condition. */
export type Branch =
  | { readonly kind: "block"; readonly word: Span; readonly block: Block<Node> | undefined }
  | { readonly kind: "names"; readonly word: Span; readonly names: readonly Name[] }
  | { readonly kind: "when"; readonly word: Span; readonly when: WhenNode };

export interface CheckNode {
  readonly kind: "check";
  readonly span: Span;
  readonly word: Name;
  readonly subject: Name | undefined;
  /** All of it behind the word; undefined when it is wrong. */
  readonly sentence: ParsedCheck | undefined;
}

/** A kind, policy, source or setting: its word, what follows directly, and its clauses as written. */
export interface Statement {
  readonly kind: "statement";
  readonly span: Span;
  readonly form: Form;
  readonly word: Name;
  readonly method: Name | undefined;
  readonly leads: readonly Value[];
  readonly clauses: readonly Clause[];
  /** Whether a mistake, already reported, hides a part of it. */
  readonly isBroken: boolean;
}

export interface Clause {
  readonly form: ClauseForm;
  readonly word: Name;
  /** Undefined for a clause that is only a word. */
  readonly value: Value | undefined;
}

export type Value =
  | TextValue
  | LiteralValue
  | QuantityValue
  | WordValue
  | ExprValue
  | ListValue
  | MapValue
  | OptionsValue
  | { readonly kind: "bad"; readonly span: Span };

export interface TextValue {
  readonly kind: "text";
  readonly span: Span;
  readonly value: string;
  /** As in the scalar of any document. */
  readonly pieces: readonly Piece[] | undefined;
}

/** A number, `true`, `false` or `null`. */
export interface LiteralValue {
  readonly kind: "literal";
  readonly span: Span;
  readonly value: number | bigint | boolean | null;
}

/** A duration or size. */
export interface QuantityValue {
  readonly kind: "quantity";
  readonly span: Span;
}

/** A bare word: one of a field's fixed words, or a variable. */
export interface WordValue {
  readonly kind: "word";
  readonly span: Span;
  readonly name: string;
}

export interface ExprValue {
  readonly kind: "expr";
  /** Without parentheses that the grammar asks for. */
  readonly span: Span;
  readonly expr: Expr;
}

export interface ListValue {
  readonly kind: "list";
  readonly span: Span;
  readonly items: readonly Value[];
  readonly isPartial: boolean;
}

export interface MapValue {
  readonly kind: "map";
  readonly span: Span;
  readonly entries: readonly { readonly key: Name; readonly value: Value }[];
  readonly isPartial: boolean;
}

/** `name value, name value`. */
export interface OptionsValue {
  readonly kind: "options";
  readonly span: Span;
  readonly options: readonly { readonly name: Name; readonly value: Value }[];
}
