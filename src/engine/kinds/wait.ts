import type { WaitUntil } from "../../core/mod.ts";
import { conditionOf, millisecondsOf } from "../field_values.ts";
import { type Kind, type KindInput, stopped, SUCCEEDED } from "./kind.ts";

/** Milliseconds between looks at `until`. */
const DEFAULT_EVERY_MS = 1000;

/** `wait`: a pause, or looking again and again until a condition holds. */
export const wait: Kind = async (input) => {
  const { context, ports, scope } = input;
  const field = context.instance.task.wait ?? 0;
  if (typeof field === "object") return waitUntil(input, field);
  await ports.clock.sleep(await millisecondsOf("wait", field, (template) => scope.value(template)), context.signal);
  return context.signal.aborted ? stopped(context) : SUCCEEDED;
};

async function waitUntil({ context, ports, scope }: KindInput, field: WaitUntil): ReturnType<Kind> {
  const evaluate = (template: string) => scope.value(template);
  // At least 1 ms, so that a condition that does not hold leaves the processor to others.
  const everyMs = Math.max(1, await millisecondsOf("every", field.every ?? DEFAULT_EVERY_MS, evaluate));
  while (!context.signal.aborted) {
    if (await conditionOf("until", field.until, evaluate)) return SUCCEEDED;
    await ports.clock.sleep(everyMs, context.signal);
  }
  return stopped(context);
}
