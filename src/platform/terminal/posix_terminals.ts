import { findOuterTerminal, OuterTerminal, probeTerminals, spawnTerminalChild } from "../../../ffi/pty/mod.ts";
import { nativeProcesses, startProgram } from "../process/native_processes.ts";
import { candidatesFor } from "../process/program.ts";
import { endSession } from "./end_session.ts";
import type { Terminals } from "./terminals.ts";

export { probeTerminals as probe };

/** Pseudo-terminals of Linux. */
export const terminals: Terminals = {
  findOuter: findOuterTerminal,
  async start(spec, env, { like, ...plan }) {
    const child = await startProgram(spec, (path) =>
      spawnTerminalChild({
        ...plan,
        like: like instanceof OuterTerminal ? like : undefined,
        path,
        argv: spec.argv,
        env,
        cwd: spec.cwd,
        output: (bytes) => plan.output(bytes),
        beforeReap(pid) {
          endSession(pid);
          plan.beforeReap(pid);
        },
      }));
    return { pid: child.pid, ended: child.ended, terminal: child, terminate: () => child.hangUp(), kill: () => child.kill() };
  },
  startWatchdog: (watchdog, texts) => nativeProcesses.startWatchdog(watchdog, texts),
  candidates: (program, env, cwd) => candidatesFor(program, env["PATH"], cwd),
};
