import { type PermissionKind, permissionProblem, UNUSED_PERMISSIONS } from "../../src/core/mod.ts";
import type { Field } from "../schema/mod.ts";
import type { MapNode, ScalarNode } from "../tree.ts";
import type { Reading } from "./reading.ts";

/** What people write in quotes, or in a list, for all or nothing: as a host or a file it would silently grant something else. */
const BOOLEANS: Readonly<Record<string, string>> = { true: "true", yes: "true", false: "false", no: "false" };

/** Checks one entry of a permission: it has to mean something. */
export function checkPermission(reading: Reading, field: Field, node: ScalarNode & { readonly value: string }): string | undefined {
  const { value, span } = node;
  const boolean = Object.hasOwn(BOOLEANS, value.toLowerCase()) ? BOOLEANS[value.toLowerCase()] : undefined;
  const problem = boolean === undefined ? permissionProblem(field.name as PermissionKind, value) : {
    message: `${JSON.stringify(value)} is text here`,
    hint: `Write ${boolean} by itself, without quotes and brackets: ${field.name}: ${boolean}`,
  };
  if (problem === undefined) return value;
  reading.report.error("permission_invalid", span, `"${field.name}": ${problem.message}`, { hint: problem.hint });
  return undefined;
}

/** Nobody may believe that a script can do what it has no means to do. */
export function warnUnusedPermissions(reading: Reading, node: MapNode, value: Readonly<Record<string, unknown>>): void {
  for (const { key, keySpan } of node.entries) {
    const granted = value[key];
    if (!Object.hasOwn(UNUSED_PERMISSIONS, key) || granted !== true && !(Array.isArray(granted) && granted.length > 0)) continue;
    reading.report.warn("permission_unused", keySpan, `"${key}" grants what scripts have no means to use`, {
      hint: UNUSED_PERMISSIONS[key as keyof typeof UNUSED_PERMISSIONS],
    });
  }
}
