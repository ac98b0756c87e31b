import { KINDS, TASK } from "../schema/mod.ts";
import type { MapNode } from "../tree.ts";
import { oneOf } from "./describe.ts";
import { entryOf, hasExpression, headOf, type Reading } from "./reading.ts";
import { guessedFields } from "./guess_field.ts";

const KIND_NAMES: ReadonlySet<string> = new Set(KINDS);

/**
 * Checks what a task does: exactly one kind, and only fields that mean something with it. Inline text for an interpreter (`script` with
 * `shell` or `image`) becomes `run` in the value.
 */
export function checkKindFields(reading: Reading, node: MapNode, task: Record<string, unknown>): void {
  const kinds = node.entries.filter((entry) => KIND_NAMES.has(entry.key));
  const [first, second] = kinds;
  const isWhole = node.isPartial !== true;
  if (second !== undefined && first !== undefined && isWhole) {
    reading.report.error("two_kinds", second.keySpan, `A task does one thing, and this one has "${first.key}" and "${second.key}"`, {
      hint: "Make two tasks of it",
      related: [{ message: `"${first.key}" stands here`, file: reading.report.file, span: first.keySpan }],
    });
  }
  const isRouter = entryOf(node, "then") !== undefined || entryOf(node, "else") !== undefined;
  if (isRouter && isWhole && entryOf(node, "if") === undefined) {
    const branch = node.entries.find((entry) => entry.key === "then" || entry.key === "else");
    reading.report.error("missing_field", branch?.keySpan ?? headOf(node), `"${branch?.key}" needs an "if" to choose by`);
  }
  if (first === undefined && !isRouter && isWhole && guessedFields(TASK, node).isDisjointFrom(KIND_NAMES)) {
    reading.report.error("no_kind", headOf(node), "A task needs one thing to do", { hint: `One of ${KINDS.join(", ")}` });
  }
  if (kinds.length === 1 || kinds.length === 0 && isWhole) checkOnly(reading, node, first?.key);
  if (kinds.length === 1 && first !== undefined && !isSandboxed(node, first.key)) {
    warnPermissions(reading, node, first.key);
    warnLimits(reading, node, first.key);
  }
  if (kinds.length === 1 && first !== undefined) checkConfine(reading, node, first.key);
  if (first?.key === "check") lowerCheck(reading, node, task);
  if (first?.key === "script") lowerScript(node, task);
}

/** Kinds that run in the sandbox. */
const HELD_BY_PERMISSIONS: ReadonlySet<string> = new Set(["script", "plugin"]);

/** Whether a task runs in the sandbox: a script for an interpreter of its own does not. */
function isSandboxed(node: MapNode, kind: string): boolean {
  return HELD_BY_PERMISSIONS.has(kind) && !(kind === "script" && isForInterpreter(node));
}

function isForInterpreter(node: MapNode): boolean {
  return entryOf(node, "shell") !== undefined || entryOf(node, "image") !== undefined;
}

/** Nobody may believe that a program is held back by what only scripts obey. */
function warnPermissions(reading: Reading, node: MapNode, kind: string): void {
  const entry = node.entries.find(({ key }) => key === "permissions");
  if (entry === undefined) return;
  const message = kind === "script"
    ? `"permissions" restrict JavaScript and TypeScript; what another interpreter runs may do what its user may`
    : `"permissions" restrict scripts; this "${kind}" task may do what its user may`;
  reading.report.warn("permissions_not_enforced", entry.keySpan, message);
}

/** What `confine` cannot hold is refused: nobody may believe that it does. */
function checkConfine(reading: Reading, node: MapNode, kind: string): void {
  const entry = node.entries.find(({ key }) => key === "confine");
  if (entry === undefined || entry.value.kind === "scalar" && entry.value.value === "none") return;
  if (entryOf(node, "image") !== undefined) {
    reading.report.error("field_not_here", entry.keySpan, `"confine" holds programs of this machine, and this task runs in a container`, {
      hint: 'Remove "image" or "confine"; what a container may do is the image\'s and podman\'s to say',
    });
  } else if (kind === "script" && isSandboxed(node, kind)) {
    reading.report.error("field_not_here", entry.keySpan, `"confine" holds programs, and this script runs in the sandbox`, {
      hint: 'The sandbox is confined by itself; "permissions" say what its scripts may reach',
    });
  }
}

/** Limits that only the sandbox counts. */
const LIMITS_OF_SCRIPTS: ReadonlySet<string> = new Set(["messages", "requests"]);

function warnLimits(reading: Reading, node: MapNode, kind: string): void {
  const limits = entryOf(node, "limits");
  if (limits?.kind !== "map") return;
  for (const { key, keySpan } of limits.entries) {
    if (!LIMITS_OF_SCRIPTS.has(key)) continue;
    reading.report.warn(
      "limit_not_enforced",
      keySpan,
      `"${key}" counts what scripts in the sandbox do, and this "${kind}" task runs outside of it`,
    );
  }
}

function checkOnly(reading: Reading, node: MapNode, kind: string | undefined): void {
  for (const entry of node.entries) {
    const only = TASK.byName.get(entry.key)?.options.only;
    if (only === undefined || kind !== undefined && only.includes(kind)) continue;
    const where = kind === undefined ? "a task that does nothing itself" : `a "${kind}" task`;
    reading.report.error("field_not_here", entry.keySpan, `"${entry.key}" means nothing in ${where}`, {
      hint: `It goes with ${oneOf(only)}`,
    });
  }
}

/** The tasks that a check starts become its branches: in the value it is a router that chooses by its verdict. */
function lowerCheck(reading: Reading, node: MapNode, task: Record<string, unknown>): void {
  const runs = reading.task?.runs ?? [];
  const [first] = runs;
  if (first === undefined) return;
  const branch = node.entries.find(({ key }) => key === "then" || key === "else");
  if (branch !== undefined) {
    reading.report.error("exclusive_fields", branch.keySpan, `The check's sentence and "${branch.key}" both name tasks to run`, {
      hint: "Leave one of them out",
      related: [{ message: "The sentence names one here", file: reading.report.file, span: first.span }],
    });
    // The graph is what the fields say.
    if (reading.task !== undefined) reading.task.runs = [];
    return;
  }
  for (const { branch, task: id } of runs) task[branch] = Object.freeze([id]);
}

/** `script` for another interpreter is `run` text whose braces mean nothing. */
function lowerScript(node: MapNode, task: Record<string, unknown>): void {
  const { script } = task;
  if (!isForInterpreter(node) || typeof script !== "string") return;
  task["run"] = hasExpression(script) ? script.replaceAll("{{", "{{ '{{' | raw }}") : script;
  delete task["script"];
}
