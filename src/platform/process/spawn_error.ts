import { AppError, type ChildSpec } from "../../core/mod.ts";
import { candidatesFor } from "./program.ts";

const SHEBANG_BYTES = 256;

/**
 * Why a child could not be started, found out after the failure so that a start that works pays nothing.
 *
 * @param code The C name of the error (`ENOENT`), as far as it is known.
 * @param meaning What the operating system says, for failures that are nobody's mistake.
 */
export function explainSpawnFailure(spec: ChildSpec, code: string, meaning: string, cause: unknown): AppError {
  return cwdProblem(spec, cause) ?? stdinProblem(spec, cause) ?? programProblem(spec, code, meaning, cause);
}

/** The file for standard input cannot be opened. */
export function stdinProblem(spec: ChildSpec, cause?: unknown): AppError | undefined {
  if (typeof spec.stdin === "string" || spec.stdin instanceof Uint8Array) return undefined;
  const { path } = spec.stdin;
  try {
    Deno.openSync(path).close();
    return undefined;
  } catch (error) {
    return new AppError("stdin_unreadable", `${subject(spec)}: the file for its standard input cannot be read: ${path} ${reason(error)}`, {
      cause: cause ?? error,
    });
  }
}

function cwdProblem(spec: ChildSpec, cause: unknown): AppError | undefined {
  const problem = (found: string) => new AppError("cwd_unusable", `${subject(spec)}: its working folder ${spec.cwd} ${found}`, { cause });
  try {
    if (!Deno.statSync(spec.cwd).isDirectory) return problem("is not a folder");
    // Entering needs a right of its own, which only a look inside shows.
    Deno.statSync(`${spec.cwd}/.`);
    return undefined;
  } catch (error) {
    return problem(reason(error));
  }
}

function programProblem(spec: ChildSpec, code: string, meaning: string, cause: unknown): AppError {
  const failed = (found: string, hint?: string) =>
    new AppError("spawn_failed", `${subject(spec)}: ${found}`, hint === undefined ? { cause } : { cause, hint });
  const program = spec.argv[0] ?? "";
  // Which file a name means there depends on more than PATH (the current folder, PATHEXT), so the system's word has to do.
  if (Deno.build.os === "windows") return failed(code === "ENOENT" ? "no such program" : meaning);
  const files = candidatesFor(program, spec.env.PATH, spec.cwd).flatMap((path) => {
    const info = statOrUndefined(path);
    return info === undefined ? [] : [{ path, info }];
  });
  const file = files.find(({ info }) => info.isFile) ?? files[0];
  if (file === undefined) {
    return program.includes("/")
      ? failed("no such file", "Paths start at the task's working folder")
      : failed("no program of that name in PATH", "Check the spelling, give the program's path, or set PATH in the task's env");
  }
  if (!file.info.isFile) return failed(`${file.path} is not a file`);
  switch (code) {
    case "EACCES":
      return failed(`${file.path} may not be executed`, `Make it executable: chmod +x ${file.path}`);
    case "ENOENT":
      return failed(missingInterpreter(file.path), "Install the interpreter or correct the file's first line");
    case "ENOEXEC":
      return failed(`${file.path} is not a program that this system can run`, "A script needs a first line such as #!/bin/sh");
    case "E2BIG":
      return failed("its arguments and environment are too long together", "Pass large data through stdin or a file");
    default:
      return failed(meaning);
  }
}

function missingInterpreter(path: string): string {
  const bytes = new Uint8Array(SHEBANG_BYTES);
  try {
    using file = Deno.openSync(path);
    const text = new TextDecoder().decode(bytes.subarray(0, file.readSync(bytes) ?? 0));
    const interpreter = /^#!\s*(\S+)([^\n]*)/.exec(text);
    if (interpreter !== null) {
      const carriage = interpreter[0].endsWith("\r") ? " (the line ends with a carriage return)" : "";
      return `the interpreter of ${path} does not exist: ${interpreter[1]}${carriage}`;
    }
  } catch {
    // Unreadable: the answer below is still true.
  }
  return `${path} needs a loader or library that does not exist; it may be built for another system`;
}

function subject(spec: ChildSpec): string {
  return `Cannot start "${spec.argv[0] ?? ""}"`;
}

function statOrUndefined(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

function reason(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "does not exist";
  if (error instanceof Deno.errors.PermissionDenied) return "may not be accessed";
  if (error instanceof Deno.errors.NotADirectory) return "is not a folder";
  return error instanceof Error ? `(${error.message})` : String(error);
}
