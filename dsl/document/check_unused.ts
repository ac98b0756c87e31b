import type { Code } from "../../src/core/mod.ts";
import type { MapNode } from "../tree.ts";
import { quoted } from "./describe.ts";
import { entryOf, hasExpression, isText, type Reading } from "./reading.ts";
import type { Declaring } from "./uses.ts";

const UNUSED: Readonly<Record<Declaring, { readonly code: Code; readonly noun: string }>> = {
  config: { code: "unused_setting", noun: "setting" },
  params: { code: "unused_param", noun: "parameter" },
  secrets: { code: "unused_secret", noun: "secret" },
};

/**
 * Warns of what a document declares and nothing in it reads. Only right documents are asked: of a wrong one, the use may be what is wrong.
 *
 * @param root The document.
 */
export function checkUnused(reading: Reading, root: MapNode): void {
  const { report, uses } = reading;
  noteHidden(reading);
  for (const kind of ["config", "params", "secrets"] as const) {
    const block = entryOf(root, kind);
    if (block?.kind !== "map") continue;
    const { code, noun } = UNUSED[kind];
    for (const { key, keySpan } of block.entries) {
      if (uses.has(kind, key)) continue;
      report.warn(code, keySpan, `Nothing uses the ${noun} ${quoted(key)}`, { hint: hintOf(kind, key, report.isFlow) });
    }
  }
}

/** Notes what uses them without an expression that could be read here. */
function noteHidden({ drafts, uses }: Reading): void {
  for (const { node } of drafts) {
    const template = entryOf(node, "template");
    const file = template?.kind === "map" ? entryOf(template, "file") : undefined;
    if (file !== undefined && isText(file) && hasExpression(file.value)) uses.addUnknown();
  }
}

function hintOf(kind: Declaring, name: string, isFlow: boolean): string {
  const access = /^[A-Za-z_]\w*$/.test(name) ? `${kind}.${name}` : `${kind}["${name}"]`;
  const use = isFlow ? access : `{{ ${access} }}`;
  return `Write ${use} where it is meant, or take the declaration away`;
}
