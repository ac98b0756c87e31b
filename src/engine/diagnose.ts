import {
  type Check,
  type CheckQuestion,
  type Checks,
  checkValueText,
  type ChildConfinement,
  type Clock,
  type Diagnosis,
} from "../core/mod.ts";
import { judge } from "./judge.ts";

/** What {@link diagnose} looks through, and where. */
export interface DiagnoseWorld {
  readonly checks: Checks;
  readonly clock: Clock;
  /** What relative paths start from, absolute. */
  readonly folder: string;
  /** The environment of commands. */
  readonly env: Readonly<Record<string, string>>;
  /** What commands may do; absent is all. */
  readonly confine?: ChildConfinement | undefined;
}

/** Looks of a sentence that has to hold for a time: how many, and how close or far apart at most. */
const LOOKS = 20;
const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/**
 * Finds out whether a sentence is true. One that has to hold for a time is looked at again and again until that has passed; the first look
 * that says no or cannot tell is the answer.
 *
 * @param check With its texts evaluated.
 * @returns The answer; of one that held, the last look's. When `signal` aborts, `unknown`, soon. Never rejects for what it finds.
 * @throws AppError `confine_unavailable`, `confine_invalid` when a command cannot be confined as asked.
 */
export async function diagnose(check: Check, world: DiagnoseWorld, signal: AbortSignal): Promise<Diagnosis> {
  const { clock } = world;
  const question = questionOf(check, world);
  const look = async () => judge(check, await world.checks.read(question, signal));
  const holdMs = check.isWindow ? 0 : check.forMs ?? 0;
  if (holdMs === 0) return signal.aborted ? stopped() : await look();
  const pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, holdMs / LOOKS));
  const startMs = clock.monotonicMs();
  for (let looks = 1; !signal.aborted; looks++) {
    const found = await look();
    const passedMs = clock.monotonicMs() - startMs;
    if (signal.aborted) break;
    if (found.verdict !== "yes") {
      return looks === 1 ? found : withNote(found, `it held for ${checkValueText(passedMs, "ms")}, and then no more`);
    }
    if (passedMs >= holdMs) return withNote(found, `it held for ${checkValueText(passedMs, "ms")}, at each of ${looks} looks`);
    await clock.sleep(Math.min(pauseMs, holdMs - passedMs), signal);
  }
  return stopped();
}

function withNote(diagnosis: Diagnosis, note: string): Diagnosis {
  return { ...diagnosis, evidence: [...diagnosis.evidence, note] };
}

function stopped(): Diagnosis {
  return { verdict: "unknown", value: null, unit: null, evidence: ["it was stopped before it could tell"] };
}

function questionOf({ subject, metric, target, relation, forMs, isWindow }: Check, { folder, env, confine }: DiagnoseWorld): CheckQuestion {
  return {
    subject,
    metric,
    folder,
    env,
    ...(confine === undefined ? {} : { confine }),
    ...(target === undefined ? {} : { target }),
    ...(relation.kind === "contains" || relation.kind === "matches" ? { pattern: { kind: relation.kind, text: relation.text } } : {}),
    ...(isWindow && forMs !== undefined ? { windowMs: forMs } : {}),
  };
}
