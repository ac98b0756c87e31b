/*
 * A stand-in for bcryptprimitives.dll, for the tests under Wine 8 alone; nothing of it is part of the product. Deno's program loads this
 * DLL by name before its own code runs, and it mends what Wine lacks:
 *
 * 1. ProcessPrng, the one function that Deno wants of the real DLL, came with Wine 9.
 * 2. VirtualAlloc2 and its like exist in Wine but do not do what V8 asks of them: they are hidden, and V8 does without.
 * 3. UnlockFile says "lock violation" for a range that is not locked where Windows says "not locked"; Rust's library unlocks twice and
 *    waits for the latter.
 * 4. A program started with a pseudo console does not get its input and output in Wine 8, and ResizePseudoConsole does nothing. Both are
 *    done by a small program of ours, ptyfix.exe, that runs inside the console.
 *
 * Points 2 and 4 change what GetProcAddress answers to deno.exe, so also what Deno.dlopen finds. Build:
 *   x86_64-w64-mingw32-gcc -O2 -shared -o bcryptprimitives.dll bcryptprimitives.c -ladvapi32
 */
#define _WIN32_WINNT 0x0A00
#include <windows.h>

#ifndef PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE
#define PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE 0x00020016
#endif
#define RESIZE_LIMIT_MS 5000

BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length); /* RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length) { return SystemFunction036(buffer, (ULONG)length); }

/* An attribute list as Wine lays it out. */
struct attribute {
  DWORD_PTR attribute;
  SIZE_T size;
  void *value;
};
struct attribute_list {
  DWORD mask, size, count, padding;
  DWORD_PTR unknown;
  struct attribute attributes[1];
};

static BOOL has_pseudo_console(DWORD flags, STARTUPINFOW *startup) {
  if (!(flags & EXTENDED_STARTUPINFO_PRESENT)) return FALSE;
  struct attribute_list *list = (void *)((STARTUPINFOEXW *)startup)->lpAttributeList;
  if (!list) return FALSE;
  for (DWORD i = 0; i < list->count; i++)
    if (list->attributes[i].attribute == PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE) return TRUE;
  return FALSE;
}

/* Runs the command by ptyfix.exe; the id that the caller gets is that of ptyfix.exe. */
static BOOL WINAPI create_process(LPCWSTR program, LPWSTR command, LPSECURITY_ATTRIBUTES process, LPSECURITY_ATTRIBUTES thread, BOOL inherit,
                                  DWORD flags, LPVOID environment, LPCWSTR folder, LPSTARTUPINFOW startup, LPPROCESS_INFORMATION made) {
  if (!has_pseudo_console(flags, startup))
    return CreateProcessW(program, command, process, thread, inherit, flags, environment, folder, startup, made);
  /* What cannot be started is to fail here, not inside the console. */
  if (program && GetFileAttributesW(program) == INVALID_FILE_ATTRIBUTES) return FALSE;
  SIZE_T length = (command ? lstrlenW(command) : 0) + (program ? lstrlenW(program) : 0) + 32;
  WCHAR *wrapped = HeapAlloc(GetProcessHeap(), 0, length * sizeof(WCHAR));
  lstrcpyW(wrapped, L"ptyfix.exe ");
  if (command && *command) {
    lstrcatW(wrapped, command);
  } else {
    lstrcatW(wrapped, L"\"");
    lstrcatW(wrapped, program);
    lstrcatW(wrapped, L"\"");
  }
  BOOL done = CreateProcessW(NULL, wrapped, process, thread, inherit, flags, environment, folder, startup, made);
  HeapFree(GetProcessHeap(), 0, wrapped);
  return done;
}

/* Resizes from inside: ptyfix.exe --resize COLUMNS ROWS. */
static HRESULT WINAPI resize_pseudo_console(HANDLE console, COORD size) {
  BYTE list[256];
  SIZE_T length = sizeof list;
  STARTUPINFOEXW startup;
  PROCESS_INFORMATION made;
  WCHAR command[64];
  DWORD code = 1;
  if (size.X <= 0 || size.Y <= 0) return E_INVALIDARG;
  ZeroMemory(&startup, sizeof startup);
  startup.StartupInfo.cb = sizeof startup;
  startup.lpAttributeList = (void *)list;
  if (!InitializeProcThreadAttributeList(startup.lpAttributeList, 1, 0, &length)) return E_FAIL;
  if (!UpdateProcThreadAttribute(startup.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE, console, sizeof console, 0, 0)) return E_FAIL;
  wsprintfW(command, L"ptyfix.exe --resize %d %d", size.X, size.Y);
  if (!CreateProcessW(0, command, 0, 0, FALSE, EXTENDED_STARTUPINFO_PRESENT, 0, 0, &startup.StartupInfo, &made))
    return HRESULT_FROM_WIN32(GetLastError());
  WaitForSingleObject(made.hProcess, RESIZE_LIMIT_MS);
  GetExitCodeProcess(made.hProcess, &code);
  CloseHandle(made.hProcess);
  CloseHandle(made.hThread);
  return code ? HRESULT_FROM_WIN32(code) : S_OK;
}

static BOOL WINAPI unlock_file(HANDLE file, DWORD low, DWORD high, DWORD length_low, DWORD length_high) {
  if (UnlockFile(file, low, high, length_low, length_high)) return TRUE;
  if (GetLastError() == ERROR_LOCK_VIOLATION) SetLastError(ERROR_NOT_LOCKED);
  return FALSE;
}

static FARPROC(WINAPI *real_get_proc_address)(HMODULE, LPCSTR);

/* Null: the function is to be taken for missing. */
static const struct {
  const char *name;
  void *function;
} REPLACED[] = {
    {"VirtualAlloc2", NULL},
    {"MapViewOfFile3", NULL},
    {"UnmapViewOfFile2", NULL},
    {"CreateProcessW", create_process},
    {"ResizePseudoConsole", resize_pseudo_console},
};

static FARPROC WINAPI get_proc_address(HMODULE module, LPCSTR name) {
  /* A small number is an ordinal. */
  if ((ULONG_PTR)name > 0xffff) {
    for (size_t i = 0; i < sizeof REPLACED / sizeof *REPLACED; i++) {
      if (lstrcmpA(REPLACED[i].name, name)) continue;
      if (!REPLACED[i].function) SetLastError(ERROR_PROC_NOT_FOUND);
      return (FARPROC)REPLACED[i].function;
    }
  }
  return real_get_proc_address(module, name);
}

static void replace(ULONG_PTR *slot, void *function) {
  DWORD protection;
  VirtualProtect(slot, sizeof *slot, PAGE_READWRITE, &protection);
  *slot = (ULONG_PTR)function;
  VirtualProtect(slot, sizeof *slot, protection, &protection);
}

/* Puts our functions into the table of what the program imports of kernel32.dll. */
static void patch_program(void) {
  BYTE *base = (BYTE *)GetModuleHandleW(NULL);
  HMODULE kernel = GetModuleHandleA("kernel32.dll");
  IMAGE_NT_HEADERS64 *header = (void *)(base + ((IMAGE_DOS_HEADER *)base)->e_lfanew);
  IMAGE_DATA_DIRECTORY *directory = &header->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT];
  if (!directory->VirtualAddress) return;
  real_get_proc_address = (void *)GetProcAddress(kernel, "GetProcAddress");
  ULONG_PTR unlock = (ULONG_PTR)GetProcAddress(kernel, "UnlockFile");
  for (IMAGE_IMPORT_DESCRIPTOR *import = (void *)(base + directory->VirtualAddress); import->Name; import++) {
    if (lstrcmpiA((char *)(base + import->Name), "kernel32.dll")) continue;
    for (ULONG_PTR *slot = (void *)(base + import->FirstThunk); *slot; slot++) {
      if (*slot == (ULONG_PTR)real_get_proc_address) replace(slot, get_proc_address);
      else if (*slot == unlock) replace(slot, unlock_file);
    }
  }
}

BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, LPVOID reserved) {
  (void)module, (void)reserved;
  if (reason == DLL_PROCESS_ATTACH) patch_program();
  return TRUE;
}
