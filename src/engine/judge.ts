import { type Check, type CheckOperator, type CheckReading, type CheckVerdict, type Diagnosis } from "../core/mod.ts";

/**
 * Says whether a sentence is true of what was found. Where there is nothing to measure it is not true, except `!=`, which is; whether
 * something that is not there would be above a limit nobody knows.
 */
export function judge({ relation }: Pick<Check, "relation">, reading: CheckReading): Diagnosis {
  const { value, unit, evidence, advice } = reading;
  return { verdict: verdictOf(relation, reading), value, unit, evidence, ...(advice === undefined ? {} : { advice }) };
}

function verdictOf(relation: Check["relation"], { state, value, holds }: CheckReading): CheckVerdict {
  if (state === "unknown") return "unknown";
  if (relation.kind === "compare") {
    if (state === "absent") return ABSENT[relation.operator];
    // A comparison of what is no number would be a source's mistake; it is no yes.
    return typeof value === "number" ? yesIf(COMPARE[relation.operator](value, relation.value)) : "unknown";
  }
  const isSo = state === "known" && (holds ?? value === true);
  return yesIf(relation.kind === "state" && relation.negated ? !isSo : isSo);
}

function yesIf(isSo: boolean): CheckVerdict {
  return isSo ? "yes" : "no";
}

const COMPARE: Readonly<Record<CheckOperator, (a: number, b: number) => boolean>> = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

const ABSENT: Readonly<Record<CheckOperator, CheckVerdict>> = {
  "==": "no",
  "!=": "yes",
  "<": "no",
  "<=": "no",
  ">": "unknown",
  ">=": "unknown",
};
