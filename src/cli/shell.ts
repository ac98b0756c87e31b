import { attendSession, Recording, userShell } from "../platform/terminal/mod.ts";
import { AppError } from "../core/mod.ts";
import { ignoresHangUp } from "./ignores_hang_up.ts";
import type { VerbMain } from "./verb.ts";

/** So much output may be on its way; a terminal that shows no more holds the command back. */
const MOST_UNWRITTEN_BYTES = 64 * 1024;

/** `executor shell [-- COMMAND…]`: a command in a terminal of its own, here or under a daemon; ends as it does. */
export const shellVerb: VerbMain = async (args, io) => {
  if (args.has("--list")) return await (await import("./shell/shell_remote.ts")).listSessions(args, io);
  if (args.has("--remote")) return await (await import("./shell/shell_remote.ts")).remoteShell(args, io);
  const file = args.text("--record");
  const argv = args.positional.length > 0 ? args.positional : [userShell(io.env)];
  let recording: Recording | undefined;
  let unwritten = 0;
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
          recording = Recording.create(file.startsWith("/") ? file : `${io.cwd}/${file}`, { size, command: argv.join(" "), env });
          recording.begin();
        },
        output(bytes) {
          recording?.output(bytes);
          void io.out.write(bytes.slice());
          unwritten += bytes.length;
          if (unwritten < MOST_UNWRITTEN_BYTES) return;
          unwritten = 0;
          return io.out.flush();
        },
        resized: (size) => recording?.resized(size),
        isGone: () => io.out.closed,
      },
    });
    await io.out.flush();
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
