/** Codes of checks: what is wrong with a sentence, and what its verdict makes of a task. */
export const checkCodes = {
  check_syntax: {
    exit: 2,
    status: 422,
    summary: "A check does not have the form of a sentence",
    hint: 'Write a subject, what is said of it and what follows: disk usage > 90% of "/" then alert "full"',
  },
  check_subject: { exit: 2, status: 422, summary: "A check names something that cannot be checked" },
  check_target: {
    exit: 2,
    status: 422,
    summary: "A check does not say which path, name, address or port it means, or says it where there is none",
  },
  check_metric: { exit: 2, status: 422, summary: "A check names no metric or state that its subject has" },
  check_relation: { exit: 2, status: 422, summary: "A check says of its subject or metric what cannot be said of it" },
  check_unit: {
    exit: 2,
    status: 422,
    summary: "A quantity in a check has not the unit of its metric",
    hint: "Write 90%, 5GiB, 30s or a plain number, as the metric needs",
  },
  check_failed: { exit: 1, status: 412, summary: "The verdict of a `check` task is one that its sentence says to fail on" },
  check_unknown: {
    exit: 1,
    status: 412,
    summary: "A `check` task says `else fail`, and whether its sentence is true could not be found out",
    hint: "Look at the task's evidence for the reason; without `else fail` such a task only reports",
  },
} as const;
