/**
 * Programs of users, from eBPF object files: loaded, attached, their records read by the types that the file carries, and replaced while
 * they run when the file changes.
 *
 * ```ts
 * import { openObjectProbe, readObject } from "./mod.ts";
 *
 * const probe = openObjectProbe(readObject("watch.bpf.o"), {
 *   onEvents: (batch) => batch.forEach(({ data, fields }) => console.log(data, fields)),
 *   onReplaced: ({ swapped }) => console.log(`${swapped} programs replaced`),
 *   onRejected: (error) => console.log(error.message),
 * });
 * const { events, lost, maps } = await probe.close();
 * ```
 *
 * Limits: programs of tracepoints, kprobes, uprobes and perf events are swapped between two events; others are attached before those they
 * replace go. Pinned maps and programs are not supported: what an object asks to be pinned is not.
 *
 * @module
 */
export { type ObjectEvent, scopeOfEvent } from "./object_event.ts";
export { isObjectPath, type ObjectFile, readObject, stemOf } from "./object_file.ts";
export type { ObjectReplacement } from "./object_probe.ts";
export { type ObjectProbeOptions, openObjectProbe } from "./open_object_probe.ts";
