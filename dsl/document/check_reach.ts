import type { Span } from "../../src/core/mod.ts";
import { KINDS } from "../schema/mod.ts";
import type { MapNode } from "../tree.ts";
import { quoted } from "./describe.ts";
import { type Graph, type GraphTask, idSpan, namedIn } from "./graph.ts";
import { entryOf, type Reading } from "./reading.ts";

type Branch = "then" | "else";

/** Why a task never runs. */
interface Reason {
  readonly message: string;
  /** The condition that is to blame, or the name of the task. */
  readonly related: { readonly message: string; readonly span: Span };
}

/**
 * Warns of tasks that can never run: behind a branch that is never taken, or with nothing but such tasks to wait for. The rules are the
 * scheduler's: a task of a branch runs when one of its routers chooses it, any other one when at least one of its dependencies ran.
 *
 * @param graph Of a document without errors, so that it has no loop.
 */
export function checkReach(reading: Reading, graph: Graph): void {
  if (!reading.drafts.some(({ node, condition }) => (condition ?? literalOf(node)) !== undefined)) return;
  const reach = new Reach(graph);
  for (const task of graph.tasks.values()) {
    const reason = reach.reasonAgainst(task);
    if (reason === undefined) continue;
    reading.report.warn("unreachable_task", idSpan(task.draft), `${quoted(task.id)} never runs: ${reason.message}`, {
      related: [{ ...reason.related, file: reading.report.file }],
    });
  }
}

class Reach {
  readonly #graph: Graph;
  /** The routers of each task, with the branch that names it. */
  readonly #routers = new Map<string, { readonly router: GraphTask; readonly branch: Branch }[]>();
  readonly #known = new Map<GraphTask, Reason | undefined>();

  constructor(graph: Graph) {
    this.#graph = graph;
    for (const router of graph.tasks.values()) {
      for (const branch of ["then", "else"] as const) {
        for (const { id } of namedIn(router.draft, branch)) {
          const list = this.#routers.get(id);
          if (list === undefined) this.#routers.set(id, [{ router, branch }]);
          else list.push({ router, branch });
        }
      }
    }
  }

  /** Undefined for a task that may run as far as those before it are concerned. What is before it is judged first, without recursion. */
  reasonAgainst(task: GraphTask): Reason | undefined {
    const stack = [task];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const open = this.#before(top).filter((other) => !this.#known.has(other));
      if (open.length > 0) stack.push(...open);
      else {
        this.#known.set(top, this.#judge(top));
        stack.pop();
      }
    }
    return this.#known.get(task);
  }

  /** What it waits for within its list: a hook runs whatever became of the tasks. */
  #before(task: GraphTask): GraphTask[] {
    return task.before.flatMap(({ id }) => {
      const other = this.#graph.tasks.get(id);
      return other !== undefined && other.draft.list === task.draft.list ? [other] : [];
    });
  }

  #judge(task: GraphTask): Reason | undefined {
    const routers = this.#routers.get(task.id);
    if (routers !== undefined) {
      const reasons = routers.map(({ router, branch }) => this.#reasonOfBranch(router, branch));
      return reasons.includes(undefined) ? undefined : reasons[0];
    }
    const before = this.#before(task);
    const [first] = before;
    if (first === undefined || before.some((other) => !this.#isLeftOut(other))) return undefined;
    const message = before.length === 1
      ? `it waits for ${quoted(first.id)} alone, which never does`
      : "none of the tasks that it waits for does";
    return { message, related: this.#blame(first) };
  }

  #reasonOfBranch(router: GraphTask, branch: Branch): Reason | undefined {
    if (this.#known.get(router) !== undefined) {
      return { message: `${quoted(router.id)} would choose it, and never runs either`, related: this.#blame(router) };
    }
    if (canTake(router, branch)) return undefined;
    return { message: `the branch "${branch}" of ${quoted(router.id)} is never taken`, related: this.#blame(router) };
  }

  /** Whether nothing ever comes of it: it is out of reach, or its own condition never holds. */
  #isLeftOut(task: GraphTask): boolean {
    return this.#known.get(task) !== undefined || conditionOf(task) === false && !isChoice(task.draft.node);
  }

  #blame(task: GraphTask): Reason["related"] {
    const known = this.#known.get(task);
    if (known !== undefined) return known.related;
    const span = entryOf(task.draft.node, "if")?.span ?? idSpan(task.draft);
    return { message: `The condition of ${quoted(task.id)} is always ${conditionOf(task)}`, span };
  }
}

/** Whether a router that runs may take a branch. */
function canTake({ draft }: GraphTask, branch: Branch): boolean {
  const condition = draft.condition ?? literalOf(draft.node);
  if (condition === undefined) return true;
  // A check chooses by its verdict, and one that is skipped has none.
  if ((draft.runs ?? []).length > 0) return condition;
  // A failure that is gone on after takes "else".
  return branch === (condition ? "then" : "else") || condition && entryOf(draft.node, "continue_on") !== undefined;
}

function conditionOf({ draft }: GraphTask): boolean | undefined {
  return draft.condition ?? literalOf(draft.node);
}

function literalOf(node: MapNode): boolean | undefined {
  const condition = entryOf(node, "if");
  return condition?.kind === "scalar" && typeof condition.value === "boolean" ? condition.value : undefined;
}

/** Whether choosing a branch is all that it does. */
function isChoice(node: MapNode): boolean {
  const keys = new Set(node.entries.map(({ key }) => key));
  return (keys.has("then") || keys.has("else")) && !KINDS.some((kind) => keys.has(kind));
}
