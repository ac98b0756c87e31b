import { checked } from "../base/last_error.ts";
import { openLibrary } from "../base/library.ts";
import { Struct } from "../base/struct.ts";

const SYMBOLS = {
  // UINT SendInput(UINT count, LPINPUT, int size); <winuser.h>
  SendInput: { parameters: ["u32", "buffer", "i32"], result: "u32" },
  // UINT MapVirtualKeyW(UINT code, UINT kind); <winuser.h>
  MapVirtualKeyW: { parameters: ["u32", "u32"], result: "u32" },
} as const satisfies Deno.ForeignLibraryInterface;

// <winuser.h>
const INPUT_KEYBOARD = 1;
const KEYEVENTF_KEYUP = 2;
const MAPVK_VK_TO_VSC = 0;

/**
 * Presses or releases a virtual key, as if it came from a keyboard; hooks see it as injected.
 *
 * @param scanCode What the key is said to be on the keyboard. Default as a keyboard has it.
 * @throws NativeError
 */
export function sendKey(virtualKey: number, action: "press" | "release", scanCode?: number): void {
  const input = new Struct("INPUT");
  input.setU32("type", INPUT_KEYBOARD);
  input.setU16("ki.wVk", virtualKey);
  const { SendInput, MapVirtualKeyW } = openLibrary("user32.dll", SYMBOLS);
  input.setU16("ki.wScan", scanCode ?? MapVirtualKeyW(virtualKey, MAPVK_VK_TO_VSC));
  input.setU32("ki.dwFlags", action === "release" ? KEYEVENTF_KEYUP : 0);
  checked("user32.dll", "SendInput", SendInput(1, input.bytes, input.size));
}
