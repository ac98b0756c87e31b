import { createExpressions } from "../../dsl/template/mod.ts";
import type { Approvals } from "../core/mod.ts";
import type { EnginePorts } from "../engine/mod.ts";
import { createChecks, createClock, createFiles, createHttpClient, createProcesses, type State } from "../platform/mod.ts";
import type { OwnedScripts } from "../sandbox/mod.ts";
import { openScripts, type SandboxOptions } from "./open_scripts.ts";
import { createLoader } from "./load_pipeline.ts";

/** The world of a run; disposing it ends every child that still runs. */
export interface OwnedPorts extends Disposable {
  readonly ports: EnginePorts;
  readonly scripts: OwnedScripts;
}

/** Makes the engine's ports real over an open state folder. */
export function createPorts(
  state: State,
  approvals: Approvals,
  env: Readonly<Record<string, string>>,
  sandbox?: SandboxOptions,
): OwnedPorts {
  const processes = createProcesses();
  const scripts = openScripts(processes, env, sandbox);
  return {
    ports: {
      clock: createClock(),
      journal: state.journal,
      outputs: state.outputs,
      slots: state.slots,
      processes,
      scripts,
      http: createHttpClient(),
      files: createFiles(),
      approvals,
      checks: createChecks({ processes }),
      expressions: createExpressions(),
      loader: createLoader(env, sandbox?.level),
      random: Math.random,
      newRunId: () => state.newRunId(),
    },
    scripts,
    [Symbol.dispose]() {
      scripts[Symbol.dispose]();
      processes[Symbol.dispose]();
    },
  };
}
