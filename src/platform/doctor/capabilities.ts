/** Bits of Linux's capabilities, from <linux/capability.h>. */
const BITS = { CAP_SYS_PTRACE: 19n, CAP_SYS_ADMIN: 21n, CAP_PERFMON: 38n, CAP_BPF: 39n } as const;

/** A capability that parts of Executor make use of. */
export type Capability = keyof typeof BITS;

/** Whether this process has a capability in its user namespace; undefined where it cannot be told. */
export function hasCapability(name: Capability, status = ownStatus()): boolean | undefined {
  const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return mask === undefined ? undefined : (BigInt(`0x${mask}`) >> BITS[name] & 1n) === 1n;
}

function ownStatus(): string {
  try {
    return Deno.readTextFileSync("/proc/self/status");
  } catch {
    return "";
  }
}
