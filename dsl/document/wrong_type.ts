import { nearest } from "../../src/core/mod.ts";
import type { Field } from "../schema/mod.ts";
import type { FieldType } from "../schema/field_type.ts";
import type { DocNode } from "../tree.ts";
import { describeNode, describeType } from "./describe.ts";
import { isDoubtful, isText, type Reading } from "./reading.ts";

/** Reports a value of the wrong type, unless a mistake around it may have made it so; answers undefined. */
export function wrongType(reading: Reading, type: FieldType, field: Field, node: DocNode): undefined {
  if (isDoubtful(node)) return undefined;
  const hint = HINTS[field.name]?.(node, type);
  reading.report.error("wrong_type", node.span, `"${field.name}" takes ${describeType(type)}, found ${describeNode(node)}`, { hint });
  return undefined;
}

/** Reports a text that is none of the values allowed; answers undefined. `type` is all that the field takes, those values included. */
export function wrongChoice(reading: Reading, type: FieldType, values: readonly string[], field: Field, node: DocNode): undefined {
  const close = isText(node) ? nearest(node.value, values) : undefined;
  reading.report.error("bad_value", node.span, `"${field.name}" takes ${describeType(type)}, found ${describeNode(node)}`, {
    hint: close === undefined ? undefined : `Did you mean "${close}"?`,
  });
  return undefined;
}

/** Hints for the mistakes that other tools' habits lead to. */
const HINTS: Readonly<Record<string, (node: DocNode, type: FieldType) => string | undefined>> = {
  command: (node) => node.kind === "scalar" ? 'A command is a list: [program, argument]; shell text goes into "run"' : undefined,
  run: (node, type) =>
    node.kind === "seq" && type.kind === "text" && type.shell
      ? 'Shell text is one text: write several lines after "run: |", or use "command" for a list of arguments'
      : undefined,
  tasks: (node) => node.kind === "map" ? 'Tasks are a list: "- id: name" instead of "name:"' : undefined,
  env: (node, type) => type.kind === "map" && node.kind === "seq" ? "Write a map: NAME: value" : undefined,
  matrix: (node, type) => type.kind === "union" && node.kind === "scalar" ? `Write a list: [${node.source}]` : undefined,
};
