import { completionPort } from "./completion_port.ts";
import { type Handle, openedHandle } from "./handle.ts";
import { lastError, WindowsCode, windowsError } from "./last_error.ts";
import { KERNEL, openLibrary } from "./library.ts";
import { Struct } from "./struct.ts";
import { wideText } from "./wide_text.ts";

const SYMBOLS = {
  // HANDLE CreateFileW(LPCWSTR, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES, DWORD how, DWORD flags, HANDLE template); <fileapi.h>
  CreateFileW: { parameters: ["buffer", "u32", "u32", "buffer", "u32", "u32", "pointer"], result: "pointer" },
  // HANDLE CreateNamedPipeW(LPCWSTR, DWORD open, DWORD mode, DWORD instances, DWORD out, DWORD in, DWORD ms, LPSECURITY_ATTRIBUTES);
  // <namedpipeapi.h>
  CreateNamedPipeW: { parameters: ["buffer", "u32", "u32", "u32", "u32", "u32", "u32", "buffer"], result: "pointer" },
  // BOOL ReadFile(HANDLE, LPVOID, DWORD count, LPDWORD read, LPOVERLAPPED); <fileapi.h>
  ReadFile: { parameters: ["pointer", "buffer", "u32", "pointer", "buffer"], result: "i32" },
  // BOOL WriteFile(HANDLE, LPCVOID, DWORD count, LPDWORD written, LPOVERLAPPED); <fileapi.h>
  WriteFile: { parameters: ["pointer", "buffer", "u32", "pointer", "buffer"], result: "i32" },
  // BOOL ConnectNamedPipe(HANDLE, LPOVERLAPPED); <namedpipeapi.h>
  ConnectNamedPipe: { parameters: ["pointer", "buffer"], result: "i32" },
  // BOOL CancelIoEx(HANDLE, LPOVERLAPPED); <ioapiset.h>
  CancelIoEx: { parameters: ["pointer", "buffer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

// <winnt.h>, <fileapi.h>, <winbase.h>
const GENERIC_READ = 0x8000_0000;
const GENERIC_WRITE = 0x4000_0000;
const FILE_SHARE_ALL = 7;
const CREATE_NEW = 1;
const OPEN_EXISTING = 3;
const FILE_ATTRIBUTE_NORMAL = 0x80;
const PIPE_ACCESS = { inbound: 1, outbound: 2, both: 3 } as const;
const FILE_FLAG_OVERLAPPED = 0x4000_0000;
const FILE_FLAG_FIRST_PIPE_INSTANCE = 0x8_0000;
const PIPE_REJECT_REMOTE_CLIENTS = 8;
const PIPE_BYTES = 64 * 1024;

const calls = () => openLibrary(KERNEL, SYMBOLS);

/** Opens a file or device, such as `NUL`, for a child to read. @throws NativeError */
export function openForChild(path: string): Handle {
  return open(path, GENERIC_READ, FILE_SHARE_ALL, inheritable(), OPEN_EXISTING, path);
}

/** Makes a file that nobody else has open. @throws NativeError, `ERROR_FILE_EXISTS` where there is one of that name. */
export function createFile(path: string, security: Struct): Handle {
  return open(path, GENERIC_READ | GENERIC_WRITE, 0, security, CREATE_NEW, path);
}

function open(path: string, access: number, share: number, security: Struct, how: number, about: string): Handle {
  const pointer = calls().CreateFileW(wideText(path), access >>> 0, share, security.bytes, how, FILE_ATTRIBUTE_NORMAL, null);
  const file = openedHandle(pointer);
  if (file === undefined) throw windowsError(KERNEL, "CreateFileW", lastError(), about);
  return file;
}

function inheritable(): Struct {
  const attributes = new Struct("SECURITY_ATTRIBUTES");
  attributes.setU32("nLength", attributes.size);
  attributes.setU32("bInheritHandle", 1);
  return attributes;
}

/** What {@link createPipeEnd} may be told. */
export interface PipeEndOptions {
  /** Which way bytes go, seen from here. */
  readonly direction: keyof typeof PIPE_ACCESS;
  /** Programs that may be connected at once, from 1 to 255. */
  readonly instances?: number;
  /** Whether no other may exist by this name. */
  readonly isFirst: boolean;
  /** A `SECURITY_ATTRIBUTES`; default, those that Windows gives. */
  readonly security?: Struct | undefined;
}

/**
 * Our end of a named pipe, whose operations complete at the completion port; only programs on this machine may open it.
 *
 * @throws NativeError
 */
export function createPipeEnd(name: string, { direction, instances = 1, isFirst, security }: PipeEndOptions): Handle {
  const pointer = calls().CreateNamedPipeW(
    wideText(name),
    (PIPE_ACCESS[direction] | FILE_FLAG_OVERLAPPED | (isFirst ? FILE_FLAG_FIRST_PIPE_INSTANCE : 0)) >>> 0,
    PIPE_REJECT_REMOTE_CLIENTS,
    instances,
    PIPE_BYTES,
    PIPE_BYTES,
    0,
    security?.bytes ?? null,
  );
  const pipe = openedHandle(pointer);
  if (pipe === undefined) throw windowsError(KERNEL, "CreateNamedPipeW", lastError(), name);
  try {
    completionPort.associate(pipe);
    return pipe;
  } catch (error) {
    pipe[Symbol.dispose]();
    throw error;
  }
}

/**
 * Both ends of a pipe of which a child gets one: ours is for overlapped operations, which pipes of `CreatePipe` are not.
 *
 * @throws NativeError
 */
export function openPipe(ours: "read" | "write"): { readonly ours: Handle; readonly theirs: Handle } {
  const name = `\\\\.\\pipe\\executor-${crypto.randomUUID()}`;
  const end = createPipeEnd(name, { direction: ours === "read" ? "inbound" : "outbound", isFirst: true });
  try {
    const access = ours === "read" ? GENERIC_WRITE : GENERIC_READ;
    return { ours: end, theirs: open(name, access, 0, inheritable(), OPEN_EXISTING, "the end of a pipe") };
  } catch (error) {
    end[Symbol.dispose]();
    throw error;
  }
}

/** Begins to read; false when there is nothing to wait for, as the other end is gone. */
export function beginRead(file: Handle, bytes: Uint8Array<ArrayBuffer>, overlapped: Struct): boolean {
  return begun(calls().ReadFile(file.pointer, bytes, bytes.length, null, overlapped.bytes));
}

/** Begins to write; false when the other end is gone. */
export function beginWrite(file: Handle, bytes: Uint8Array<ArrayBuffer>, overlapped: Struct): boolean {
  return begun(calls().WriteFile(file.pointer, bytes, bytes.length, null, overlapped.bytes));
}

/** Begins to wait for a program to open our end; `connected` when one has. */
export function beginConnect(pipe: Handle, overlapped: Struct): "waits" | "connected" | "failed" {
  if (calls().ConnectNamedPipe(pipe.pointer, overlapped.bytes) !== 0) return "waits";
  const code = lastError();
  if (code === WindowsCode.IO_PENDING) return "waits";
  return code === WindowsCode.PIPE_CONNECTED ? "connected" : "failed";
}

/** Cancels what is under way on a file; it completes as failed. */
export function cancelAll(file: Handle): void {
  if (!file.isClosed) calls().CancelIoEx(file.pointer, null);
}

/** What was done at once is told to the completion port as well. */
function begun(answer: number): boolean {
  return answer !== 0 || lastError() === WindowsCode.IO_PENDING;
}
