import type { Pipeline } from "../core/mod.ts";
import type { EvaluateField } from "./attempt.ts";

/** The place that a run takes in a concurrency group. */
export interface ConcurrencyPlace {
  readonly group: string;
  /** How many places the group has. */
  readonly limit: number;
  readonly overlap: "queue" | "skip" | "cancel";
}

/** What `concurrency` of a pipeline says for one run; undefined when it says nothing. */
export async function concurrencyOf(
  { concurrency }: Pick<Pipeline, "concurrency">,
  evaluate: EvaluateField,
): Promise<ConcurrencyPlace | undefined> {
  if (concurrency === undefined) return undefined;
  const group = concurrency.group.includes("{{") ? String(await evaluate(concurrency.group)) : concurrency.group;
  return { group, limit: concurrency.limit ?? 1, overlap: concurrency.overlap ?? "queue" };
}
