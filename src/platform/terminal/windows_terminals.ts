import { NativeError, OuterConsole, probePseudoConsoles, spawnConsoleChild } from "../../../ffi/windows/console/mod.ts";
import * as calls from "../../../ffi/windows/process/mod.ts";
import { AppError } from "../../core/mod.ts";
import { explainSpawnFailure } from "../process/spawn_error.ts";
import { windowsCandidates } from "../process/windows_program.ts";
import { codeOf, commandOf } from "../process/windows_processes.ts";
import type { Terminals } from "./terminals.ts";

export { probePseudoConsoles as probe };

/** Pseudo consoles of Windows. Exercised under Wine, not verified on Windows. */
export const terminals: Terminals = {
  findOuter: () => OuterConsole.find(),
  // deno-lint-ignore require-await
  async start(spec, env, plan) {
    const { program, line } = commandOf(spec, calls);
    try {
      const child = spawnConsoleChild({
        program,
        commandLine: line,
        env,
        cwd: spec.cwd,
        size: plan.size,
        stdin: plan.stdin,
        output: (bytes) => plan.output(bytes),
        beforeReap: (pid) => plan.beforeReap(pid),
      });
      return { pid: child.pid, ended: child.ended, terminal: child, terminate: () => child.hangUp(), kill: () => child.kill() };
    } catch (error) {
      if (!(error instanceof NativeError)) throw new AppError("internal", `Starting ${program} in a console failed`, { cause: error });
      throw explainSpawnFailure(spec, codeOf(error), error.detail, error);
    }
  },
  startWatchdog: () => undefined,
  candidates: windowsCandidates,
};
