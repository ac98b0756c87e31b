/**
 * The machine as checks see it: one source a subject of `dsl/check/subjects.ts`, each over the system calls of {@link Machine}, so that
 * tests can let them fail.
 *
 * ```ts
 * using processes = createProcesses();
 * const checks = createChecks({ processes });
 * const reading = await checks.read({ subject: "memory", metric: "free", folder: "/", env: {} }, AbortSignal.timeout(5_000));
 * ```
 *
 * Limits: everything is read on Linux; what other systems answer is written from their manuals and not verified. A look takes at most
 * 10 s (a command 30 s) and memory in proportion to at most 16 MiB of text, 256 MiB for a hash.
 *
 * @module
 */
import type { Checks, Processes } from "../../core/mod.ts";
import type { Machine } from "./machine.ts";

export type * from "./machine.ts";

/** What {@link createChecks} reads from. */
export interface CreateChecksOptions {
  /** Starts the programs that sources ask. */
  readonly processes: Processes;
  /** The system calls; by default the real ones. */
  readonly machine?: Machine;
}

/** Makes the port `Checks`. Its sources are loaded by the first question: most runs ask none. */
export function createChecks({ processes, machine }: CreateChecksOptions): Checks {
  let known = machine;
  return {
    async read(question, signal) {
      known ??= (await import("./create_machine.ts")).createMachine({ processes });
      const { readWithin } = await import("./sources.ts");
      return await readWithin(question, known, signal);
    },
  };
}
