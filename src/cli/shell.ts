import { attendSession, userShell } from "../platform/terminal/mod.ts";
import { AppError } from "../core/mod.ts";
import { ignoresHangUp } from "./ignores_hang_up.ts";
import { usageError } from "./report_failure.ts";
import { Shown } from "./shell/shown.ts";
import type { VerbArgs, VerbMain } from "./verb.ts";

/** `executor shell [-- COMMAND…]`: a command in a terminal of its own, here or under a daemon; ends as it does. */
export const shellVerb: VerbMain = async (args, io) => {
  if (args.has("--list")) return await (await import("./shell/shell_remote.ts")).listSessions(args, io);
  if (args.has("--remote")) return await (await import("./shell/shell_remote.ts")).remoteShell(args, io);
  requireNoDaemon(args);
  const argv = args.positional.length > 0 ? args.positional : [userShell(io.env)];
  using shown = new Shown(io, { file: args.text("--record"), command: argv.join(" "), variables: ["SHELL", "TERM"] });
  const code = await attendSession({
    argv,
    cwd: io.cwd,
    env: io.env,
    keepsOnHangUp: ignoresHangUp(),
    observer: {
      begins: (size) => shown.begin(size),
      output: (bytes) => shown.output(bytes),
      resized: (size) => shown.resized(size),
      isGone: () => shown.isGone,
      giveUp: () => shown.giveUp(),
    },
  });
  await shown.flush();
  try {
    shown.finish();
  } catch (error) {
    // A command's failure tells more than that its recording is not whole, and its code stays.
    if (code === 0 || !(error instanceof AppError)) throw error;
    io.err.line(`error: ${error.message} [${error.code}]`);
  }
  return code;
};

/** A command meant for a daemon does not run here instead. */
function requireNoDaemon(args: VerbArgs) {
  const named = ["--url", "--state"].find((name) => args.text(name) !== undefined);
  if (named !== undefined) throw usageError(`shell takes ${named} with --remote or --list only`, "", [], "executor shell --help");
}
