/**
 * eBPF programs through libbpf: objects that are opened, loaded and attached, their maps, and their ring buffers read by mapping them.
 * Everything is owned by descriptors of this process, so that nothing stays in the kernel however it ends.
 *
 * ```ts
 * import { BpfObject, RingBuffer } from "./mod.ts";
 *
 * using object = BpfObject.open(Deno.readFileSync("x.bpf.o"), { programs: ["on_event"], maxEntries: { events: 1 << 20 } });
 * object.load();
 * using events = object.map("events");
 * using ring = new RingBuffer(events);
 * ring.watch(() => ring.consume((view, offset, length) => console.log(new Uint8Array(view.buffer, offset, length))));
 * using _link = object.attach("on_event");
 * ```
 *
 * Limits: Linux with libbpf 1.0 or newer, on x86-64 and aarch64 (not verified there). Programs that trace need CAP_BPF and CAP_PERFMON.
 *
 * @module
 */
export { NativeError, UnsupportedError } from "../errors.ts";
export { type BuiltinEvent, type BuiltinName } from "./builtin_events.ts";
export { type BuiltinFilter, BuiltinProbe, type TakeEvent } from "./builtin_probe.ts";
export { AttachPoints, FilterError, type Replacement } from "./dispatch/attach_points.ts";
export type { DispatchFilter } from "./dispatch/instructions.ts";
export { libbpfVersion } from "./library.ts";
export { monotonicNanoseconds } from "../posix/monotonic_time.ts";
export { BpfError } from "./log.ts";
export { BpfMap, type BpfMapShape } from "./map.ts";
export { BpfLink, BpfObject, type BpfObjectOptions, type BpfProgramShape } from "./object.ts";
export type { Integer } from "./read_values.ts";
export { RingBuffer, type TakeRecord } from "./ring_buffer.ts";
export { commBytes, type FilterCounts, type SharedFilter } from "./shared_filters.ts";
export { SYSTEM_CALLS, systemCallNumber } from "./system_calls.ts";
