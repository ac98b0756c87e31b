import { NativeError } from "../../../ffi/mod.ts";
import { openKernelLog } from "../../../ffi/kernel_log/mod.ts";
import { canOpen } from "./devices.ts";
import type { Facility } from "./facility.ts";
import { type Look, looked } from "./looks.ts";

/** Where journald writes, in files of a folder for each machine. */
const FOLDERS = ["/run/log/journal", "/var/log/journal"];

/** Whether the system's journal can be read; and, beside it, the kernel's own log. */
export function journald(has: (name: string) => boolean): Facility {
  const { status, detail } = has("journalctl") ? looked(journal) : MISSING_TOOL;
  return { name: "journald", status, detail: `${detail}; ${kernelLog()}`, enables: 'log checks: `log "journald"`, `log "dmesg"`' };
}

const MISSING_TOOL: Look = { status: "missing", detail: "the program journalctl, of the package systemd" };

function journal(): Look {
  const files = FOLDERS.flatMap((folder) => names(folder).flatMap((machine) => names(machine)))
    .filter((path) => path.endsWith(".journal"));
  if (files.length === 0) {
    return { status: "missing", detail: "a journal, which journald of the package systemd writes (only its tools are here)" };
  }
  if (files.some(canOpen)) return { status: "ok", detail: "journalctl" };
  return { status: "missing", detail: "permission to read the journal, which the group systemd-journal has" };
}

/** Paths of what is in a folder; none where it cannot be read. */
function names(folder: string): readonly string[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => `${folder}/${name}`);
  } catch {
    return [];
  }
}

function kernelLog(): string {
  const { status, detail } = looked(() => {
    try {
      openKernelLog()[Symbol.dispose]();
      return { status: "ok", detail: "the kernel's log can be read" };
    } catch (error) {
      if (!(error instanceof NativeError)) throw error;
      if (error.code === "EPERM") return { status: "missing", detail: "the kernel's log needs the capability CAP_SYSLOG" };
      if (error.code === "ENOENT") {
        return { status: "missing", detail: "the kernel's log needs /dev/kmsg, which a container may be handed" };
      }
      return { status: "unknown", detail: `the kernel's log cannot be read: ${error.detail}` };
    }
  });
  return status === "missing" && !detail.startsWith("the kernel's log") ? `the kernel's log needs ${detail}` : detail;
}
