import * as nodePath from "node:path";
import { attendSession, openShownOutput, Recording, userShell } from "../platform/terminal/mod.ts";
import { AppError } from "../core/mod.ts";
import { ignoresHangUp } from "./ignores_hang_up.ts";
import { usageError } from "./report_failure.ts";
import type { VerbArgs, VerbMain } from "./verb.ts";

/** `executor shell [-- COMMAND…]`: a command in a terminal of its own, here or under a daemon; ends as it does. */
export const shellVerb: VerbMain = async (args, io) => {
  if (args.has("--list")) return await (await import("./shell/shell_remote.ts")).listSessions(args, io);
  if (args.has("--remote")) return await (await import("./shell/shell_remote.ts")).remoteShell(args, io);
  requireNoDaemon(args);
  const file = args.text("--record");
  const argv = args.positional.length > 0 ? args.positional : [userShell(io.env)];
  let recording: Recording | undefined;
  using shown = openShownOutput(io.out);
  try {
    const code = await attendSession({
      argv,
      cwd: io.cwd,
      env: io.env,
      keepsOnHangUp: ignoresHangUp(),
      observer: {
        begins(size) {
          if (file === undefined) return;
          const env = Object.fromEntries(["SHELL", "TERM"].flatMap((name) => io.env[name] === undefined ? [] : [[name, io.env[name]]]));
          recording = Recording.create(nodePath.resolve(io.cwd, file), { size, command: argv.join(" "), env });
          recording.begin();
        },
        output(bytes) {
          recording?.output(bytes);
          return shown.write(bytes);
        },
        resized: (size) => recording?.resized(size),
        isGone: () => shown.isGone,
        giveUp: () => shown.giveUp(),
      },
    });
    await shown.flush();
    endRecording(recording, code);
    return code;
  } finally {
    recording?.[Symbol.dispose]();
  }

  /** A command's failure tells more than that its recording is not whole, and its code stays. */
  function endRecording(recording: Recording | undefined, code: number) {
    try {
      recording?.finish();
    } catch (error) {
      if (code === 0 || !(error instanceof AppError)) throw error;
      io.err.line(`error: ${error.message} [${error.code}]`);
    }
  }
};

/** A command meant for a daemon does not run here instead. */
function requireNoDaemon(args: VerbArgs) {
  const named = ["--url", "--state"].find((name) => args.text(name) !== undefined);
  if (named !== undefined) throw usageError(`shell takes ${named} with --remote or --list only`, "", [], "executor shell --help");
}
