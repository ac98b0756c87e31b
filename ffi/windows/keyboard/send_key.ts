import { checked } from "../base/last_error.ts";
import { openLibrary } from "../base/library.ts";
import { Struct } from "../base/struct.ts";

const SYMBOLS = {
  // UINT SendInput(UINT count, LPINPUT, int size); <winuser.h>
  SendInput: { parameters: ["u32", "buffer", "i32"], result: "u32" },
} as const satisfies Deno.ForeignLibraryInterface;

// <winuser.h>
const INPUT_KEYBOARD = 1;
const KEYEVENTF_KEYUP = 2;

/**
 * Presses or releases a virtual key, as if it came from a keyboard; hooks see it as injected.
 *
 * @param scanCode What the key is said to be on the keyboard. Default none.
 * @throws NativeError
 */
export function sendKey(virtualKey: number, action: "press" | "release", scanCode = 0): void {
  const input = new Struct("INPUT");
  input.setU32("type", INPUT_KEYBOARD);
  input.setU16("ki.wVk", virtualKey);
  input.setU16("ki.wScan", scanCode);
  input.setU32("ki.dwFlags", action === "release" ? KEYEVENTF_KEYUP : 0);
  checked("user32.dll", "SendInput", openLibrary("user32.dll", SYMBOLS).SendInput(1, input.bytes, input.size));
}
