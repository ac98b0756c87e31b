import {
  type Check,
  type CheckAction,
  type CheckRelation,
  checkValueNote,
  type Diagnosis,
  emptyRecord,
  type Json,
} from "../../core/mod.ts";
import type { AttemptResult } from "../attempt.ts";
import { diagnose } from "../diagnose.ts";
import { confinementOf } from "../confinement.ts";
import { resolveFolder } from "../environment.ts";
import { failed, type Kind, type KindInput, stopped } from "./kind.ts";

/**
 * `check`: finds out whether a sentence about the machine is true, reports it, and does what the sentence says should follow. The tasks
 * that it starts are its branches, which the scheduler chooses by the verdict in the outputs.
 */
export const check: Kind = async (input) => {
  const { context, ports, scope } = input;
  const { check } = context.instance.task;
  if (check === undefined) throw new TypeError("A task of kind check has no sentence");
  const { check: evaluated, env } = await evaluate(check, input);
  // A path starts at the pipeline's folder, a command in the task's working folder.
  const folder = check.subject === "command" ? await resolveFolder(context, (template) => scope.text(template)) : context.loaded.folder;
  const confine = check.subject === "command" ? confinementOf(context) : undefined;
  const world = { checks: ports.checks, clock: ports.clock, folder, env: { ...(await scope.environment()).all(), ...env }, confine };
  const diagnosis = await diagnose(evaluated, world, context.signal);
  if (context.signal.aborted) return stopped(context);
  await report(input, evaluated, diagnosis);
  return await act(input, evaluated, diagnosis);
};

/**
 * The check with the expressions in its texts evaluated, and for its reports in the sentence; those of its actions are when they are told.
 * In a command they become variables: data never becomes code.
 */
async function evaluate(check: Check, { context, scope }: KindInput): Promise<{ check: Check; env: Readonly<Record<string, string>> }> {
  const { target, relation } = check;
  const spoken: CheckRelation = "text" in relation ? { ...relation, text: await scope.text(relation.text) } : relation;
  // Within escaped quotes an expression is written otherwise than it reads.
  const sentence = check.sentence.includes("\\") ? check.sentence : await scope.text(check.sentence);
  const evaluated: Check = { ...check, sentence, relation: spoken };
  if (typeof target !== "string") return { check: evaluated, env: {} };
  if (check.subject !== "command") return { check: { ...evaluated, target: await scope.text(target) }, env: {} };
  const { text, env } = await scope.shell(target, context.environment["OS"] === "Windows_NT" ? "powershell" : "posix");
  return { check: { ...evaluated, target: text }, env };
}

/** Writes verdict and evidence to standard output. */
async function report({ context }: KindInput, check: Check, diagnosis: Diagnosis): Promise<void> {
  const lines = [headline(check, diagnosis), ...diagnosis.evidence.map((line) => `  ${line}`)];
  if (diagnosis.advice !== undefined) lines.push(`  hint: ${diagnosis.advice}`);
  await context.output("stdout", new TextEncoder().encode(`${lines.join("\n")}\n`));
}

function headline({ sentence }: Check, diagnosis: Diagnosis): string {
  return `${diagnosis.verdict}: ${oneLine(sentence)}${checkValueNote(diagnosis)}`;
}

async function act(input: KindInput, check: Check, diagnosis: Diagnosis): Promise<AttemptResult> {
  const { verdict } = diagnosis;
  const action = verdict === "yes" ? check.then : verdict === "no" ? check.else : undefined;
  const outputs = outputsOf(diagnosis);
  if (verdict === "unknown" && check.else?.kind === "fail") {
    const [reason = "no reason is known"] = diagnosis.evidence;
    return fail(
      input,
      outputs,
      "check_unknown",
      check.else,
      `whether it is true that ${oneLine(check.sentence)} could not be found out: ${reason}`,
    );
  }
  const why = diagnosis.value === null && diagnosis.evidence[0] !== undefined ? `: ${diagnosis.evidence[0]}` : checkValueNote(diagnosis);
  const said = `it is ${verdict === "yes" ? "true" : "not true"} that ${oneLine(check.sentence)}${why}`;
  if (action?.kind === "fail") return fail(input, outputs, "check_failed", action, said);
  if (action?.kind === "alert") {
    const text = action.text === undefined ? said : await input.scope.text(action.text);
    await input.context.output("stderr", new TextEncoder().encode(`alert: ${text}\n`));
    outputs["alert"] = text;
  }
  return { status: "succeeded", outputs };
}

async function fail(
  { context, scope }: KindInput,
  outputs: Record<string, Json>,
  code: "check_failed" | "check_unknown",
  action: CheckAction,
  why: string,
): Promise<AttemptResult> {
  const text = action.kind === "fail" && action.text !== undefined ? `${await scope.text(action.text)}: ${why}` : capital(why);
  return { ...failed(code, context.mask(text)), outputs };
}

function outputsOf({ verdict, value, unit, evidence, advice }: Diagnosis): Record<string, Json> {
  return Object.assign(emptyRecord<Json>(), { verdict, value, unit, evidence, ...(advice === undefined ? {} : { advice }) });
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
