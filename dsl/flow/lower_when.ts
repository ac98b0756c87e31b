import type { Span } from "../../src/core/mod.ts";
import { fieldUses } from "../scope/mod.ts";
import type { DocNode, MapEntry, MapNode } from "../tree.ts";
import { lowerCheck, lowerTask, namesNode } from "./lower_task.ts";
import { lowerCondition, nameNode, unknownNode } from "./lower_value.ts";
import type { Lowering } from "./lowering.ts";
import type { Branch, Name, Node, Value, WhenNode } from "./tree.ts";

/** A task, condition or check as tasks: a condition as the router, then those of its branches. */
export function lowerNode(lowering: Lowering, node: Node, tasks: DocNode[]): void {
  if (node.kind === "task") tasks.push(lowerTask(lowering, node));
  else if (node.kind === "check") tasks.push(lowerCheck(lowering, node));
  else lowerWhen(lowering, node, tasks);
}

function lowerWhen(lowering: Lowering, when: WhenNode, tasks: DocNode[]): void {
  const { word, as, condition, after } = when;
  const id = lowering.ids.of(when) ?? "when";
  const entries: MapEntry[] = [{ key: "id", keySpan: word.span, value: nameNode({ text: id, span: as?.span ?? word.span }) }];
  const names = [...after?.names ?? [], ...usedTasks(lowering, condition, new Set(after?.names.map(({ text }) => text)))];
  const waits = after?.word ?? { text: "", span: condition.span };
  if (names.length > 0 || after !== undefined) entries.push({ key: "depends_on", keySpan: waits.span, value: namesNode(names, waits) });
  entries.push({ key: "if", keySpan: word.span, value: lowerCondition(lowering, condition) });
  const branches = [["then", when.then], ["else", when.else]] as const;
  const isEmpty = branches.every(([, branch]) => branch?.kind === "block" && branch.block?.items.length === 0 || branch === undefined);
  for (const [key, branch] of branches) {
    const isLeftOut = branch === undefined || !isEmpty && branch.kind === "block" && branch.block?.items.length === 0;
    if (!isLeftOut) entries.push({ key, keySpan: branch.word, value: branchNode(lowering, branch) });
  }
  const router: MapNode = { kind: "map", span: when.span, entries };
  tasks.push(router);
  for (const [, branch] of branches) {
    if (branch?.kind === "when") lowerNode(lowering, branch.when, tasks);
    else if (branch?.kind === "block") { for (const node of branch.block?.items ?? []) lowerNode(lowering, node, tasks); }
  }
}

/** The ids of a branch. */
function branchNode(lowering: Lowering, branch: Branch): DocNode {
  if (branch.kind === "names") return namesNode(branch.names, { text: "", span: branch.word });
  const nodes = branch.kind === "when" ? [branch.when] : branch.block?.items;
  if (nodes === undefined) return unknownNode(branch.word);
  const items = nodes.map((node) => {
    const id = lowering.ids.of(node);
    return id === undefined ? unknownNode(placeOf(node)) : nameNode({ text: id, span: placeOf(node) });
  });
  const isPartial = branch.kind === "block" && branch.block?.isPartial === true;
  return { kind: "seq", span: branch.word, items, ...(isPartial ? { isPartial: true } : {}) };
}

/** Where a node's id stands, or would. */
function placeOf(node: Node): Span {
  if (node.kind === "task") return node.name?.span ?? node.word.span;
  return (node.kind === "when" ? node.as?.span : node.subject?.span) ?? node.word.span;
}

/** The tasks of the pipeline whose results a condition uses: it waits for them. What is no task is for the checker of expressions. */
function usedTasks(lowering: Lowering, condition: Value, known: Set<string>): Name[] {
  if (condition.kind !== "expr") return [];
  const names: Name[] = [];
  for (const { variable, field, span } of fieldUses(condition.expr)) {
    if (variable !== "tasks" && variable !== "upstream" || field === undefined || known.has(field) || !lowering.ids.has(field)) continue;
    known.add(field);
    names.push({ text: field, span });
  }
  return names;
}
