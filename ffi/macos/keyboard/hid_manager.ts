import { NativeError } from "../../errors.ts";
import { type HidFunctions, IOKIT } from "./libraries.ts";
import type { RawHidKey } from "./raw_key.ts";

// void (*IOHIDValueCallback)(void *context, IOReturn, void *sender, IOHIDValueRef); <IOKit/hid/IOHIDBase.h>
const ON_VALUE = { parameters: ["pointer", "i32", "pointer", "pointer"], result: "void" } as const;

/** Keyboards and key pads: usages 6 and 7 of the generic desktop's page. A property list, as it needs no addresses of CoreFoundation's data. */
const MATCHING = `<plist version="1.0"><array>${
  [6, 7].map((usage) => `<dict><key>DeviceUsagePage</key><integer>1</integer><key>DeviceUsage</key><integer>${usage}</integer></dict>`)
    .join("")
}</array></plist>`;
/** What `kCFRunLoopDefaultMode` says; modes are compared by their text. */
const MODE = "kCFRunLoopDefaultMode\0";
const UTF_8 = 0x08000100;

const KEYBOARD_PAGE = 7;
/** Before it are nothing (0) and the keyboard's own errors (1 to 3), such as too many keys at once. */
const FIRST_KEY = 4;
const LAST_KEY = 0xe7;
/** kCFRunLoopRunFinished: there is nothing that could say anything. */
const FINISHED = 1;

const PERMISSION =
  "the permission Input Monitoring is missing: give it in System Settings, Privacy & Security, to the program that started this " +
  "(the terminal, or executor itself as a service), and start that anew";
/** Codes of <IOKit/IOReturn.h>: name and meaning. */
const ERRORS: Readonly<Record<number, readonly [name: string, meaning: string]>> = {
  0xe00002bd: ["kIOReturnNoMemory", "out of memory"],
  0xe00002c1: ["kIOReturnNotPrivileged", PERMISSION],
  0xe00002c5: ["kIOReturnExclusiveAccess", "another program has a keyboard for itself alone"],
  0xe00002e2: ["kIOReturnNotPermitted", PERMISSION],
};

/**
 * All keyboards of this Mac, by an IOHIDManager on the run loop of the thread that made it. Keys come while {@link HidManager.run} is called,
 * and only then.
 */
export class HidManager implements Disposable {
  readonly #functions: HidFunctions;
  readonly #resources = new DisposableStack();
  readonly #mode: Deno.PointerObject;

  /** From now on keys are kept for {@link run}. @throws NativeError that says what is missing. */
  constructor(functions: HidFunctions, take: (key: RawHidKey) => void) {
    this.#functions = functions;
    using resources = new DisposableStack();
    const own = (symbol: string, made: Deno.PointerValue) => {
      if (made === null) throw new NativeError({ library: IOKIT, symbol, code: "NULL", detail: "it gives nothing" });
      resources.defer(() => functions.CFRelease(made));
      return made;
    };
    const encoder = new TextEncoder();
    const text = encoder.encode(MATCHING);
    const data = own("CFDataCreate", functions.CFDataCreate(null, text, BigInt(text.length)));
    const matching = own("CFPropertyListCreateWithData", functions.CFPropertyListCreateWithData(null, data, 0n, null, null));
    const mode = own("CFStringCreateWithCString", functions.CFStringCreateWithCString(null, encoder.encode(MODE), UTF_8));
    const toMilliseconds = timebase(functions);
    const callback = new Deno.UnsafeCallback(ON_VALUE, (_context, _result, _sender, value) => {
      const key = value === null ? undefined : keyOf(functions, value, toMilliseconds);
      if (key !== undefined) take(key);
    });
    resources.defer(() => callback.close());
    const manager = own("IOHIDManagerCreate", functions.IOHIDManagerCreate(null, 0));
    functions.IOHIDManagerSetDeviceMatchingMultiple(manager, matching);
    functions.IOHIDManagerRegisterInputValueCallback(manager, callback.pointer, null);
    resources.defer(() => functions.IOHIDManagerRegisterInputValueCallback(manager, null, null));
    const loop = functions.CFRunLoopGetCurrent();
    functions.IOHIDManagerScheduleWithRunLoop(manager, loop, mode);
    resources.defer(() => functions.IOHIDManagerUnscheduleFromRunLoop(manager, loop, mode));
    // Also after a failure: one keyboard of several may be open.
    resources.defer(() => functions.IOHIDManagerClose(manager, 0));
    checked("IOHIDManagerOpen", functions.IOHIDManagerOpen(manager, 0));
    this.#mode = mode;
    this.#resources = resources.move();
  }

  /**
   * Gives the keys of so many seconds, each as it comes.
   *
   * @returns Whether it waited; not when nothing is there that could say anything.
   */
  run(seconds: number): boolean {
    if (this.#resources.disposed) return false;
    return this.#functions.CFRunLoopRunInMode(this.#mode, seconds, 0) !== FINISHED;
  }

  /** Closes the keyboards; no key comes after it. */
  [Symbol.dispose](): void {
    this.#resources.dispose();
  }
}

function keyOf(functions: HidFunctions, value: Deno.PointerObject, toMilliseconds: (ticks: bigint) => number): RawHidKey | undefined {
  const element = functions.IOHIDValueGetElement(value);
  if (element === null || functions.IOHIDElementGetUsagePage(element) !== KEYBOARD_PAGE) return undefined;
  const usage = functions.IOHIDElementGetUsage(element);
  // The report as a whole comes too, as the usage -1.
  if (usage < FIRST_KEY || usage > LAST_KEY) return undefined;
  const timestamp = toMilliseconds(functions.IOHIDValueGetTimeStamp(value));
  return { usage, value: Number(functions.IOHIDValueGetIntegerValue(value)), timestamp };
}

/** How ticks of `mach_absolute_time` become milliseconds. */
function timebase(functions: HidFunctions): (ticks: bigint) => number {
  const ratio = new Uint32Array(2);
  checked("mach_timebase_info", functions.mach_timebase_info(new Uint8Array(ratio.buffer)));
  const [numerator = 1, denominator = 1] = ratio;
  return (ticks) => Number(ticks) * numerator / denominator / 1e6;
}

function checked(symbol: string, result: number): void {
  if (result === 0) return;
  const code = result >>> 0;
  const [name, detail] = ERRORS[code] ?? [`0x${code.toString(16)}`, "IOKit says no more"];
  throw new NativeError({ library: IOKIT, symbol, code: name, detail });
}
