import { probeRow } from "../catalogue.ts";
import { conditionOf, systemCallOf, unknownProbe } from "../open_probe.ts";
import { BuiltinHub } from "./builtin_hub.ts";
import { ObjectHub } from "./object_hub.ts";
import type { ListenOptions, ProbeListener } from "./probe_listener.ts";

/** Which probe: a built-in one, or the absolute path of an eBPF object. */
export type ProbeChoice = { readonly name: string; readonly syscall?: string | undefined } | { readonly file: string };

/**
 * Listens to a probe: when this returns, nothing is missed.
 *
 * @throws AppError `probe_unknown`, `probe_invalid`, `probe_unsupported` with what is missing, `probe_object_invalid`,
 * `probe_object_refused`.
 */
export function listenToProbe(choice: ProbeChoice, options: ListenOptions): ProbeListener {
  const { pid, comm, where } = options;
  if ("file" in choice) return ObjectHub.of(choice.file, { pid, comm }).listen(options);
  const { name, syscall } = choice;
  const row = probeRow(name);
  if (row === undefined) throw unknownProbe(name);
  const condition = where === undefined ? undefined : conditionOf(where, row.fields);
  const filter = { pid, comm, systemCall: systemCallOf(name, syscall), call: syscall };
  return BuiltinHub.of(row.name).listen(filter, condition, options);
}
