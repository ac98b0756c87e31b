import { tryBpf, usableLibbpf } from "../../../ffi/facilities/mod.ts";
import { hasCapability } from "./capabilities.ts";
import { isThere } from "../is_there.ts";
import type { Facility } from "./facility.ts";
import { onLinux, readOrUndefined, reasonOf } from "./looks.ts";

const BTF = "/sys/kernel/btf/vmlinux";
/** How a BTF file begins, in the machine's byte order; see <linux/btf.h>. */
const BTF_MAGIC = 0xeb9f;
const TRACEFS = "/sys/kernel/tracing";

/** Whether there is a libbpf that has what the probes call. */
export function libbpf(): Facility {
  return onLinux("libbpf", "probes: what the kernel does, as events, through eBPF programs", () => {
    const { library, version } = usableLibbpf();
    return { status: "ok", detail: version === null ? library : `${library}, version ${version}` };
  });
}

/** Whether this process may load programs that trace. */
export function bpf(): Facility {
  return onLinux("bpf", "loading the programs of probes into the kernel", () => {
    const outcome = tryBpf();
    switch (outcome) {
      case "done":
        return { status: "ok", detail: "programs can be loaded" };
      case "EPERM":
      case "EACCES":
        return { status: "missing", detail: refusalOfBpf() };
      case "ENOSYS":
        return { status: "missing", detail: "a kernel with CONFIG_BPF_SYSCALL" };
      default:
        return { status: "unknown", detail: `loading a program that does nothing failed with ${outcome}` };
    }
  });
}

function refusalOfBpf(): string {
  const has = hasCapability("CAP_SYS_ADMIN") === true ||
    (hasCapability("CAP_BPF") === true && hasCapability("CAP_PERFMON") === true);
  if (has) {
    return "the capabilities CAP_BPF and CAP_PERFMON outside of a container; this process has them in its own namespace, or a filter holds it";
  }
  const setting = readOrUndefined("/proc/sys/kernel/unprivileged_bpf_disabled")?.trim();
  const told = setting === undefined
    ? ""
    : ` (kernel.unprivileged_bpf_disabled is ${setting}; at 0 others may load filters, and still nothing that traces)`;
  return `the capabilities CAP_BPF and CAP_PERFMON, or CAP_SYS_ADMIN${told}`;
}

/** Whether the kernel tells its own types. */
export function btf(): Facility {
  return onLinux("btf", "probes that run on this kernel without being built for it", () => {
    let head: Uint8Array;
    try {
      using file = Deno.openSync(BTF);
      head = new Uint8Array(2);
      file.readSync(head);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound && !isThere("/sys/kernel")) {
        return { status: "missing", detail: `sysfs, mounted by root: mount -t sysfs sysfs /sys (there is no ${BTF})` };
      }
      if (error instanceof Deno.errors.NotFound) {
        return { status: "missing", detail: `a kernel with CONFIG_DEBUG_INFO_BTF: there is no ${BTF}` };
      }
      return { status: "unknown", detail: `${BTF} cannot be read: ${reasonOf(error)}` };
    }
    const view = new DataView(head.buffer);
    const isBtf = view.getUint16(0, true) === BTF_MAGIC || view.getUint16(0) === BTF_MAGIC;
    return isBtf ? { status: "ok", detail: BTF } : { status: "unknown", detail: `${BTF} does not begin as BTF does` };
  });
}

/** Whether tracefs is mounted and may be read. */
export function tracefs(): Facility {
  return onLinux("tracefs", "programs on tracepoints; those on raw tracepoints do without", () => {
    const mounts = (readOrUndefined("/proc/self/mounts") ?? "").split("\n").map((line) => line.split(" "));
    const places = mounts.flatMap(([, place, type]) => type === "tracefs" && place !== undefined ? [place] : []);
    const readable = places.find((place) => isReadable(`${place}/events`));
    if (readable !== undefined) return { status: "ok", detail: readable };
    if (places[0] !== undefined) {
      return { status: "missing", detail: `permission to read ${places[0]}, which is root's: it is mounted there` };
    }
    const isKnown = /\ttracefs$/m.test(readOrUndefined("/proc/filesystems") ?? "");
    return {
      status: "missing",
      detail: isKnown
        ? `a mount, by root: mount -t tracefs tracefs ${TRACEFS}`
        : "a kernel with CONFIG_FTRACE, whose tracefs can be mounted",
    };
  });
}

function isReadable(folder: string): boolean {
  try {
    for (const _ of Deno.readDirSync(folder)) return true;
    return true;
  } catch {
    return false;
  }
}
