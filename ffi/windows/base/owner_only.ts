import { Handle } from "./handle.ts";
import { checked } from "./last_error.ts";
import { ADVAPI, KERNEL, openLibrary } from "./library.ts";
import { fixedBytes, Out, Struct } from "./struct.ts";
import { wideText } from "./wide_text.ts";

const SYMBOLS = {
  // BOOL OpenProcessToken(HANDLE, DWORD access, PHANDLE); <processthreadsapi.h>
  OpenProcessToken: { parameters: ["pointer", "u32", "buffer"], result: "i32" },
  // BOOL GetTokenInformation(HANDLE, TOKEN_INFORMATION_CLASS, LPVOID, DWORD size, PDWORD returned); <securitybaseapi.h>
  GetTokenInformation: { parameters: ["pointer", "i32", "buffer", "u32", "buffer"], result: "i32" },
  // BOOL ConvertSidToStringSidW(PSID, LPWSTR *); <sddl.h>
  ConvertSidToStringSidW: { parameters: ["pointer", "buffer"], result: "i32" },
  // BOOL ConvertStringSecurityDescriptorToSecurityDescriptorW(LPCWSTR, DWORD revision, PSECURITY_DESCRIPTOR *, PULONG size); <sddl.h>
  ConvertStringSecurityDescriptorToSecurityDescriptorW: { parameters: ["buffer", "u32", "buffer", "pointer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

const KERNEL_SYMBOLS = {
  // HANDLE GetCurrentProcess(void); <processthreadsapi.h>
  GetCurrentProcess: { parameters: [], result: "pointer" },
  // HLOCAL LocalFree(HLOCAL); <winbase.h>
  LocalFree: { parameters: ["pointer"], result: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;

// <winnt.h>, <sddl.h>
const TOKEN_QUERY = 0x8;
const TOKEN_USER = 1;
const SDDL_REVISION_1 = 1;
/** A TOKEN_USER is a SID_AND_ATTRIBUTES with the SID behind it, of at most 68 bytes. */
const MOST_SID_BYTES = 68;

/** The `SECURITY_ATTRIBUTES` of what this user alone may open; for the making of one file or pipe. */
export class OwnerOnly implements Disposable {
  readonly attributes: Struct;
  readonly #descriptor: Deno.PointerValue;

  /** @throws NativeError */
  constructor() {
    const out = new Out();
    // Protected (P): nothing is inherited from a folder. GA: all rights.
    const text = wideText(`D:P(A;;GA;;;${userSid()})`);
    const calls = openLibrary(ADVAPI, SYMBOLS);
    const made = calls.ConvertStringSecurityDescriptorToSecurityDescriptorW(text, SDDL_REVISION_1, out.bytes, null);
    checked(ADVAPI, "ConvertStringSecurityDescriptorToSecurityDescriptorW", made);
    this.#descriptor = out.pointer;
    this.attributes = new Struct("SECURITY_ATTRIBUTES");
    this.attributes.setU32("nLength", this.attributes.size);
    this.attributes.setPointer("lpSecurityDescriptor", this.#descriptor);
  }

  [Symbol.dispose](): void {
    openLibrary(KERNEL, KERNEL_SYMBOLS).LocalFree(this.#descriptor);
  }
}

/** This user's SID, such as `S-1-5-21-…-1001`. */
function userSid(): string {
  const calls = openLibrary(ADVAPI, SYMBOLS);
  const kernel = openLibrary(KERNEL, KERNEL_SYMBOLS);
  const out = new Out();
  checked(ADVAPI, "OpenProcessToken", calls.OpenProcessToken(kernel.GetCurrentProcess(), TOKEN_QUERY, out.bytes));
  using token = new Handle(checked(ADVAPI, "OpenProcessToken", out.pointer));
  const user = new Struct("SID_AND_ATTRIBUTES", MOST_SID_BYTES);
  const length = fixedBytes(8);
  checked(ADVAPI, "GetTokenInformation", calls.GetTokenInformation(token.pointer, TOKEN_USER, user.bytes, user.bytes.length, length));
  checked(ADVAPI, "ConvertSidToStringSidW", calls.ConvertSidToStringSidW(user.pointer("Sid"), out.bytes));
  const text = checked(ADVAPI, "ConvertSidToStringSidW", out.pointer);
  try {
    const view = new Deno.UnsafePointerView(text);
    let sid = "";
    for (let at = 0, unit = view.getUint16(0); unit !== 0; unit = view.getUint16(at += 2)) sid += String.fromCharCode(unit);
    return sid;
  } finally {
    kernel.LocalFree(text);
  }
}
