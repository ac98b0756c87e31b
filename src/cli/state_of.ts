import { openState, type State } from "../platform/mod.ts";
import type { Io } from "./io.ts";
import type { VerbArgs } from "./verb.ts";

/** Opens the state folder that the command line or the environment names. */
export function stateOf(args: VerbArgs, io: Io, access: "read" | "write"): Promise<State> {
  const dir = args.text("--state");
  return openState({
    ...(dir === undefined ? {} : { dir }),
    env: io.env,
    readOnly: access === "read",
    warn: (message) => void io.err.line(`warning: ${message}`),
  });
}
