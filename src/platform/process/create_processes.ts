import { probePosixChildren, signalProcess } from "../../../ffi/mod.ts";
import type { Child, ChildSpec, Processes } from "../../core/mod.ts";
import { commandProcesses } from "./command_processes.ts";
import { GuardedProcesses } from "./guarded_processes.ts";
import { killProcess } from "./kill_process.ts";
import { nativeProcesses } from "./native_processes.ts";
import { windowsProcesses } from "./windows_processes.ts";

/** Options of {@link createProcesses}. */
export interface CreateProcessesOptions {
  /** `native` or `command` takes that one; the default is `native` where {@link probePosixChildren} says yes, and `windows` there. */
  readonly implementation?: "native" | "command" | "windows";
}

/** `Processes` with an end: disposing kills what still runs and sends the watchdog away. */
export interface OwnedProcesses extends Processes, Disposable {
  /** The watchdog's pid once a child was started; undefined before, and where there is none. */
  readonly watchdogPid: number | undefined;
}

/**
 * Starts children. Nothing is opened before the first `spawn`, and nothing keeps the event loop alive while no child runs.
 *
 * A clean end disposes it; without that (`Deno.exit`, a crash, SIGKILL) the watchdog does the same from outside.
 *
 * @example
 * ```ts
 * using processes = createProcesses();
 * const env = { PATH: "/usr/bin:/bin" };
 * const child = await processes.spawn({ argv: ["echo", "hello"], cwd: "/", env, stdin: "null", output: () => {} });
 * const { code } = await child.exited;
 * ```
 */
export function createProcesses(options: CreateProcessesOptions = {}): OwnedProcesses {
  let chosen: GuardedProcesses | undefined;
  const choose = () => {
    switch (options.implementation ?? implementationHere()) {
      case "native":
        return new GuardedProcesses(nativeProcesses, killNatively);
      case "windows":
        return new GuardedProcesses(windowsProcesses, killProcess);
      case "command":
        return new GuardedProcesses(commandProcesses, killProcess);
    }
  };
  return {
    get watchdogPid() {
      return chosen?.watchdogPid;
    },
    spawn: (spec: ChildSpec): Promise<Child> => (chosen ??= choose()).spawn(spec),
    [Symbol.dispose]: () => chosen?.[Symbol.dispose](),
  };
}

function implementationHere(): "native" | "command" | "windows" {
  if (Deno.build.os === "windows") return "windows";
  return probePosixChildren().answer === "yes" ? "native" : "command";
}

const SIGKILL = 9;

function killNatively(pid: number) {
  signalProcess(pid, SIGKILL);
}
