import type { Layout } from "../layouts/layout.ts";

/** The structs of one header. */
function rows(
  header: string,
  structs: Readonly<Record<string, readonly [size: number, fields: Readonly<Record<string, number>>]>>,
): Layout[] {
  return Object.entries(structs).map(([struct, [size, fields]]) => ({ platform: "windows-x86_64", struct, header, size, fields }));
}

/** What is shared with Windows, on x86-64. Fields of structs within structs go by their path. */
export const WINDOWS_LAYOUTS: readonly Layout[] = [
  // <minwinbase.h>, <processthreadsapi.h>, <winbase.h>, <winnt.h>, <winsvc.h>, <winuser.h>, which windows.h declares in their order.
  ...rows("windows.h", {
    SECURITY_ATTRIBUTES: [24, { nLength: 0, lpSecurityDescriptor: 8, bInheritHandle: 16 }],
    OVERLAPPED: [32, { Internal: 0, InternalHigh: 8, Offset: 16, OffsetHigh: 20, hEvent: 24 }],
    OVERLAPPED_ENTRY: [32, { lpCompletionKey: 0, lpOverlapped: 8, Internal: 16, dwNumberOfBytesTransferred: 24 }],
    STARTUPINFOEXW: [112, {
      "StartupInfo.cb": 0,
      "StartupInfo.dwFlags": 60,
      "StartupInfo.hStdInput": 80,
      "StartupInfo.hStdOutput": 88,
      "StartupInfo.hStdError": 96,
      lpAttributeList: 104,
    }],
    PROCESS_INFORMATION: [24, { hProcess: 0, hThread: 8, dwProcessId: 16, dwThreadId: 20 }],
    COORD: [4, { X: 0, Y: 2 }],
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION: [144, {
      "BasicLimitInformation.LimitFlags": 16,
      "BasicLimitInformation.ActiveProcessLimit": 40,
      ProcessMemoryLimit: 112,
      JobMemoryLimit: 120,
      PeakJobMemoryUsed: 136,
    }],
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION: [48, { TotalProcesses: 36, ActiveProcesses: 40, TotalTerminatedProcesses: 44 }],
    JOBOBJECT_ASSOCIATE_COMPLETION_PORT: [16, { CompletionKey: 0, CompletionPort: 8 }],
    SID_AND_ATTRIBUTES: [16, { Sid: 0, Attributes: 8 }],
    TOKEN_MANDATORY_LABEL: [16, { "Label.Sid": 0, "Label.Attributes": 8 }],
    SERVICE_TABLE_ENTRYW: [16, { lpServiceName: 0, lpServiceProc: 8 }],
    SERVICE_STATUS: [28, {
      dwServiceType: 0,
      dwCurrentState: 4,
      dwControlsAccepted: 8,
      dwWin32ExitCode: 12,
      dwServiceSpecificExitCode: 16,
      dwCheckPoint: 20,
      dwWaitHint: 24,
    }],
    KBDLLHOOKSTRUCT: [24, { vkCode: 0, scanCode: 4, flags: 8, time: 12, dwExtraInfo: 16 }],
    MSG: [48, { hwnd: 0, message: 8, wParam: 16, lParam: 24, time: 32, pt: 36 }],
    INPUT: [40, { type: 0, "ki.wVk": 8, "ki.wScan": 10, "ki.dwFlags": 12, "ki.time": 16, "ki.dwExtraInfo": 24 }],
  }),
];
