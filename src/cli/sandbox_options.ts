import { parseCeiling } from "../core/mod.ts";
import type { SandboxOptions } from "../live/mod.ts";
import type { Io } from "./io.ts";
import type { VerbArgs } from "./verb.ts";

/**
 * What the operator's flags say of scripts.
 *
 * @throws AppError `usage` for a pattern that means nothing.
 */
export function sandboxOptions(args: VerbArgs, io: Io): SandboxOptions {
  const flags = {
    allowRead: args.grant("--allow-read") ?? false,
    allowWrite: args.grant("--allow-write") ?? false,
    allowNet: args.grant("--allow-net") ?? false,
    allowEnv: args.grant("--allow-env") ?? false,
    allowRun: args.grant("--allow-run") ?? false,
    allowNone: args.has("--allow-none"),
  };
  const ceiling = parseCeiling(flags, io.cwd, io.env["PATH"] ?? "");
  const audit = args.text("--audit");
  return {
    level: args.text("--sandbox") === "trusted" ? "trusted" : "strict",
    ...(ceiling === undefined ? {} : { ceiling }),
    ...(audit === undefined ? {} : { audit }),
  };
}
