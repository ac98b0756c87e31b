import type { CheckQuestion, Processes } from "../../core/mod.ts";

/** The beginning or end of a file. */
export interface FilePart {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether that is all of it. */
  readonly isWhole: boolean;
}

/** What a path leads to, links followed. */
export interface PathInfo {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly sizeBytes: number;
  /** Milliseconds since the epoch, where the file system keeps it. */
  readonly modifiedAt: number | null;
}

/** A file system's figures. */
export interface FileSystemInfo {
  readonly blockBytes: number;
  readonly blocks: number;
  readonly freeBlocks: number;
  /** Free for others than the administrator. */
  readonly availableBlocks: number;
  readonly inodes: number;
  readonly freeInodes: number;
}

/** The machine's memory in bytes. */
export interface MemoryInfo {
  readonly total: number;
  readonly available: number;
  readonly swapTotal: number;
  readonly swapFree: number;
}

/** Processor time since the start, in any unit. */
export interface ProcessorTime {
  readonly busy: number;
  readonly total: number;
}

/** How a program ended, and the beginning of what it wrote, both streams in the order in which they came. */
export interface ProgramResult {
  readonly code: number;
  readonly output: string;
  /** Whether that is all of it. */
  readonly isWhole: boolean;
  /** What it wrote to standard error, where that was to be kept apart. */
  readonly errors?: string;
}

/** What {@link Machine.run} starts. */
export interface ProgramCall extends Pick<CheckQuestion, "env" | "folder" | "confine"> {
  readonly argv: readonly string[];
  /** Most bytes of output that are kept. Default 64 KiB. */
  readonly maxBytes?: number;
  /** Its output is read by a program: standard error is kept apart, and it is ended when more than `maxBytes` come. */
  readonly isData?: true;
}

/** What the kernel keeps of its log. */
export interface KernelRecords {
  /** As `/dev/kmsg` writes them, oldest first. */
  readonly records: readonly string[];
  /** Milliseconds since the epoch at which the clock of the records stood at zero. */
  readonly startedAt: number;
}

/**
 * The system calls that sources are made of, so that tests can put others in their place. What fails throws the runtime's own error;
 * what takes long obeys the signal where the system lets it.
 */
export interface Machine {
  readonly os: typeof Deno.build.os;
  now(): number;
  monotonicMs(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Reads at most `maxBytes` from the beginning, or of the end of the file. */
  readPart(path: string, maxBytes: number, from?: "start" | "end"): Promise<FilePart>;
  info(path: string): Promise<PathInfo>;
  /** The kernel's log, on Linux. */
  kernelLog(signal: AbortSignal): Promise<KernelRecords>;
  /** Names in a folder. */
  list(path: string): Promise<readonly string[]>;
  readLink(path: string): Promise<string>;
  fileSystem(path: string): Promise<FileSystemInfo>;
  /** What the runtime knows of memory, on systems without `/proc`. */
  memory(): MemoryInfo;
  /** What the runtime knows of processor time, on systems without `/proc`. */
  processorTime(): ProcessorTime;
  /** The load averages, on systems without `/proc`. */
  loadAverages(): readonly number[];
  /** Runs a program to its end, or to the signal's. */
  run(call: ProgramCall, signal: AbortSignal): Promise<ProgramResult>;
  fetch(url: string, signal: AbortSignal): Promise<Response>;
  /** The addresses of a name; the error's `code` is `ENOTFOUND` when there are none. */
  resolve(name: string): Promise<readonly string[]>;
  /** When the certificate that a server shows expires; undefined where the runtime does not tell. */
  certificateEnd(host: string, port: number, signal: AbortSignal): Promise<number | undefined>;
  /** This process and, of its ticks, how long one is. */
  readonly pid: number;
  readonly units: { readonly pageBytes: number; readonly tickMs: number };
}

/** What {@link createMachine} starts programs with. */
export interface MachineOptions {
  readonly processes: Processes;
}
