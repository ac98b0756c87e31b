import { NativeError, UnsupportedError } from "../../errors.ts";
import type { ProbeAnswer } from "../../posix/probe.ts";
import { Handle } from "../base/handle.ts";
import { checked } from "../base/last_error.ts";
import { KERNEL, openLibrary } from "../base/library.ts";
import { Struct } from "../base/struct.ts";

const SYMBOLS = {
  // HANDLE CreateJobObjectW(LPSECURITY_ATTRIBUTES, LPCWSTR name); <jobapi2.h>
  CreateJobObjectW: { parameters: ["pointer", "pointer"], result: "pointer" },
  // BOOL SetInformationJobObject(HANDLE, JOBOBJECTINFOCLASS, LPVOID, DWORD size); <jobapi2.h>
  SetInformationJobObject: { parameters: ["pointer", "i32", "buffer", "u32"], result: "i32" },
  // BOOL QueryInformationJobObject(HANDLE, JOBOBJECTINFOCLASS, LPVOID, DWORD size, LPDWORD returned); <jobapi2.h>
  QueryInformationJobObject: { parameters: ["pointer", "i32", "buffer", "u32", "pointer"], result: "i32" },
  // BOOL AssignProcessToJobObject(HANDLE job, HANDLE process); <jobapi2.h>
  AssignProcessToJobObject: { parameters: ["pointer", "pointer"], result: "i32" },
  // BOOL TerminateJobObject(HANDLE, UINT code); <jobapi2.h>
  TerminateJobObject: { parameters: ["pointer", "u32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

// JOBOBJECTINFOCLASS and JOB_OBJECT_LIMIT_* of <winnt.h>
const BASIC_ACCOUNTING = 1;
const ASSOCIATE_COMPLETION_PORT = 7;
const EXTENDED_LIMIT = 9;
const LIMIT_ACTIVE_PROCESS = 0x8;
const LIMIT_PROCESS_MEMORY = 0x100;
const LIMIT_JOB_MEMORY = 0x200;
const LIMIT_DIE_ON_UNHANDLED_EXCEPTION = 0x400;
const LIMIT_KILL_ON_JOB_CLOSE = 0x2000;

/** What a tree of processes may have. */
export interface JobLimits {
  /** Processes at once, from 1. */
  readonly activeProcesses?: number;
  /** Bytes that one process may commit. */
  readonly processMemoryBytes?: number;
  /** Bytes that all together may commit. */
  readonly jobMemoryBytes?: number;
}

const calls = () => openLibrary(KERNEL, SYMBOLS);

/** A tree of processes: who is assigned, and all that they start, ends when this is disposed or when this process ends in whatever way. */
export class JobObject implements Disposable {
  readonly #handle: Handle;

  private constructor(handle: Handle) {
    this.#handle = handle;
  }

  /** @throws NativeError, UnsupportedError */
  static create(limits: JobLimits = {}): JobObject {
    const job = new JobObject(new Handle(checked(KERNEL, "CreateJobObjectW", calls().CreateJobObjectW(null, null))));
    try {
      job.#set(EXTENDED_LIMIT, limitStruct(limits));
      return job;
    } catch (error) {
      job[Symbol.dispose]();
      throw error;
    }
  }

  /** Takes in a process, best before it runs. @throws NativeError */
  assign(process: Handle): void {
    checked(KERNEL, "AssignProcessToJobObject", calls().AssignProcessToJobObject(this.#handle.pointer, process.pointer));
  }

  /** Sends messages to a completion port, from now on. @throws NativeError */
  reportTo({ key, port }: { readonly key: bigint; readonly port: Deno.PointerObject }): void {
    const struct = new Struct("JOBOBJECT_ASSOCIATE_COMPLETION_PORT");
    struct.setU64("CompletionKey", key);
    struct.setPointer("CompletionPort", port);
    this.#set(ASSOCIATE_COMPLETION_PORT, struct);
  }

  /** How many processes live in it. @throws NativeError */
  get activeProcesses(): number {
    const struct = this.#query(BASIC_ACCOUNTING, "JOBOBJECT_BASIC_ACCOUNTING_INFORMATION");
    return struct.u32("ActiveProcesses");
  }

  /** The limits in force, as Windows tells them. @throws NativeError */
  get limits(): JobLimits {
    const struct = this.#query(EXTENDED_LIMIT, "JOBOBJECT_EXTENDED_LIMIT_INFORMATION");
    const flags = struct.u32("BasicLimitInformation.LimitFlags");
    return {
      ...(flags & LIMIT_ACTIVE_PROCESS ? { activeProcesses: struct.u32("BasicLimitInformation.ActiveProcessLimit") } : {}),
      ...(flags & LIMIT_PROCESS_MEMORY ? { processMemoryBytes: Number(struct.u64("ProcessMemoryLimit")) } : {}),
      ...(flags & LIMIT_JOB_MEMORY ? { jobMemoryBytes: Number(struct.u64("JobMemoryLimit")) } : {}),
    };
  }

  /** Ends all its processes with an exit code; when there are none, nothing happens. */
  terminate(code: number): void {
    if (!this.#handle.isClosed) calls().TerminateJobObject(this.#handle.pointer, code);
  }

  [Symbol.dispose](): void {
    this.#handle[Symbol.dispose]();
  }

  #set(kind: number, struct: Struct) {
    checked(
      KERNEL,
      "SetInformationJobObject",
      calls().SetInformationJobObject(this.#handle.pointer, kind, struct.bytes, struct.size),
    );
  }

  #query(kind: number, name: string): Struct {
    const struct = new Struct(name);
    checked(
      KERNEL,
      "QueryInformationJobObject",
      calls().QueryInformationJobObject(this.#handle.pointer, kind, struct.bytes, struct.size, null),
    );
    return struct;
  }
}

function limitStruct({ activeProcesses, processMemoryBytes, jobMemoryBytes }: JobLimits): Struct {
  const struct = new Struct("JOBOBJECT_EXTENDED_LIMIT_INFORMATION");
  // Without the second one a crash would wait behind a dialog for somebody to close it.
  let flags = LIMIT_KILL_ON_JOB_CLOSE | LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
  if (activeProcesses !== undefined) {
    flags |= LIMIT_ACTIVE_PROCESS;
    struct.setU32("BasicLimitInformation.ActiveProcessLimit", activeProcesses);
  }
  if (processMemoryBytes !== undefined) {
    flags |= LIMIT_PROCESS_MEMORY;
    struct.setU64("ProcessMemoryLimit", BigInt(processMemoryBytes));
  }
  if (jobMemoryBytes !== undefined) {
    flags |= LIMIT_JOB_MEMORY;
    struct.setU64("JobMemoryLimit", BigInt(jobMemoryBytes));
  }
  struct.setU32("BasicLimitInformation.LimitFlags", flags);
  return struct;
}

/** Whether trees of processes can be held together here: a job is made and given back. */
export function probeJobObjects(): ProbeAnswer {
  if (Deno.build.os !== "windows") return { answer: "no", missing: "Windows", how: `this is ${Deno.build.os}` };
  try {
    using _job = JobObject.create();
    return { answer: "yes" };
  } catch (error) {
    if (error instanceof UnsupportedError) return { answer: "no", missing: error.missing, how: error.how };
    if (error instanceof NativeError) return { answer: "no", missing: error.symbol, how: error.detail };
    return { answer: "unknown", why: String(error) };
  }
}
