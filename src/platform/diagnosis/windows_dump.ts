import { NativeError, UnsupportedError, writeMinidump } from "../../../ffi/windows/dump/mod.ts";
import { AppError } from "../../core/mod.ts";
import { systemReason } from "../state/system_reason.ts";

/**
 * Writes a process and its memory as a minidump, which WinDbg and Visual Studio read. The process stands still meanwhile. Exercised under
 * Wine, not verified on Windows.
 *
 * @param file Absolute; must not exist. Only this user may open it.
 * @returns Its size in bytes.
 * @throws AppError `process_unknown`, `process_unreadable`, `file_unwritable`, `debugger_failed`, `usage` for this process itself.
 */
export function writeDump(pid: number, file: string): number {
  if (pid === Deno.pid) throw new AppError("usage", "Executor cannot write a dump of itself, as it would stand still while it writes");
  if (exists(file)) throw unwritable(file, "it exists");
  // Under its own name only when it is whole.
  const part = `${file}.${crypto.randomUUID().slice(0, 8)}.part`;
  try {
    writeMinidump(pid, part);
    const { size } = Deno.statSync(part);
    rename(part, file);
    return size;
  } catch (error) {
    throw explained(error, pid, file);
  } finally {
    remove(part);
  }
}

function explained(error: unknown, pid: number, file: string): unknown {
  if (error instanceof UnsupportedError) {
    return new AppError("debugger_missing", `A dump needs ${error.missing}: ${error.how}`, { cause: error });
  }
  if (!(error instanceof NativeError)) return error;
  switch (error.symbol) {
    case "OpenProcess":
      return error.code === "ERROR_INVALID_PARAMETER"
        ? new AppError("process_unknown", `There is no process ${pid}`, { cause: error })
        : new AppError("process_unreadable", `Process ${pid} may not be read: ${error.detail}`, {
          cause: error,
          hint: "Ask as administrator",
        });
    case "CreateFileW":
      return unwritable(file, error.detail.replace(/^.*: /, ""), error);
    default:
      return new AppError("debugger_failed", `A dump of process ${pid} failed: ${error.detail}`, { cause: error });
  }
}

function rename(from: string, to: string): void {
  try {
    Deno.renameSync(from, to);
  } catch (error) {
    throw unwritable(to, systemReason(error), error);
  }
}

function exists(file: string): boolean {
  try {
    Deno.lstatSync(file);
    return true;
  } catch {
    return false;
  }
}

function remove(file: string): void {
  try {
    Deno.removeSync(file);
  } catch {
    // It was never made, or has its own name by now.
  }
}

function unwritable(file: string, why: string, cause?: unknown): AppError {
  return new AppError("file_unwritable", `Cannot write the dump to ${JSON.stringify(file)}: ${why}`, { cause });
}
