import { Handle } from "../base/handle.ts";
import { checked } from "../base/last_error.ts";
import { ADVAPI, KERNEL, openLibrary } from "../base/library.ts";
import { addressOf, fixedBytes, numberOf, Out, Struct } from "../base/struct.ts";
import { wideText } from "../base/wide_text.ts";
import { environmentBlock } from "./environment_block.ts";
import type { JobObject } from "./job_object.ts";

const CREATE = ["buffer", "buffer", "pointer", "pointer", "i32", "u32", "buffer", "buffer", "buffer", "buffer"] as const;
const SYMBOLS = {
  // BOOL InitializeProcThreadAttributeList(LPPROC_THREAD_ATTRIBUTE_LIST, DWORD count, DWORD flags, PSIZE_T size); <processthreadsapi.h>
  InitializeProcThreadAttributeList: { parameters: ["buffer", "u32", "u32", "buffer"], result: "i32" },
  // BOOL UpdateProcThreadAttribute(LPPROC_THREAD_ATTRIBUTE_LIST, DWORD flags, DWORD_PTR attribute, PVOID value, SIZE_T size, PVOID previous,
  // PSIZE_T returned); <processthreadsapi.h>
  UpdateProcThreadAttribute: { parameters: ["buffer", "u32", "usize", "pointer", "usize", "pointer", "pointer"], result: "i32" },
  // void DeleteProcThreadAttributeList(LPPROC_THREAD_ATTRIBUTE_LIST); <processthreadsapi.h>
  DeleteProcThreadAttributeList: { parameters: ["buffer"], result: "void" },
  // BOOL CreateProcessW(LPCWSTR program, LPWSTR command, LPSECURITY_ATTRIBUTES, LPSECURITY_ATTRIBUTES, BOOL inherit, DWORD flags,
  // LPVOID environment, LPCWSTR folder, LPSTARTUPINFOW, LPPROCESS_INFORMATION); <processthreadsapi.h>
  CreateProcessW: { parameters: CREATE, result: "i32" },
  // DWORD ResumeThread(HANDLE); <processthreadsapi.h>
  ResumeThread: { parameters: ["pointer"], result: "u32" },
  // BOOL TerminateProcess(HANDLE, UINT code); <processthreadsapi.h>
  TerminateProcess: { parameters: ["pointer", "u32"], result: "i32" },
  // DWORD WaitForSingleObject(HANDLE, DWORD ms); <synchapi.h>. Here with 0 ms: whether the process has ended.
  WaitForSingleObject: { parameters: ["pointer", "u32"], result: "u32" },
  // BOOL GetExitCodeProcess(HANDLE, LPDWORD); <processthreadsapi.h>
  GetExitCodeProcess: { parameters: ["pointer", "buffer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

const AS_USER_SYMBOLS = {
  // BOOL CreateProcessAsUserW(HANDLE token, and as CreateProcessW); <processthreadsapi.h>
  CreateProcessAsUserW: { parameters: ["pointer", ...CREATE], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

// <winbase.h>
const CREATE_SUSPENDED = 0x4;
const CREATE_UNICODE_ENVIRONMENT = 0x400;
const EXTENDED_STARTUPINFO_PRESENT = 0x80000;
const CREATE_NO_WINDOW = 0x0800_0000;
const STARTF_USESTDHANDLES = 0x100;
const PROC_THREAD_ATTRIBUTE_HANDLE_LIST = 0x20002n;
const PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE = 0x20016n;
const POINTER_BYTES = 8;
const NOT_STARTED = 1;

/** What a process's input and outputs are; each handle has to be one that may be inherited. */
export interface StandardHandles {
  readonly stdin?: Handle | undefined;
  readonly stdout?: Handle | undefined;
  readonly stderr?: Handle | undefined;
}

/** A process to make. Texts hold no NUL character. */
export interface ProcessPlan {
  /** Its file; without one, it is the first word of the command line, looked up as Windows does. */
  readonly program?: string | undefined;
  /** The whole command line, program included, as the program is to read it. */
  readonly commandLine: string;
  /** `NAME=value` each; nothing is inherited besides. */
  readonly env: readonly string[];
  readonly cwd: string;
  readonly standard: StandardHandles;
  /** A pseudo console (HPCON), which is then its terminal. */
  readonly console?: Deno.PointerObject | undefined;
  /** Whose rights it has; default, this process's. */
  readonly token?: Handle | undefined;
  /** It is in the job from its first instruction on. */
  readonly job: JobObject;
}

/** A process that runs. */
export interface MadeProcess {
  readonly pid: number;
  /** The caller's to close. Until then no other process gets its id. */
  readonly process: Handle;
}

const calls = () => openLibrary(KERNEL, SYMBOLS);

/** @throws NativeError about `CreateProcessW`, with why the program or folder cannot be used. */
export function createProcess(plan: ProcessPlan): MadeProcess {
  const { standard, console } = plan;
  const inherited = [standard.stdin, standard.stdout, standard.stderr].flatMap((handle) => handle === undefined ? [] : [handle.pointer]);
  using attributes = new AttributeList(console, [...new Set(inherited)]);
  const startup = new Struct("STARTUPINFOEXW");
  startup.setU32("StartupInfo.cb", startup.size);
  // In a console too: else it would get this process's own streams.
  startup.setU32("StartupInfo.dwFlags", STARTF_USESTDHANDLES);
  startup.setPointer("StartupInfo.hStdInput", standard.stdin?.pointer ?? null);
  startup.setPointer("StartupInfo.hStdOutput", standard.stdout?.pointer ?? null);
  startup.setPointer("StartupInfo.hStdError", standard.stderr?.pointer ?? null);
  startup.setU64("lpAttributeList", addressOf(attributes.bytes));
  const made = new Struct("PROCESS_INFORMATION");
  // A console of its own that nobody sees: Ctrl-C in ours is for us alone.
  const flags = CREATE_SUSPENDED | CREATE_UNICODE_ENVIRONMENT | EXTENDED_STARTUPINFO_PRESENT |
    (console === undefined ? CREATE_NO_WINDOW : 0);
  const program = plan.program === undefined ? null : wideText(plan.program);
  const rest = [
    program,
    wideText(plan.commandLine),
    null,
    null,
    inherited.length > 0 ? 1 : 0,
    flags,
    environmentBlock(plan.env),
    wideText(plan.cwd),
    startup.bytes,
    made.bytes,
  ] as const;
  if (plan.token === undefined) checked(KERNEL, "CreateProcessW", calls().CreateProcessW(...rest));
  else {
    const { CreateProcessAsUserW } = openLibrary(ADVAPI, AS_USER_SYMBOLS);
    checked(ADVAPI, "CreateProcessAsUserW", CreateProcessAsUserW(plan.token.pointer, ...rest));
  }
  const process = new Handle(checked(KERNEL, "CreateProcessW", made.pointer("hProcess")));
  using thread = new Handle(checked(KERNEL, "CreateProcessW", made.pointer("hThread")));
  try {
    plan.job.assign(process);
    calls().ResumeThread(thread.pointer);
  } catch (error) {
    calls().TerminateProcess(process.pointer, NOT_STARTED);
    process[Symbol.dispose]();
    throw error;
  }
  return { pid: made.u32("dwProcessId"), process };
}

/** The code that a process ended with; undefined while it runs. */
export function exitCodeOf(process: Handle): number | undefined {
  if (calls().WaitForSingleObject(process.pointer, 0) !== 0) return undefined;
  const code = new Out();
  return calls().GetExitCodeProcess(process.pointer, code.bytes) === 0 ? NOT_STARTED : code.u32;
}

/** What a process gets besides: its console, and exactly those handles of ours. */
class AttributeList implements Disposable {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Windows keeps its address in the list. */
  readonly #handles: Uint8Array<ArrayBuffer>;

  constructor(console: Deno.PointerObject | undefined, handles: readonly Deno.PointerObject[]) {
    const count = (console === undefined ? 0 : 1) + (handles.length > 0 ? 1 : 0);
    const size = new Out();
    calls().InitializeProcThreadAttributeList(null, count, 0, size.bytes);
    this.bytes = fixedBytes(Number(size.u64));
    this.#handles = fixedBytes(handles.length * POINTER_BYTES);
    const initialised = calls().InitializeProcThreadAttributeList(this.bytes, count, 0, size.bytes);
    checked(KERNEL, "InitializeProcThreadAttributeList", initialised);
    if (console !== undefined) this.#update(PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE, console, POINTER_BYTES);
    if (handles.length === 0) return;
    const view = new DataView(this.#handles.buffer);
    handles.forEach((handle, index) => view.setBigUint64(index * POINTER_BYTES, numberOf(handle), true));
    this.#update(PROC_THREAD_ATTRIBUTE_HANDLE_LIST, Deno.UnsafePointer.of(this.#handles), this.#handles.length);
  }

  [Symbol.dispose](): void {
    calls().DeleteProcThreadAttributeList(this.bytes);
  }

  #update(attribute: bigint, value: Deno.PointerValue, size: number) {
    const updated = calls().UpdateProcThreadAttribute(this.bytes, 0, attribute, value, BigInt(size), null, null);
    checked(KERNEL, "UpdateProcThreadAttribute", updated);
  }
}
