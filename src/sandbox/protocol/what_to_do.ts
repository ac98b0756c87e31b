import type { UsedPermission } from "../../core/mod.ts";

/** How a refusal goes on: the line that the document lacks, or that it is the operator who does not allow it. */
export function whatToDo(kind: UsedPermission, pattern: string, by: "document" | "operator"): string {
  if (by === "operator") return `, which the operator's --allow-${kind} does not include`;
  return `; add it to the task: permissions: { ${kind}: [${inFlow(pattern)}] }`;
}

/** A text as an item of a YAML list in brackets. */
function inFlow(text: string): string {
  const isPlain = /^[A-Za-z_./][\w./:+-]*$/.test(text) && !/^\.?\d|:$/.test(text) && !/^(?:true|false|null)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}
