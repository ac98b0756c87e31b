/**
 * A process from outside: what it is, holds, waits for, and is limited by. A door of its own, as one verb alone asks.
 *
 * ```ts
 * const { name, memory, threads, unread } = readProcess(Deno.pid);
 * ```
 *
 * Limits: Linux with `/proc`; on Windows only a dump can be written. The parts are read one after the other, so they are of slightly different moments. A process that holds the
 * lock of its own memory map (one that hangs in a disk's driver can) holds back whoever reads its command line or maps. What is masked of a command line is what names and forms tell.
 *
 * @module
 */
export { type Debugger, debuggerOf } from "./debugger.ts";
export { findProcesses } from "./find_processes.ts";
export type {
  DescriptorFacts,
  GroupFacts,
  Identity,
  LimitFacts,
  MapSum,
  MemoryUse,
  ProcessName,
  ProcessSnapshot,
  SocketFacts,
  ThreadFacts,
  Unread,
} from "./process_snapshot.ts";
export { readProcess, type ReadProcessOptions } from "./read_process.ts";
export { writeDump } from "./windows_dump.ts";
