import { Handle, INVALID_HANDLE } from "./handle.ts";
import { KERNEL, openLibrary } from "./library.ts";
import { checked } from "./last_error.ts";
import { addressOf, fixedBytes, Out, Struct } from "./struct.ts";
import { findLayout } from "../../layouts/layout.ts";
import { WINDOWS_LAYOUTS } from "../layouts.ts";

const SYMBOLS = {
  // HANDLE CreateIoCompletionPort(HANDLE file, HANDLE port, ULONG_PTR key, DWORD threads); <ioapiset.h>
  CreateIoCompletionPort: { parameters: ["pointer", "pointer", "usize", "u32"], result: "pointer" },
  // BOOL GetQueuedCompletionStatusEx(HANDLE, LPOVERLAPPED_ENTRY, ULONG count, PULONG removed, DWORD ms, BOOL alertable); <ioapiset.h>
  GetQueuedCompletionStatusEx: {
    parameters: ["pointer", "buffer", "u32", "buffer", "u32", "i32"],
    result: "i32",
    nonblocking: true,
  },
} as const satisfies Deno.ForeignLibraryInterface;

/** So many completions are taken at once. */
const MOST_ENTRIES = 64;
/** After so long a wait everybody who listens looks for himself: Windows does not promise that messages of jobs arrive. */
const ROUND_MS = 250;
/** The key of files; jobs have others. */
const FILES = 0n;

/** What has come of an operation on a file or pipe: bytes, or that it failed (the other end is gone, or it was cancelled). */
export type Completed = (bytes: number, failed: boolean) => void;

/** Who hears of a job. */
export interface JobListener {
  /** A message of <winnt.h>, such as `JOB_OBJECT_MSG_EXIT_PROCESS`, and the process it is about. */
  message(message: number, pid: number): void;
  /** Called now and then. */
  look(): void;
}

/**
 * One completion port with one waiting thread for everything: pipes, exits, jobs. Threads are few on Windows, four a core, and each blocking
 * call takes one.
 *
 * It waits, and keeps the process alive, while an operation is under way or somebody listens.
 */
export class CompletionPort {
  readonly #operations = new Map<bigint, { readonly completed: Completed; readonly held: readonly Uint8Array[] }>();
  readonly #jobs = new Map<bigint, JobListener>();
  #port: Handle | undefined;
  #lastKey = FILES;
  #isWaiting = false;

  /** Lets the operations of a file that was opened for overlapped ones complete here. @throws NativeError */
  associate(file: Handle): void {
    const { symbols, port } = this.#open();
    checked(KERNEL, "CreateIoCompletionPort", symbols.CreateIoCompletionPort(file.pointer, port.pointer, FILES, 0));
  }

  /**
   * Waits for one operation.
   *
   * @param overlapped What the operation was begun with.
   * @param held Bytes that Windows reads or writes until then.
   */
  expect(overlapped: Struct, held: Uint8Array, completed: Completed): void {
    this.#operations.set(addressOf(overlapped.bytes), { completed, held: [overlapped.bytes, held] });
    void this.#wait();
  }

  /** The operation was not begun after all. */
  forget(overlapped: Struct): void {
    this.#operations.delete(addressOf(overlapped.bytes));
  }

  /** A key for a job, and the port that it has to report to; until {@link unlisten}. @throws NativeError */
  listen(listener: JobListener): { readonly key: bigint; readonly port: Deno.PointerObject } {
    const { port } = this.#open();
    const key = ++this.#lastKey;
    this.#jobs.set(key, listener);
    void this.#wait();
    return { key, port: port.pointer };
  }

  unlisten(key: bigint): void {
    this.#jobs.delete(key);
  }

  #open() {
    const symbols = openLibrary(KERNEL, SYMBOLS);
    if (this.#port === undefined) {
      const port = symbols.CreateIoCompletionPort(Deno.UnsafePointer.create(INVALID_HANDLE), null, FILES, 1);
      this.#port = new Handle(checked(KERNEL, "CreateIoCompletionPort", port));
    }
    return { symbols, port: this.#port };
  }

  async #wait(): Promise<void> {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    const { symbols, port } = this.#open();
    const { size, fields } = findLayout(WINDOWS_LAYOUTS, "OVERLAPPED_ENTRY");
    const entries = fixedBytes(size * MOST_ENTRIES);
    const view = new DataView(entries.buffer);
    const count = new Out();
    let lookedAt = performance.now();
    while (this.#operations.size > 0 || this.#jobs.size > 0) {
      const some = await symbols.GetQueuedCompletionStatusEx(port.pointer, entries, MOST_ENTRIES, count.bytes, ROUND_MS, 0);
      for (let at = 0; some !== 0 && at < count.u32; at++) {
        const u64 = (field: string) => view.getBigUint64(at * size + (fields[field] ?? 0), true);
        const bytes = view.getUint32(at * size + (fields["dwNumberOfBytesTransferred"] ?? 0), true);
        this.#deliver(u64("lpCompletionKey"), u64("lpOverlapped"), bytes);
      }
      if (performance.now() - lookedAt < ROUND_MS) continue;
      lookedAt = performance.now();
      for (const listener of [...this.#jobs.values()]) listener.look();
    }
    this.#isWaiting = false;
  }

  #deliver(key: bigint, overlapped: bigint, bytes: number) {
    // A message of a job: the process's id stands in the pointer's place.
    if (key !== FILES) return this.#jobs.get(key)?.message(bytes, Number(overlapped));
    const operation = this.#operations.get(overlapped);
    if (operation === undefined) return;
    this.#operations.delete(overlapped);
    const [state] = operation.held;
    // OVERLAPPED.Internal is its NTSTATUS: one with the highest bit failed, as the end of a pipe does.
    const failed = state !== undefined && new DataView(state.buffer).getInt32(0, true) < 0;
    operation.completed(bytes, failed);
  }
}

/** The one of this process. */
export const completionPort = new CompletionPort();
