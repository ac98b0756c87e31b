import { tryFanotify } from "../../../ffi/facilities/mod.ts";
import { hasCapability } from "./capabilities.ts";
import type { Facility } from "./facility.ts";
import { onLinux, reasonOf } from "./looks.ts";

const DEVICES = "/dev/input";

/** Whether whole file systems can be watched. */
export function fanotify(): Facility {
  return onLinux("fanotify", "watching whole file systems, and seeing who touched a file", () => {
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
    let names: string[];
    try {
      names = Array.from(Deno.readDirSync(DEVICES), ({ name }) => name).filter((name) => /^event\d+$/.test(name));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) return { status: "unknown", detail: `${DEVICES} cannot be read: ${reasonOf(error)}` };
      names = [];
    }
    if (names.length === 0) {
      return { status: "missing", detail: `an input device and a kernel with CONFIG_INPUT_EVDEV: there is no ${DEVICES}/event*` };
    }
    const readable = names.filter((name) => canOpen(`${DEVICES}/${name}`)).length;
    const count = `${readable} of ${names.length} devices can be read`;
    return readable > 0
      ? { status: "ok", detail: count }
      : { status: "missing", detail: `permission to read ${DEVICES}/event*, which the group input has: ${count}` };
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
