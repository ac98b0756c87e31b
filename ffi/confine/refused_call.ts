import { LIBC } from "../posix/libc.ts";
import { syscallNumbers } from "../seccomp/mod.ts";

// <sys/klog.h>, syslog(2)
const SYSLOG_ACTION_READ_ALL = 3;
const MOST_BYTES = 256 * 1024;
// int klogctl(int type, char *bufp, int len)
const SYMBOLS = { klogctl: { parameters: ["i32", "buffer", "i32"], result: "i32" } } as const satisfies Deno.ForeignLibraryInterface;
/** A record of seccomp's, see `<linux/audit.h>`: type 1326. */
const RECORD = /audit: type=1326 audit\((\d+\.\d+):\d+\): .*? pid=(\d+) comm=(\S+) .*? arch=([0-9a-f]+) syscall=(\d+) /g;
const AUDIT_ARCH: Readonly<Record<string, string>> = { x86_64: "c000003e", aarch64: "c00000b7" };

/** A system call for which the kernel ended a process. */
export interface RefusedCall {
  /** The process's name. */
  readonly program: string;
  /** The call's name; undefined for one of another architecture. */
  readonly call: string | undefined;
}

/**
 * The call for which a child or one of what it started was ended, where the kernel's log tells and this process may read it.
 *
 * @param pid The child's.
 * @param sinceMs Since when, milliseconds since the epoch.
 * @param isAlone Nothing else here was confined in that time: then the one younger process that was ended is taken for the child's.
 */
export function findRefusedCall(pid: number, sinceMs: number, isAlone: boolean): RefusedCall | undefined {
  const buffer = new Uint8Array(MOST_BYTES);
  let length: number;
  try {
    const libc = Deno.dlopen(LIBC, SYMBOLS);
    length = libc.symbols.klogctl(SYSLOG_ACTION_READ_ALL, buffer, buffer.length);
    libc.close();
  } catch {
    return undefined;
  }
  const records = parseRecords(new TextDecoder().decode(buffer.subarray(0, Math.max(0, length)))).filter(({ ms }) => ms >= sinceMs);
  const others = records.filter((record) => record.pid > pid);
  const other = isAlone && new Set(others.map((record) => record.pid)).size === 1 ? others[0] : undefined;
  const own = records.findLast((record) => record.pid === pid) ?? other;
  return own === undefined ? undefined : { program: own.program, call: own.call };
}

/** The records of a kernel's log. */
export function parseRecords(log: string) {
  return Array.from(log.matchAll(RECORD), ([, time, pid, comm = "", arch, number]) => {
    const name = arch === AUDIT_ARCH[Deno.build.arch] ? nameOf(Number(number)) : undefined;
    return { ms: Number(time) * 1000, pid: Number(pid), program: nameOfProgram(comm), call: name };
  });
}

function nameOf(number: number): string | undefined {
  for (const [name, candidate] of syscallNumbers(Deno.build.arch)) if (candidate === number) return name;
  return undefined;
}

/** In quotes, or in hexadecimal where it has odd characters. */
function nameOfProgram(comm: string): string {
  if (comm.startsWith('"')) return comm.slice(1, -1);
  return (comm.match(/../g) ?? []).map((byte) => String.fromCharCode(parseInt(byte, 16))).join("").replace(/[^\x20-\x7e]/g, "?");
}
