import { tryFanotify } from "../../../ffi/facilities/mod.ts";
import { findInputDevices, INPUT_FOLDER, type InputDevice, noneReadable } from "../keyboard/mod.ts";
import { hasCapability } from "./capabilities.ts";
import type { Facility } from "./facility.ts";
import { onLinux, reasonOf } from "./looks.ts";

/** Whether whole file systems can be watched. */
export function fanotify(): Facility {
  return onLinux("fanotify", "watching whole file systems, and seeing who touched a file; nothing uses it yet", () => {
    const outcome = tryFanotify();
    switch (outcome) {
      case "done":
        return { status: "ok", detail: "whole file systems can be watched" };
      case "EPERM":
        return {
          status: "missing",
          detail: hasCapability("CAP_SYS_ADMIN") === true
            ? "the capability CAP_SYS_ADMIN outside of a container; this process has it in its own namespace, or a filter holds it"
            : "the capability CAP_SYS_ADMIN",
        };
      case "ENOSYS":
        return { status: "missing", detail: "a kernel with CONFIG_FANOTIFY" };
      default:
        return { status: "unknown", detail: `fanotify_init failed with ${outcome}` };
    }
  });
}

/** Whether there are input devices, and whether this user may read them. */
export function evdev(): Facility {
  return onLinux("evdev", "keyboards and other input devices as sources of events", () => {
    let devices: readonly InputDevice[];
    try {
      devices = findInputDevices();
    } catch (error) {
      return { status: "unknown", detail: reasonOf(error) };
    }
    if (devices.length === 0) {
      return { status: "missing", detail: `an input device and a kernel with CONFIG_INPUT_EVDEV: there is no ${INPUT_FOLDER}/event*` };
    }
    const readable = devices.filter(({ name }) => name !== undefined);
    const count = `${readable.length} of ${devices.length} devices can be read`;
    if (readable.length === 0) {
      const isDenied = devices.some(({ trouble }) => trouble?.isDenied);
      return {
        status: "missing",
        detail: isDenied
          ? `permission to read ${INPUT_FOLDER}/event*, which the group input has: ${count}`
          : `an input device that can be read: ${noneReadable(devices)}`,
      };
    }
    const keyboards = readable.filter(({ isKeyboard }) => isKeyboard).map(({ path, name }) => `${path} (${name})`);
    return { status: "ok", detail: `${count}; keyboards: ${keyboards.length > 0 ? keyboards.join(", ") : "none"}` };
  });
}

/** Whether this user may read a file. */
export function canOpen(path: string): boolean {
  try {
    Deno.openSync(path).close();
    return true;
  } catch {
    return false;
  }
}
