import { parseExprAt } from "../../expr/mod.ts";
import { KINDS } from "../../schema/mod.ts";
import { fieldUses } from "../../scope/mod.ts";
import type { DocNode, MapNode } from "../../tree.ts";
import { printCondition } from "./print_condition.ts";
import { idOf, namesOf, valueAt } from "./task_fields.ts";

/** How a task of a pipeline stands in flow: as itself, or as a `when`. */
export type PlannedNode = { readonly kind: "task"; readonly task: MapNode } | PlannedWhen;

export interface PlannedWhen {
  readonly kind: "when";
  readonly task: MapNode;
  readonly id: string;
  readonly condition: string;
  /** Tasks that it waits for besides those that its condition uses. */
  readonly after: readonly string[];
  /** The tasks of its branches; undefined when they stand elsewhere. */
  readonly blocks: { readonly then: readonly PlannedNode[]; readonly else: readonly PlannedNode[] } | undefined;
}

/** Fields that a `when` says; a routing task with others stays a task. */
const SAID: ReadonlySet<string> = new Set(["id", "depends_on", "if", "then", "else"]);

/**
 * Plans the tasks of a pipeline: a routing task becomes a `when`, and holds the tasks of its branches where they follow it in order and no
 * other task names them.
 */
export function planTasks(tasks: readonly DocNode[]): readonly PlannedNode[] {
  return new Planner(tasks.filter((task) => task.kind === "map")).all();
}

class Planner {
  readonly #tasks: readonly MapNode[];
  readonly #ids: ReadonlySet<string>;
  /** How often a branch names each task. */
  readonly #uses = new Map<string, number>();
  #at = 0;

  constructor(tasks: readonly MapNode[]) {
    this.#tasks = tasks;
    this.#ids = new Set(tasks.map(idOf));
    for (const task of tasks) {
      for (const id of [...namesOf(valueAt(task, "then")), ...namesOf(valueAt(task, "else"))]) {
        this.#uses.set(id, (this.#uses.get(id) ?? 0) + 1);
      }
    }
  }

  all(): readonly PlannedNode[] {
    const nodes: PlannedNode[] = [];
    for (let task = this.#tasks[this.#at]; task !== undefined; task = this.#tasks[this.#at]) nodes.push(this.#node(task));
    return nodes;
  }

  #node(task: MapNode): PlannedNode {
    this.#at++;
    const condition = valueAt(task, "if");
    const isRouter = valueAt(task, "then") !== undefined || valueAt(task, "else") !== undefined;
    const text = condition === undefined ? undefined : printCondition(condition);
    if (!isRouter || text === undefined || task.entries.some(({ key }) => !SAID.has(key) || KINDS.includes(key))) {
      return { kind: "task", task };
    }
    const after = this.#after(text, namesOf(valueAt(task, "depends_on")));
    if (after === undefined) return { kind: "task", task };
    const blocks = this.#blocks(namesOf(valueAt(task, "then")), namesOf(valueAt(task, "else")));
    if (blocks === undefined && valueAt(task, "then") === undefined) return { kind: "task", task };
    return { kind: "when", task, id: idOf(task), condition: text, after, blocks };
  }

  /** What has to be said besides the tasks that the condition uses; undefined when the two together are not what the task waits for. */
  #after(condition: string, waits: readonly string[]): readonly string[] | undefined {
    const used = this.#usedBy(condition);
    for (let count = 0; count <= waits.length; count++) {
      const said = waits.slice(0, count);
      const all = [...said, ...used.filter((id) => !said.includes(id))];
      if (all.length === waits.length && all.every((id, index) => id === waits[index])) return said;
    }
    return undefined;
  }

  #usedBy(condition: string): readonly string[] {
    const { expr } = parseExprAt(condition, 0, { layout: { endsAtLine: true } });
    if (expr === undefined || expr.kind === "ident") return [];
    const used = new Set<string>();
    for (const { variable, field } of fieldUses(expr)) {
      if ((variable === "tasks" || variable === "upstream") && field !== undefined && this.#ids.has(field)) used.add(field);
    }
    return [...used];
  }

  /** Reads the tasks of both branches where they follow in order; otherwise nothing is read. */
  #blocks(then: readonly string[], otherwise: readonly string[]): PlannedWhen["blocks"] {
    const start = this.#at;
    const thenNodes = this.#branch(then);
    const elseNodes = thenNodes === undefined ? undefined : this.#branch(otherwise);
    if (thenNodes !== undefined && elseNodes !== undefined) return { then: thenNodes, else: elseNodes };
    this.#at = start;
    return undefined;
  }

  #branch(ids: readonly string[]): readonly PlannedNode[] | undefined {
    const nodes: PlannedNode[] = [];
    for (const id of ids) {
      const task = this.#tasks[this.#at];
      if (task === undefined || idOf(task) !== id || this.#uses.get(id) !== 1) return undefined;
      nodes.push(this.#node(task));
    }
    return nodes;
  }
}
