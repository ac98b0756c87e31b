import { PIPELINE, type RecordSpec, TASK } from "../../schema/mod.ts";
import { SOURCES } from "../parse_item.ts";
import type { Block, CheckNode, DeclareNode, FlowFile, Item, Node, Statement, Step, TaskNode, Value, WhenNode } from "../tree.ts";

/** What is done at the parts of a file. */
export interface FlowVisitor {
  /** A block with its statements, before what is in them. */
  readonly block?: (block: Block<Item | Step>) => void;
  readonly declare?: (declare: DeclareNode) => void;
  readonly task?: (task: TaskNode) => void;
  readonly when?: (when: WhenNode) => void;
  readonly check?: (check: CheckNode) => void;
  /** A statement, and the record whose fields it gives. */
  readonly statement?: (statement: Statement, spec: RecordSpec) => void;
  /** A value that holds no others. */
  readonly value?: (value: Value, place: Place) => void;
}

/** What may stand at a place: any value; a text or an expression in parentheses; a text in which braces mean nothing, or have to stand. */
export type Place = "value" | "word" | "text";

/** Visits the parts of a file in the order in which they are written. */
export function visitFlow(file: FlowFile, visitor: FlowVisitor): void {
  new Walk(visitor).block(file.block, (walk, item) => walk.item(item));
}

class Walk {
  readonly #visitor: FlowVisitor;

  constructor(visitor: FlowVisitor) {
    this.#visitor = visitor;
  }

  block<T extends Item | Step>(block: Block<T> | undefined, visit: (walk: Walk, item: T) => void): void {
    if (block === undefined) return;
    this.#visitor.block?.(block);
    for (const item of block.items) visit(this, item);
  }

  item(item: Item): void {
    switch (item.kind) {
      case "declare":
        this.#visitor.declare?.(item);
        this.#values([item.domain?.kind === "list" ? item.domain : undefined, item.env?.variable, item.fallback, item.more], "text");
        break;
      case "secret":
        this.#values([item.value], "text");
        break;
      case "source":
        this.#statement(item.statement, SOURCES);
        break;
      case "hook":
        this.block(item.block, (walk, task) => walk.#task(task));
        break;
      case "statement":
        this.#statement(item, PIPELINE);
        break;
      default:
        this.#node(item);
    }
  }

  #node(node: Node): void {
    if (node.kind === "task") this.#task(node);
    if (node.kind === "check") this.#visitor.check?.(node);
    if (node.kind !== "when") return;
    this.#visitor.when?.(node);
    this.#values([node.condition]);
    for (const branch of [node.then, node.else]) {
      if (branch?.kind === "when") this.#node(branch.when);
      else if (branch?.kind === "block") this.block(branch.block, (walk, inner) => walk.#node(inner));
    }
  }

  #task(task: TaskNode): void {
    this.#visitor.task?.(task);
    for (const header of task.headers) {
      if (header.kind === "if") this.#values([header.condition]);
      else if (header.kind === "for") this.#values(header.axes.map(({ value }) => value));
    }
    this.block(task.block, (walk, step) => {
      if (step.kind === "statement") walk.#statement(step, TASK);
      else walk.#visitor.check?.(step);
    });
  }

  #statement(statement: Statement, spec: RecordSpec): void {
    this.#visitor.statement?.(statement, spec);
    this.#values(statement.leads, leadPlace(statement, spec));
    this.#values(statement.clauses.map(({ value }) => value));
  }

  #values(values: readonly (Value | undefined)[], place: Place = "value"): void {
    for (const value of values) {
      if (value?.kind === "list") this.#values(value.items, place);
      else if (value?.kind === "map") this.#values(value.entries.map((entry) => entry.value), place);
      else if (value?.kind === "options") this.#values(value.options.map((option) => option.value));
      else if (value !== undefined) this.#visitor.value?.(value, place);
    }
  }
}

function leadPlace({ form }: Statement, spec: RecordSpec): Place {
  const field = spec.byName.get(form.field);
  // What is not computed takes braces as they are; the fields of a record tell for themselves.
  if (field !== undefined && field.options.template === undefined && field.type.kind !== "record") return "text";
  switch (form.lead?.takes) {
    case "word":
    case "words":
      return "word";
    case "text":
    case "texts":
      return "text";
    default:
      return "value";
  }
}
