/**
 * The command line: one verb a file, renderers beside. {@link runCommandLine} takes the arguments and gives the exit code; it never throws
 * and never exits by itself.
 *
 * ```ts
 * Deno.exit(await runCommandLine(["check", "pipeline.yaml"]));
 * ```
 *
 * @module
 */
import { AppError } from "../core/mod.ts";
import { dispatch } from "./dispatch.ts";
import { type ProcessIo, processIo } from "./io.ts";
import { reportFailure } from "./report_failure.ts";

/** Verbs whose exit code is that of a run, and what they print can be read again from its logs. */
const KEEP_THEIR_OUTPUT: ReadonlySet<string> = new Set(["run", "resume"]);

/** Runs a command line and resolves to the process' exit code. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const end = args.indexOf("--");
  const io = processIo((end < 0 ? args : args.slice(0, end)).includes("--json"));
  endOnDefects(io);
  const code = await dispatch(args, io);
  await io.flush();
  if (io.out.failure === undefined || KEEP_THEIR_OUTPUT.has(args[0] ?? "")) return code;
  const failed = reportFailure(new AppError("output_failed", `Cannot write standard output: ${reasonOf(io.out.failure)}`), {
    ...io,
    json: false,
  });
  await io.flush();
  // What failed before tells more.
  return code === 0 ? failed : code;
}

/** What nobody catches is a defect of ours too, and must not look like a failed pipeline. */
function endOnDefects(io: ProcessIo): void {
  const end = (error: unknown) => {
    const code = reportFailure(error instanceof AppError ? new Error(error.message, { cause: error }) : error, io);
    void io.flush().then(() => Deno.exit(code));
  };
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    end(event.reason);
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    end(event.error);
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/ \(os error \d+\).*$/s, "") : String(error);
}
