import { AppError, type CheckQuestion } from "../../core/mod.ts";
import type { Machine, ProgramCall, ProgramResult } from "./machine.ts";
import { codeOf, isMissing, plainEnv } from "./reading.ts";

/** Runs a program whose words are to be read. Undefined when there is no such program. */
export async function askProgram(
  argv: readonly string[],
  { env, folder }: CheckQuestion,
  machine: Machine,
  signal: AbortSignal,
  options: Pick<ProgramCall, "maxBytes" | "isData"> = {},
): Promise<ProgramResult | undefined> {
  try {
    return await machine.run({ argv, env: plainEnv(env), folder, ...options }, signal);
  } catch (error) {
    if (isMissing(error) || codeOf(error) === "ENOENT" || error instanceof AppError && error.code === "spawn_failed") return undefined;
    throw error;
  }
}
