/**
 * What the kernel does, as events: built-in probes that filter in the kernel, and count what could not be handed over. Apart from the rest of
 * `platform`: only `probe` loads it.
 *
 * ```ts
 * import { openProbe } from "./mod.ts";
 *
 * const probe = openProbe({ probe: "exec", where: "comm == 'nginx'", onEvents: (batch) => batch.forEach((event) => console.log(event)) });
 * const { events, lost } = await probe.close();
 * ```
 *
 * Limits: Linux 5.8 or newer with BTF, on x86-64 and aarch64 (not verified there), libbpf, and the capabilities CAP_BPF and CAP_PERFMON.
 * Calls of 32-bit programs, and what io_uring does by itself, are not seen.
 *
 * @module
 */
export { type ProbeRow, probeRow, PROBES } from "./catalogue.ts";
export { compileCondition } from "./condition.ts";
export { listProbes, type ProbeStatus } from "./list_probes.ts";
export { openProbe, type ProbeEvent, type ProbeOptions, unknownProbe } from "./open_probe.ts";
export type { OpenProbe, ProbeEnd, ProbeStats } from "./running_probe.ts";
