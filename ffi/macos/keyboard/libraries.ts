import { UnsupportedError } from "../../errors.ts";

/** The library of devices. */
export const IOKIT = "/System/Library/Frameworks/IOKit.framework/IOKit";
const CORE_FOUNDATION = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation";
const SYSTEM = "/usr/lib/libSystem.B.dylib";

// IOReturn is an int, IOOptionBits a uint32_t, CFIndex a long, CFTimeInterval a double, Boolean an unsigned char; every …Ref is a pointer.
const IOKIT_SYMBOLS = {
  // IOHIDManagerRef IOHIDManagerCreate(CFAllocatorRef, IOOptionBits); <IOKit/hid/IOHIDManager.h>
  IOHIDManagerCreate: { parameters: ["pointer", "u32"], result: "pointer" },
  // void IOHIDManagerSetDeviceMatchingMultiple(IOHIDManagerRef, CFArrayRef); <IOKit/hid/IOHIDManager.h>
  IOHIDManagerSetDeviceMatchingMultiple: { parameters: ["pointer", "pointer"], result: "void" },
  // void IOHIDManagerRegisterInputValueCallback(IOHIDManagerRef, IOHIDValueCallback, void *context); <IOKit/hid/IOHIDManager.h>
  IOHIDManagerRegisterInputValueCallback: { parameters: ["pointer", "function", "pointer"], result: "void" },
  // void IOHIDManagerScheduleWithRunLoop(IOHIDManagerRef, CFRunLoopRef, CFStringRef mode); <IOKit/hid/IOHIDManager.h>
  IOHIDManagerScheduleWithRunLoop: { parameters: ["pointer", "pointer", "pointer"], result: "void" },
  // void IOHIDManagerUnscheduleFromRunLoop(IOHIDManagerRef, CFRunLoopRef, CFStringRef mode); <IOKit/hid/IOHIDManager.h>
  IOHIDManagerUnscheduleFromRunLoop: { parameters: ["pointer", "pointer", "pointer"], result: "void" },
  // IOReturn IOHIDManagerOpen(IOHIDManagerRef, IOOptionBits); <IOKit/hid/IOHIDManager.h>
  IOHIDManagerOpen: { parameters: ["pointer", "u32"], result: "i32" },
  // IOReturn IOHIDManagerClose(IOHIDManagerRef, IOOptionBits); <IOKit/hid/IOHIDManager.h>
  IOHIDManagerClose: { parameters: ["pointer", "u32"], result: "i32" },
  // IOHIDElementRef IOHIDValueGetElement(IOHIDValueRef); <IOKit/hid/IOHIDValue.h>
  IOHIDValueGetElement: { parameters: ["pointer"], result: "pointer" },
  // CFIndex IOHIDValueGetIntegerValue(IOHIDValueRef); <IOKit/hid/IOHIDValue.h>
  IOHIDValueGetIntegerValue: { parameters: ["pointer"], result: "i64" },
  // uint64_t IOHIDValueGetTimeStamp(IOHIDValueRef); <IOKit/hid/IOHIDValue.h>
  IOHIDValueGetTimeStamp: { parameters: ["pointer"], result: "u64" },
  // uint32_t IOHIDElementGetUsagePage(IOHIDElementRef); <IOKit/hid/IOHIDElement.h>
  IOHIDElementGetUsagePage: { parameters: ["pointer"], result: "u32" },
  // uint32_t IOHIDElementGetUsage(IOHIDElementRef); <IOKit/hid/IOHIDElement.h>
  IOHIDElementGetUsage: { parameters: ["pointer"], result: "u32" },
} as const satisfies Deno.ForeignLibraryInterface;

const ACCESS_SYMBOLS = {
  // IOHIDAccessType IOHIDCheckAccess(IOHIDRequestType); <IOKit/hidsystem/IOHIDLib.h>
  IOHIDCheckAccess: { parameters: ["u32"], result: "u32" },
} as const satisfies Deno.ForeignLibraryInterface;

const CORE_FOUNDATION_SYMBOLS = {
  // CFDataRef CFDataCreate(CFAllocatorRef, const UInt8 *bytes, CFIndex length); <CoreFoundation/CFData.h>
  CFDataCreate: { parameters: ["pointer", "buffer", "i64"], result: "pointer" },
  // CFPropertyListRef CFPropertyListCreateWithData(CFAllocatorRef, CFDataRef, CFOptionFlags, CFPropertyListFormat *, CFErrorRef *);
  // <CoreFoundation/CFPropertyList.h>
  CFPropertyListCreateWithData: { parameters: ["pointer", "pointer", "u64", "pointer", "pointer"], result: "pointer" },
  // CFStringRef CFStringCreateWithCString(CFAllocatorRef, const char *, CFStringEncoding); <CoreFoundation/CFString.h>
  CFStringCreateWithCString: { parameters: ["pointer", "buffer", "u32"], result: "pointer" },
  // void CFRelease(CFTypeRef); <CoreFoundation/CFBase.h>
  CFRelease: { parameters: ["pointer"], result: "void" },
  // CFRunLoopRef CFRunLoopGetCurrent(void); <CoreFoundation/CFRunLoop.h>
  CFRunLoopGetCurrent: { parameters: [], result: "pointer" },
  // CFRunLoopRunResult CFRunLoopRunInMode(CFRunLoopMode, CFTimeInterval seconds, Boolean returnAfterSourceHandled); an SInt32;
  // <CoreFoundation/CFRunLoop.h>
  CFRunLoopRunInMode: { parameters: ["pointer", "f64", "u8"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

const SYSTEM_SYMBOLS = {
  // kern_return_t mach_timebase_info(mach_timebase_info_t); two uint32_t: numer, denom; <mach/mach_time.h>
  mach_timebase_info: { parameters: ["buffer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The C functions by which keyboards are listened to. */
export type HidFunctions =
  & Deno.DynamicLibrary<typeof IOKIT_SYMBOLS>["symbols"]
  & Deno.DynamicLibrary<typeof CORE_FOUNDATION_SYMBOLS>["symbols"]
  & Deno.DynamicLibrary<typeof SYSTEM_SYMBOLS>["symbols"];

/** Opens the libraries; they stay open. @throws UnsupportedError that names the library or the function which is missing. */
export function openHidFunctions(): HidFunctions {
  return {
    ...open(IOKIT, IOKIT_SYMBOLS).symbols,
    ...open(CORE_FOUNDATION, CORE_FOUNDATION_SYMBOLS).symbols,
    ...open(SYSTEM, SYSTEM_SYMBOLS).symbols,
  };
}

/** What `IOHIDCheckAccess` answers of listening: 0 granted, 1 denied, 2 not yet asked for. @throws UnsupportedError */
export function checkListenAccess(): number {
  const library = open(IOKIT, ACCESS_SYMBOLS);
  try {
    // kIOHIDRequestTypeListenEvent
    return library.symbols.IOHIDCheckAccess(1);
  } finally {
    library.close();
  }
}

function open<S extends Deno.ForeignLibraryInterface>(file: string, symbols: S): Deno.DynamicLibrary<S> {
  try {
    return Deno.dlopen(file, symbols);
  } catch (cause) {
    const symbol = /symbol ([A-Za-z]\w*)/.exec(cause instanceof Error ? cause.message : "")?.[1];
    throw new UnsupportedError(symbol === undefined ? file : `${symbol} of ${file}`, "use macOS 10.15 or later, and permit FFI", cause);
  }
}
