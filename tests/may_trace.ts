/** Whether this process may load programs into the kernel: it has CAP_BPF and CAP_PERFMON, or CAP_SYS_ADMIN. */
export function mayTrace(): boolean {
  if (Deno.build.os !== "linux") return false;
  const mask = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(Deno.readTextFileSync("/proc/self/status"))?.[1] ?? "0"}`);
  return (mask >> 21n & 1n) === 1n || (mask >> 38n & 3n) === 3n;
}
