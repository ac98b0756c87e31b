import { type Attack, type AttackScript, type Outcome, timeOf } from "./attack.ts";
import type { PreparedPlaces } from "./places.ts";

/** How long after its time a script may take to be gone: three seconds of grace, and what a busy machine takes to see it. */
const GRACE_MS = 15_000;

/** Says in what an attack succeeded; undefined when it did not. */
export function judge(attack: Attack, script: AttackScript, outcome: Outcome, places: PreparedPlaces): string | undefined {
  const { end, output, elapsedMs, victim, victimOutput } = outcome;
  const said = JSON.stringify([end, output, victim, victimOutput]);
  if (said.includes(places.secret)) return `the secret was told: ${said.slice(0, 2000)}`;
  const trace = places.traces();
  if (trace !== undefined) return trace;
  const timeMs = timeOf(script);
  if (elapsedMs > timeMs + GRACE_MS) return `it ran for ${Math.round(elapsedMs)} ms, ${timeMs} ms were its limit`;
  if (victim.status !== "returned") return `the next task ended with ${JSON.stringify(victim)}`;
  const { seen } = victim.outputs;
  if (!Array.isArray(seen) || seen.length > 0) return `the next task saw ${JSON.stringify(victim.outputs)}`;
  if (victimOutput.includes("MARK")) return `the next task's output holds ${JSON.stringify(victimOutput.slice(0, 500))}`;
  return attack.breach?.(outcome);
}

/** Whether the rules refused a script before it ran. */
export function isRefused({ end }: Outcome): boolean {
  return end.status === "failed" && /^script_(unreadable|outside|syntax|typescript|forbidden|import|no_default|too_large)$/.test(end.code);
}
