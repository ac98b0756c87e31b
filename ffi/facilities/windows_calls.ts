const KERNEL = "kernel32.dll";

const JOB_SYMBOLS = {
  // HANDLE CreateJobObjectW(LPSECURITY_ATTRIBUTES, LPCWSTR); <jobapi2.h>
  CreateJobObjectW: { parameters: ["pointer", "pointer"], result: "pointer" },
  // BOOL CloseHandle(HANDLE); <handleapi.h>
  CloseHandle: { parameters: ["pointer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** Whether this Windows has `CreatePseudoConsole` (ConPTY). Nothing is called. */
export function hasPseudoConsole(): boolean {
  try {
    // HRESULT CreatePseudoConsole(COORD, HANDLE, HANDLE, DWORD, HPCON *); <consoleapi.h>
    Deno.dlopen(KERNEL, { CreatePseudoConsole: { parameters: [], result: "i32" } }).close();
    return true;
  } catch {
    return false;
  }
}

/** Whether a job object can be made; it is closed at once. False also where kernel32 cannot be opened. */
export function tryJobObject(): boolean {
  let library: Deno.DynamicLibrary<typeof JOB_SYMBOLS>;
  try {
    library = Deno.dlopen(KERNEL, JOB_SYMBOLS);
  } catch {
    return false;
  }
  try {
    const job = library.symbols.CreateJobObjectW(null, null);
    if (job === null) return false;
    library.symbols.CloseHandle(job);
    return true;
  } finally {
    library.close();
  }
}
