import type { Field } from "../schema/mod.ts";
import type { FieldType } from "../schema/field_type.ts";
import type { DocNode } from "../tree.ts";
import { isDoubtful } from "./reading.ts";
import { describeNode, describeType } from "./describe.ts";
import type { Reading } from "./reading.ts";

/** Reports a value of the wrong type, unless a mistake around it may have made it so; answers undefined. */
export function wrongType(reading: Reading, type: FieldType, field: Field, node: DocNode): undefined {
  if (isDoubtful(node)) return undefined;
  const hint = HINTS[field.name]?.(node, type);
  reading.report.error("wrong_type", node.span, `"${field.name}" takes ${describeType(type)}, found ${describeNode(node)}`, { hint });
  return undefined;
}

/** Hints for the mistakes that other tools' habits lead to. */
const HINTS: Readonly<Record<string, (node: DocNode, type: FieldType) => string | undefined>> = {
  command: (node) => node.kind === "scalar" ? 'A command is a list: [program, argument]; shell text goes into "run"' : undefined,
  run: (node) =>
    node.kind === "seq"
      ? 'Shell text is one text: write several lines after "run: |", or use "command" for a list of arguments'
      : undefined,
  tasks: (node) => node.kind === "map" ? 'Tasks are a list: "- id: name" instead of "name:"' : undefined,
  env: (node, type) => type.kind === "map" && node.kind === "seq" ? "Write a map: NAME: value" : undefined,
  matrix: (node, type) => type.kind === "union" && node.kind === "scalar" ? `Write a list: [${node.source}]` : undefined,
};
