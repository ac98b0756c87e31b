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
  const [allowRead, allowWrite, allowNet, allowEnv, allowRun] = (["read", "write", "net", "env", "run"] as const).map((kind) =>
    args.grant(`--allow-${kind}`) ?? false
  );
  const flags = { allowRead, allowWrite, allowNet, allowEnv, allowRun, allowNone: args.has("--allow-none") };
  const ceiling = parseCeiling(withoutAbsent(flags), io.cwd, io.env["PATH"] ?? "");
  const audit = args.text("--audit");
  return {
    level: args.text("--sandbox") === "trusted" ? "trusted" : "strict",
    ...(ceiling === undefined ? {} : { ceiling }),
    ...(audit === undefined ? {} : { audit }),
  };
}

function withoutAbsent<T extends object>(flags: T): { [name in keyof T]: Exclude<T[name], undefined> } {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)) as never;
}
