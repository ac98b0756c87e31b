import { createFile } from "../base/files.ts";
import { Handle } from "../base/handle.ts";
import { checked } from "../base/last_error.ts";
import { KERNEL, openLibrary } from "../base/library.ts";
import { OwnerOnly } from "../base/owner_only.ts";

const DBGHELP = "dbghelp.dll";

const SYMBOLS = {
  // BOOL MiniDumpWriteDump(HANDLE process, DWORD pid, HANDLE file, MINIDUMP_TYPE, PMINIDUMP_EXCEPTION_INFORMATION,
  // PMINIDUMP_USER_STREAM_INFORMATION, PMINIDUMP_CALLBACK_INFORMATION); <minidumpapiset.h>
  MiniDumpWriteDump: { parameters: ["pointer", "u32", "pointer", "i32", "pointer", "pointer", "pointer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

const KERNEL_SYMBOLS = {
  // HANDLE OpenProcess(DWORD access, BOOL inherit, DWORD pid); <processthreadsapi.h>
  OpenProcess: { parameters: ["u32", "i32", "u32"], result: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;

// <winnt.h>
const PROCESS_VM_READ = 0x10;
const PROCESS_DUP_HANDLE = 0x40;
const PROCESS_QUERY_INFORMATION = 0x400;
/** MINIDUMP_TYPE of <minidumpapiset.h>: with all memory, handles, unloaded modules, memory regions and times of threads. */
const WHOLE = 0x2 | 0x4 | 0x20 | 0x800 | 0x1000;

/**
 * Writes a process and its memory to a new file, which only this user may open, for WinDbg or Visual Studio. The process stands still
 * meanwhile, and this one too.
 *
 * @throws NativeError: `OpenProcess` is about the process, `CreateFileW` about the file, `MiniDumpWriteDump` about the dump.
 * @throws UnsupportedError without dbghelp.dll.
 */
export function writeMinidump(pid: number, file: string): void {
  const { MiniDumpWriteDump } = openLibrary(DBGHELP, SYMBOLS);
  const { OpenProcess } = openLibrary(KERNEL, KERNEL_SYMBOLS);
  const access = PROCESS_QUERY_INFORMATION | PROCESS_VM_READ | PROCESS_DUP_HANDLE;
  using process = new Handle(checked(KERNEL, "OpenProcess", OpenProcess(access, 0, pid), `process ${pid}`));
  using owner = new OwnerOnly();
  using dump = createFile(file, owner.attributes);
  checked(DBGHELP, "MiniDumpWriteDump", MiniDumpWriteDump(process.pointer, pid, dump.pointer, WHOLE, null, null, null));
}
