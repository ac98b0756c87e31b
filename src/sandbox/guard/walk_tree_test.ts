import assert from "node:assert/strict";
import type { SyntaxNode } from "./syntax_node.ts";
import { walkTree } from "./walk_tree.ts";

function node(type: string, fields: Record<string, unknown> = {}): SyntaxNode {
  return { type, start: 0, end: 0, ...fields };
}

Deno.test("walkTree() visits parents first, in the order of the text, and hands contexts down", () => {
  const tree = node("A", { left: node("B", { items: [node("C"), null, node("D")] }), value: /x/, right: node("E"), text: "F" });
  const seen: string[] = [];
  walkTree(tree, "", (each, { context, field }) => {
    seen.push(`${context}/${field}:${each.type}`);
    return `${context}${each.type}`;
  });
  assert.deepEqual(seen, ["/:A", "A/left:B", "AB/items:C", "AB/items:D", "A/right:E"]);
});

Deno.test("walkTree() follows fields that nobody knows", () => {
  const seen: string[] = [];
  walkTree(node("A", { invented: [node("B")] }), undefined, (each) => void seen.push(each.type));
  assert.deepEqual(seen, ["A", "B"]);
});

Deno.test("walkTree() survives a million levels, and counts a chain as one", () => {
  let chain = node("Identifier");
  let nest = node("Identifier");
  for (let i = 0; i < 1_000_000; i++) {
    chain = node("BinaryExpression", { left: chain });
    nest = node("UnaryExpression", { argument: nest });
  }
  const deepest = (tree: SyntaxNode) => {
    let most = 0;
    walkTree(tree, undefined, (_, { level }) => void (most = Math.max(most, level)));
    return most;
  };
  assert.equal(deepest(chain), 0);
  assert.equal(deepest(nest), 1_000_000);
});
