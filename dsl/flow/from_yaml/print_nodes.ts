import type { DocNode, MapNode } from "../../tree.ts";
import { entrySpan, type Lines } from "./lines.ts";
import { onOneLine } from "./print_condition.ts";
import { printTask } from "./print_task.ts";
import { printName } from "./print_text.ts";
import { textOf } from "./print_value.ts";
import { idOf, namesOf, valueAt } from "./task_fields.ts";
import { type PlannedNode, type PlannedWhen, planTasks } from "./when_tree.ts";

/** Prints the tasks of a pipeline, conditions and checks among them. */
export function printNodes(lines: Lines, tasks: readonly DocNode[]): void {
  new NodePrinter(lines).nodes(planTasks(tasks));
}

class NodePrinter {
  readonly #lines: Lines;
  /** How many checks got their id from each subject. */
  readonly #checks = new Map<string, number>();

  constructor(lines: Lines) {
    this.#lines = lines;
  }

  nodes(nodes: readonly PlannedNode[]): void {
    for (const node of nodes) {
      if (node.kind === "when") this.#when(node);
      else if (!this.#check(node.task)) printTask(this.#lines, node.task);
    }
  }

  /** Prints a task that is a check and has the id that a check is given; false when it is another. */
  #check(task: MapNode): boolean {
    const sentence = valueAt(task, "check");
    if (task.entries.length !== 2 || sentence?.kind !== "scalar") return false;
    const text = onOneLine(textOf(sentence).trim());
    const subject = /^\w+/.exec(text)?.[0] ?? "";
    const number = (this.#checks.get(subject) ?? 0) + 1;
    if (idOf(task) !== `check_${subject}${number === 1 ? "" : `_${number}`}`) return false;
    this.#checks.set(subject, number);
    this.#lines.add(`check ${text}`, task.span, ...task.entries.map(entrySpan));
    return true;
  }

  /** `before` is what stands on its line already: the `else` of another. */
  #when(when: PlannedWhen, before = ""): void {
    const lines = this.#lines;
    const { task, blocks } = when;
    const comments = lines.comments.take(task.span, ...task.entries.map(entrySpan));
    const head = headOf(when);
    if (blocks === undefined) {
      const [then, otherwise] = [namesOf(valueAt(task, "then")), namesOf(valueAt(task, "else"))].map((names) =>
        names.map(printName).join(", ")
      );
      return lines.addWith(`${before}${head} then ${then}${otherwise === "" ? "" : ` else ${otherwise}`}`, comments, task.span.start);
    }
    if (before === "") lines.addWith(`${head} {`, comments, task.span.start);
    else {
      lines.addComments(comments);
      lines.push(`${before}${head} {`);
    }
    this.nodes(blocks.then);
    const [only, ...others] = blocks.else;
    if (only?.kind === "when" && others.length === 0 && only.blocks !== undefined) return this.#when(only, "} else ");
    if (only !== undefined) {
      lines.push("} else {");
      this.nodes(blocks.else);
    }
    lines.push("}");
  }
}

function headOf({ id, condition, after, blocks, task }: PlannedWhen): string {
  const first = firstId(blocks?.then[0] ?? blocks?.else[0]) ?? namesOf(valueAt(task, "then"))[0] ?? "";
  const name = id === `when_${first}` ? "" : ` as ${printName(id)}`;
  return `when ${condition}${name}${after.length === 0 ? "" : ` after ${after.map(printName).join(", ")}`}`;
}

function firstId(node: PlannedNode | undefined): string | undefined {
  return node === undefined ? undefined : node.kind === "when" ? node.id : idOf(node.task);
}
