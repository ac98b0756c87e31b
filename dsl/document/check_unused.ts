import type { MapNode } from "../tree.ts";
import { quoted } from "./describe.ts";
import { entryOf, hasExpression, isText, type Reading } from "./reading.ts";

/**
 * Warns of parameters that nothing in the document reads. Only right documents are asked: of a wrong one, the use may be what is wrong.
 * Settings and secrets may be declared for programs that read the variable themselves, and to be masked.
 *
 * @param root The document.
 */
export function checkUnused(reading: Reading, root: MapNode): void {
  const { report, uses } = reading;
  const params = entryOf(root, "params");
  if (params?.kind !== "map") return;
  noteHidden(reading);
  for (const { key, keySpan } of params.entries) {
    if (uses.has(key)) continue;
    report.warn("unused_param", keySpan, `Nothing uses the parameter ${quoted(key)}`, { hint: hintOf(key, report.isFlow) });
  }
}

/** Notes what uses them without an expression that could be read here. */
function noteHidden({ drafts, uses }: Reading): void {
  for (const { node } of drafts) {
    // A script reads its argument.
    if (entryOf(node, "script") !== undefined) uses.addUnknown();
    const template = entryOf(node, "template");
    const file = template?.kind === "map" ? entryOf(template, "file") : undefined;
    if (file !== undefined && isText(file) && hasExpression(file.value)) uses.addUnknown();
  }
}

function hintOf(name: string, isFlow: boolean): string {
  const access = /^[A-Za-z_]\w*$/.test(name) ? `params.${name}` : `params["${name}"]`;
  const use = isFlow ? access : `{{ ${access} }}`;
  return `Write ${use} where it is meant, or take the declaration away`;
}
