/**
 * The thread of a low-level keyboard hook: Windows calls the hook on the thread that installed it, while that waits for messages. Started
 * by `KeyboardHook`, and ended by a WM_QUIT to the thread.
 *
 * @module
 */
import { lastError } from "../base/last_error.ts";
import { KERNEL, openLibrary } from "../base/library.ts";
import { Struct } from "../base/struct.ts";
import { findLayout } from "../../layouts/layout.ts";
import { WINDOWS_LAYOUTS } from "../layouts.ts";
import type { HookMessage, HookRequest } from "./raw_key.ts";

const SYMBOLS = {
  // HHOOK SetWindowsHookExW(int kind, HOOKPROC, HINSTANCE, DWORD thread); <winuser.h>
  SetWindowsHookExW: { parameters: ["i32", "function", "pointer", "u32"], result: "pointer" },
  // LRESULT CallNextHookEx(HHOOK, int code, WPARAM, LPARAM); <winuser.h>
  CallNextHookEx: { parameters: ["pointer", "i32", "usize", "pointer"], result: "isize" },
  // BOOL UnhookWindowsHookEx(HHOOK); <winuser.h>
  UnhookWindowsHookEx: { parameters: ["pointer"], result: "i32" },
  // BOOL GetMessageW(LPMSG, HWND, UINT first, UINT last); <winuser.h>
  GetMessageW: { parameters: ["buffer", "pointer", "u32", "u32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

const KERNEL_SYMBOLS = {
  // DWORD GetCurrentThreadId(void); <processthreadsapi.h>
  GetCurrentThreadId: { parameters: [], result: "u32" },
  // HMODULE GetModuleHandleW(LPCWSTR); <libloaderapi.h>
  GetModuleHandleW: { parameters: ["pointer"], result: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;

// LRESULT CALLBACK LowLevelKeyboardProc(int code, WPARAM, LPARAM); <winuser.h>
const HOOK = { parameters: ["i32", "usize", "pointer"], result: "isize" } as const;
const WH_KEYBOARD_LL = 13;
const HC_ACTION = 0;
/** What a hook answers for a key that goes no further. */
const CONSUMED = 1n;

// The types of a page, not of a worker, are those of the project.
const port = globalThis as unknown as {
  onmessage: ((event: MessageEvent<HookRequest>) => void) | null;
  postMessage(message: HookMessage): void;
  close(): void;
};

port.onmessage = ({ data }) => {
  port.onmessage = null;
  hold(new Set(data.consume));
  port.close();
};

/** Holds the hook until the thread is told to quit. */
function hold(consume: ReadonlySet<number>): void {
  const { GetCurrentThreadId, GetModuleHandleW } = openLibrary(KERNEL, KERNEL_SYMBOLS);
  const user = openLibrary("user32.dll", SYMBOLS);
  const { fields } = findLayout(WINDOWS_LAYOUTS, "KBDLLHOOKSTRUCT");
  const at = (field: string) => fields[field] ?? 0;
  const callback = new Deno.UnsafeCallback(HOOK, (code, message, data) => {
    if (code !== HC_ACTION || data === null) return user.CallNextHookEx(null, code, message, data);
    const view = new Deno.UnsafePointerView(data);
    const vkCode = view.getUint32(at("vkCode"));
    const consumed = consume.has(vkCode);
    const numbers = {
      vkCode,
      scanCode: view.getUint32(at("scanCode")),
      flags: view.getUint32(at("flags")),
      time: view.getUint32(at("time")),
    };
    port.postMessage({ kind: "key", key: { ...numbers, consumed } });
    return consumed ? CONSUMED : user.CallNextHookEx(null, code, message, data);
  });
  try {
    const hook = user.SetWindowsHookExW(WH_KEYBOARD_LL, callback.pointer, GetModuleHandleW(null), 0);
    if (hook === null) return port.postMessage({ kind: "failed", symbol: "SetWindowsHookExW", code: lastError() });
    port.postMessage({ kind: "open", thread: GetCurrentThreadId() });
    const message = new Struct("MSG");
    // 0 is WM_QUIT, -1 a failure. Messages themselves are nobody's: this thread has no window.
    while (user.GetMessageW(message.bytes, null, 0, 0) > 0);
    user.UnhookWindowsHookEx(hook);
    port.postMessage({ kind: "closed" });
  } finally {
    callback.close();
  }
}
