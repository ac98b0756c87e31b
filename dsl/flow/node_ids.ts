import type { FlowFile, Item, Node, WhenNode } from "./tree.ts";

/** The ids of a file's tasks. */
export interface NodeIds {
  /** The id of a task, condition or check; undefined when its name is missing. */
  of(node: Node): string | undefined;
  /** Whether a task of the pipeline, hooks left out, has the id. */
  has(id: string): boolean;
}

/**
 * Gives every task its id: the name that it was given, `when_` and the first task's id for a condition without one, `check_` and its subject
 * for a check. A made id that is taken gets a number.
 */
export function nodeIds(file: FlowFile): NodeIds {
  /** Of conditions and checks. */
  const ids = new Map<Node, string>();
  const taken = new Set<string>();
  const nodes = nodesOf([...file.block?.items ?? [], ...file.strays]);
  for (const node of nodes) {
    const name = node.kind === "task" ? node.name : node.kind === "when" ? node.as : undefined;
    if (name === undefined) continue;
    if (node.kind === "when") ids.set(node, name.text);
    taken.add(name.text);
  }
  const idOf = (node: Node): string | undefined => node.kind === "task" ? node.name?.text : ids.get(node);
  /** The last number that each made id got. */
  const numbers = new Map<string, number>();
  const made = (base: string, node: Node): void => {
    let number = (numbers.get(base) ?? 0) + 1;
    while (taken.has(numbered(base, number))) number++;
    numbers.set(base, number);
    const id = numbered(base, number);
    taken.add(id);
    ids.set(node, id);
  };
  for (const node of nodes) if (node.kind === "check") made(`check_${node.subject?.text ?? "nothing"}`, node);
  // The innermost come last: an outer condition may be named after an inner one.
  for (const node of nodes.reverse()) {
    if (node.kind !== "when" || node.as !== undefined) continue;
    const first = firstOf(node);
    made(`when_${(typeof first === "object" ? idOf(first) : first) ?? "nothing"}`, node);
  }
  return { of: idOf, has: (id) => taken.has(id) };
}

function numbered(base: string, number: number): string {
  return number === 1 ? base : `${base}_${number}`;
}

/** Tasks, conditions and checks, those of branches behind their condition. */
function nodesOf(items: readonly Item[]): Node[] {
  const found: Node[] = [];
  const visit = (node: Node): void => {
    found.push(node);
    if (node.kind !== "when") return;
    for (const branch of [node.then, node.else]) {
      if (branch?.kind === "when") visit(branch.when);
      else if (branch?.kind === "block") branch.block?.items.forEach(visit);
    }
  };
  for (const item of items) if (item.kind === "task" || item.kind === "when" || item.kind === "check") visit(item);
  return found;
}

/** The first task of a condition's branches: a node, or the id of one that stands elsewhere. */
function firstOf(when: WhenNode): Node | string | undefined {
  for (const branch of [when.then, when.else]) {
    const first = branch?.kind === "names" ? branch.names[0]?.text : branch?.kind === "when" ? branch.when : branch?.block?.items[0];
    if (first !== undefined) return first;
  }
  return undefined;
}
