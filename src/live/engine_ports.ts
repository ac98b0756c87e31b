import { createExpressions } from "../../dsl/template/mod.ts";
import type { Approvals } from "../core/mod.ts";
import type { EnginePorts } from "../engine/mod.ts";
import { createChecks, createClock, createFiles, createHttpClient, type State } from "../platform/mod.ts";
import { createLoader } from "./load_pipeline.ts";
import type { Sandbox } from "./open_sandbox.ts";

/** Makes the engine's ports real over an open state folder and a sandbox. */
export function createPorts(
  state: State,
  approvals: Approvals,
  env: Readonly<Record<string, string>>,
  sandbox: Sandbox,
): EnginePorts {
  const { processes, scripts } = sandbox;
  return {
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
    loader: createLoader(env, sandbox),
    random: Math.random,
    newRunId: () => state.newRunId(),
  };
}
