import { field } from "./field.ts";
import { bool, duration, float, int, listOrOne, text } from "./field_type.ts";
import { defineRecord } from "./record.ts";

/** How a failed task is tried again. */
export const RETRY = defineRecord(
  "Retry",
  '"retry"',
  "How a failed task is tried again. The n-th delay is delay × backoff^(n−1), at most `cap`, before jitter.",
  [
    field("attempts", int, "Tries in all, the first included.").required().template("task").range(1, 1000).example("attempts: 3"),
    field("delay", duration, "Time before the second try.").default("1s").template("task").range("0s", "30d").example("delay: 2s"),
    field("backoff", float, "Factor from one delay to the next.").default(1).template("task").range(1, 100).example("backoff: 2"),
    field("cap", duration, "Longest delay, before jitter.").defaultNote("none").template("task").range("0s", "30d").example("cap: 1m"),
    field("jitter", bool, "Spread each delay over 50 % to 100 % of itself.").default(false).example("jitter: true"),
    field("on", listOrOne(int), "Exit codes that are tried again.").defaultNote("every failure").range(0, 4294967295).example(
      "on: [7, 28]",
    ),
  ],
  { shorthand: "attempts" },
);

/** Repeats a task that succeeded. */
export const REPEAT = defineRecord("Repeat", '"repeat"', "Repeats a task that succeeded; exactly one of `while` and `until`.", [
  field("while", bool, "Goes on as long as this holds; sees the task's own last result.").template("own")
    .example("while: \"{{ tasks.poll.outputs.more == 'yes' }}\""),
  field("until", bool, "Goes on until this holds; sees the task's own last result.").template("own")
    .example("until: \"{{ tasks.poll.outputs.state == 'done' }}\""),
  field("every", duration, "Time between.").default("0s").template("task").range("0s", "30d").example("every: 10s"),
  field("limit", int, "Most repetitions; reaching it fails the task.").default(1000).template("task").range(1, 1_000_000).example(
    "limit: 30",
  ),
], { choices: [{ fields: ["while", "until"], required: true }] });

/** Which failures of a task its dependents and its run do not mind. */
export const CONTINUE_ON = defineRecord(
  "ContinueOn",
  '"continue_on"',
  "Which failures do not stop the dependents and do not fail the run.",
  [
    field("failure", bool, "Every failure.").default(false).example("failure: true"),
    field("exit_code", listOrOne(int), "These exit codes.").range(0, 4294967295).example("exit_code: [3]"),
  ],
);

/** What has to hold before a task starts. */
export const PRECONDITION = defineRecord("Precondition", "a precondition", "What has to hold before a task starts, or it fails.", [
  field("if", bool, "The condition.").required().template("task").example('if: "{{ params.threshold > 0 }}"'),
  field("message", text, "What the failure says.").template("task").example("message: The threshold has to be positive"),
], { shorthand: "if" });
