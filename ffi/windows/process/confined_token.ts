import { NativeError } from "../../errors.ts";
import { Handle } from "../base/handle.ts";
import { checked } from "../base/last_error.ts";
import { ADVAPI, KERNEL, openLibrary } from "../base/library.ts";
import { Out, Struct } from "../base/struct.ts";
import { wideText } from "../base/wide_text.ts";
import type { JobLimits } from "./job_object.ts";

const SYMBOLS = {
  // BOOL OpenProcessToken(HANDLE, DWORD access, PHANDLE); <processthreadsapi.h>
  OpenProcessToken: { parameters: ["pointer", "u32", "buffer"], result: "i32" },
  // BOOL CreateRestrictedToken(HANDLE, DWORD flags, DWORD, PSID_AND_ATTRIBUTES disabled, DWORD, PLUID_AND_ATTRIBUTES deleted, DWORD,
  // PSID_AND_ATTRIBUTES restricting, PHANDLE); <securitybaseapi.h>
  CreateRestrictedToken: {
    parameters: ["pointer", "u32", "u32", "pointer", "u32", "pointer", "u32", "pointer", "buffer"],
    result: "i32",
  },
  // BOOL SetTokenInformation(HANDLE, TOKEN_INFORMATION_CLASS, LPVOID, DWORD size); <securitybaseapi.h>
  SetTokenInformation: { parameters: ["pointer", "i32", "buffer", "u32"], result: "i32" },
  // BOOL GetTokenInformation(HANDLE, TOKEN_INFORMATION_CLASS, LPVOID, DWORD size, PDWORD returned); <securitybaseapi.h>
  GetTokenInformation: { parameters: ["pointer", "i32", "buffer", "u32", "buffer"], result: "i32" },
  // BOOL ConvertStringSidToSidW(LPCWSTR, PSID *); <sddl.h>
  ConvertStringSidToSidW: { parameters: ["buffer", "buffer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

const KERNEL_SYMBOLS = {
  // HANDLE GetCurrentProcess(void); <processthreadsapi.h>
  GetCurrentProcess: { parameters: [], result: "pointer" },
  // HLOCAL LocalFree(HLOCAL); <winbase.h>
  LocalFree: { parameters: ["pointer"], result: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;

// <winnt.h>
const TOKEN_DUPLICATE = 0x2;
const TOKEN_ASSIGN_PRIMARY = 0x1;
const TOKEN_QUERY = 0x8;
const TOKEN_ADJUST_DEFAULT = 0x80;
const DISABLE_MAX_PRIVILEGE = 0x1;
const TOKEN_INTEGRITY_LEVEL = 25;
const SE_GROUP_INTEGRITY = 0x20;
/** `S-1-16-4096`: may write to nothing that is not labelled low itself. */
const LOW_INTEGRITY = "S-1-16-4096";
/** Of a SID with one sub-authority. */
const SID_BYTES = 12;

/** What a child may not do that this process may. */
export interface Confinement {
  /** Without this user's privileges, such as to debug others or to shut the machine down. */
  readonly withoutPrivileges?: boolean;
  /** At the low integrity level: it reads what this user may read, and writes next to nothing. */
  readonly lowIntegrity?: boolean;
  /** Of its job. */
  readonly limits?: JobLimits;
}

/**
 * A token for a confined child, which its caller closes; undefined where nothing of it is about tokens.
 *
 * @throws NativeError: what cannot be applied is an error.
 */
export function confinedToken({ withoutPrivileges = false, lowIntegrity = false }: Confinement): Handle | undefined {
  if (!withoutPrivileges && !lowIntegrity) return undefined;
  const calls = openLibrary(ADVAPI, SYMBOLS);
  const kernel = openLibrary(KERNEL, KERNEL_SYMBOLS);
  const out = new Out();
  const rights = TOKEN_DUPLICATE | TOKEN_ASSIGN_PRIMARY | TOKEN_QUERY | TOKEN_ADJUST_DEFAULT;
  checked(ADVAPI, "OpenProcessToken", calls.OpenProcessToken(kernel.GetCurrentProcess(), rights, out.bytes));
  using own = new Handle(checked(ADVAPI, "OpenProcessToken", out.pointer));
  const flags = withoutPrivileges ? DISABLE_MAX_PRIVILEGE : 0;
  checked(ADVAPI, "CreateRestrictedToken", calls.CreateRestrictedToken(own.pointer, flags, 0, null, 0, null, 0, null, out.bytes));
  const token = new Handle(checked(ADVAPI, "CreateRestrictedToken", out.pointer));
  if (!lowIntegrity) return token;
  try {
    checked(ADVAPI, "ConvertStringSidToSidW", calls.ConvertStringSidToSidW(wideText(LOW_INTEGRITY), out.bytes));
    const sid = out.pointer;
    try {
      const label = new Struct("TOKEN_MANDATORY_LABEL", SID_BYTES);
      label.setPointer("Label.Sid", sid);
      label.setU32("Label.Attributes", SE_GROUP_INTEGRITY);
      const set = calls.SetTokenInformation(token.pointer, TOKEN_INTEGRITY_LEVEL, label.bytes, label.size + SID_BYTES);
      checked(ADVAPI, "SetTokenInformation", set);
    } finally {
      kernel.LocalFree(sid);
    }
    return token;
  } catch (error) {
    token[Symbol.dispose]();
    throw error instanceof NativeError ? error : new TypeError("A token could not be made", { cause: error });
  }
}
