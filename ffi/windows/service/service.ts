import { checked } from "../base/last_error.ts";
import { ADVAPI, openLibrary } from "../base/library.ts";
import { fixedBytes, Struct } from "../base/struct.ts";
import { wideText } from "../base/wide_text.ts";

const SYMBOLS = {
  // BOOL StartServiceCtrlDispatcherW(const SERVICE_TABLE_ENTRYW *); <winsvc.h>. Returns when every service of this process has stopped.
  StartServiceCtrlDispatcherW: { parameters: ["buffer"], result: "i32", nonblocking: true },
  // SERVICE_STATUS_HANDLE RegisterServiceCtrlHandlerExW(LPCWSTR, LPHANDLER_FUNCTION_EX, LPVOID); <winsvc.h>. Never closed.
  RegisterServiceCtrlHandlerExW: { parameters: ["buffer", "function", "pointer"], result: "pointer" },
  // BOOL SetServiceStatus(SERVICE_STATUS_HANDLE, LPSERVICE_STATUS); <winsvc.h>
  SetServiceStatus: { parameters: ["pointer", "buffer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

// void WINAPI ServiceMain(DWORD, LPWSTR *), DWORD WINAPI HandlerEx(DWORD control, DWORD type, LPVOID data, LPVOID context); <winsvc.h>
const MAIN = { parameters: ["u32", "pointer"], result: "void" } as const;
const HANDLER = { parameters: ["u32", "u32", "pointer", "pointer"], result: "u32" } as const;

// <winsvc.h>, <winerror.h>
const SERVICE_WIN32_OWN_PROCESS = 0x10;
const STATES = { stopped: 1, starting: 2, stopping: 3, running: 4 } as const;
const ACCEPT_STOP = 0x1;
const ACCEPT_SHUTDOWN = 0x4;
const ACCEPT_PARAMCHANGE = 0x8;
const CONTROL_STOP = 1;
const CONTROL_INTERROGATE = 4;
const CONTROL_SHUTDOWN = 5;
const CONTROL_PARAMCHANGE = 6;
const NO_ERROR = 0;
const ERROR_CALL_NOT_IMPLEMENTED = 120;
const ERROR_SERVICE_SPECIFIC_ERROR = 1066;

/** What the manager asks for: `reload` is `sc control NAME paramchange`. */
export type ServiceRequest = "stop" | "reload";

/** This process as a service of Windows, as its manager sees it. */
export class WindowsService {
  readonly #handle: Deno.PointerObject;
  #checkpoint = 0;

  private constructor(handle: Deno.PointerObject) {
    this.#handle = handle;
  }

  /**
   * Answers the service manager, which has to happen within 30 s of this process's start.
   *
   * @param name The service's name.
   * @param take Takes what the manager asks for, at once.
   * @returns undefined where this process was not started by the manager.
   * @throws NativeError, UnsupportedError
   */
  static async connect(name: string, take: (request: ServiceRequest) => void): Promise<WindowsService | undefined> {
    const calls = openLibrary(ADVAPI, SYMBOLS);
    const text = wideText(name);
    const begun = Promise.withResolvers<Deno.PointerObject>();
    const handler = Deno.UnsafeCallback.threadSafe(HANDLER, (control) => answer(control, take));
    const main = Deno.UnsafeCallback.threadSafe(MAIN, () => {
      try {
        const handle = calls.RegisterServiceCtrlHandlerExW(text, handler.pointer, null);
        begun.resolve(checked(ADVAPI, "RegisterServiceCtrlHandlerExW", handle));
      } catch (error) {
        begun.reject(error);
      }
    });
    const entry = new Struct("SERVICE_TABLE_ENTRYW");
    entry.setPointer("lpServiceName", Deno.UnsafePointer.of(text));
    entry.setPointer("lpServiceProc", main.pointer);
    // A second entry of zeros ends the table.
    const table = fixedBytes(2 * entry.size);
    table.set(entry.bytes);
    const dispatched = calls.StartServiceCtrlDispatcherW(table).then(() => {
      // Windows uses them until now.
      text.fill(0);
      main.close();
      handler.close();
    });
    const handle = await Promise.race([begun.promise, dispatched.then(() => undefined)]);
    return handle === undefined ? undefined : new WindowsService(handle);
  }

  /**
   * Tells the manager how this process is.
   *
   * @param waitMs So long it may stay so before it is told more.
   */
  report(state: "starting" | "running" | "stopping", waitMs = 0): void {
    this.#set(STATES[state], waitMs, NO_ERROR);
  }

  /** Tells the manager that the service has stopped, as it was asked to or because it failed. Then this process has to end. */
  end({ failed }: { readonly failed: boolean }): void {
    this.#set(STATES.stopped, 0, failed ? ERROR_SERVICE_SPECIFIC_ERROR : NO_ERROR);
  }

  #set(state: number, waitMs: number, code: number) {
    const status = new Struct("SERVICE_STATUS");
    const isSteady = state === STATES.running || state === STATES.stopped;
    status.setU32("dwServiceType", SERVICE_WIN32_OWN_PROCESS);
    status.setU32("dwCurrentState", state);
    status.setU32("dwControlsAccepted", state === STATES.running ? ACCEPT_STOP | ACCEPT_SHUTDOWN | ACCEPT_PARAMCHANGE : 0);
    status.setU32("dwWin32ExitCode", code);
    status.setU32("dwServiceSpecificExitCode", code === NO_ERROR ? 0 : 1);
    status.setU32("dwCheckPoint", isSteady ? 0 : ++this.#checkpoint);
    status.setU32("dwWaitHint", waitMs);
    openLibrary(ADVAPI, SYMBOLS).SetServiceStatus(this.#handle, status.bytes);
  }
}

function answer(control: number, take: (request: ServiceRequest) => void): number {
  switch (control) {
    case CONTROL_STOP:
    case CONTROL_SHUTDOWN:
      take("stop");
      return NO_ERROR;
    case CONTROL_PARAMCHANGE:
      take("reload");
      return NO_ERROR;
    case CONTROL_INTERROGATE:
      return NO_ERROR;
    default:
      return ERROR_CALL_NOT_IMPLEMENTED;
  }
}
