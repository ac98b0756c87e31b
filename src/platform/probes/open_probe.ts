import { type BuiltinEvent, BuiltinProbe, SYSTEM_CALLS, systemCallNumber } from "../../../ffi/bpf/mod.ts";
import type { ScopeTypes } from "../../../dsl/expr/mod.ts";
import { AppError, nearest } from "../../core/mod.ts";
import { probeRow, PROBES } from "./catalogue.ts";
import { compileCondition, type Condition, conditionError } from "./condition.ts";
import { probeError } from "./probe_error.ts";
import { type OpenProbe, RunningProbe } from "./running_probe.ts";

/** An event of a probe: its fields by the names that users know, in their order. */
export type ProbeEvent = BuiltinEvent;

/** What to look for. */
export interface ProbeOptions {
  /** The name of a built-in probe. */
  readonly probe: string;
  /** Only this process. Default: all but this process itself. */
  readonly pid?: number | undefined;
  /** Only threads of this name, of which the kernel keeps 15 bytes. */
  readonly comm?: string | undefined;
  /** Only calls of this name; of the probe `syscall` alone. */
  readonly syscall?: string | undefined;
  /** Only events for which this CEL condition over their fields is true. */
  readonly where?: string | undefined;
  /** How many events are taken at most. */
  readonly most?: number | undefined;
  /** Room for events that wait, in the kernel; a power of two. Default 16 MiB. */
  readonly ringBytes?: number | undefined;
  /** Takes events in their order. While a promise it returned has not settled no more come; the kernel counts those without room as lost. */
  onEvents(batch: readonly ProbeEvent[]): void | Promise<void>;
}

/**
 * Opens a probe: when this returns, nothing is missed.
 *
 * @throws AppError `probe_unknown`, `probe_invalid` (a call or condition that is wrong), `probe_unsupported` (with what is missing).
 */
export function openProbe(options: ProbeOptions): OpenProbe {
  const { probe: name, pid, comm, ringBytes, most = Infinity } = options;
  const row = probeRow(name);
  if (row === undefined) throw unknownProbe(name);
  const condition = options.where === undefined ? undefined : conditionOf(options.where, row.fields);
  const filter = { pid, notPid: pid === undefined ? Deno.pid : undefined, comm, systemCall: systemCallOf(name, options.syscall) };
  let probe: BuiltinProbe;
  try {
    probe = BuiltinProbe.load(row.name, filter, ringBytes);
  } catch (error) {
    throw probeError(name, error);
  }
  try {
    probe.attach();
    return new RunningProbe(probe, { condition, most, onEvents: (batch) => options.onEvents(batch) });
  } catch (error) {
    probe[Symbol.dispose]();
    throw probeError(name, error);
  }
}

/** @throws AppError `probe_unknown` with the nearest name. */
export function unknownProbe(name: string): AppError {
  const near = nearest(name, PROBES.map((row) => row.name));
  const hint = near === undefined ? {} : { hint: `Did you mean "${near}"? See executor probe list` };
  return new AppError("probe_unknown", `There is no probe ${JSON.stringify(name)}`, hint);
}

/** The number of a call. @throws AppError `probe_invalid` */
export function systemCallOf(probe: string, name: string | undefined): number | undefined {
  if (name === undefined) return undefined;
  if (probe !== "syscall") throw new AppError("probe_invalid", `The probe ${probe} has no system call to choose: only syscall has`);
  const number = systemCallNumber(name);
  if (number !== undefined) return number;
  const near = nearest(name, SYSTEM_CALLS.values());
  throw new AppError("probe_invalid", `There is no system call ${JSON.stringify(name)} on this processor`, {
    ...(near === undefined ? {} : { hint: `Did you mean "${near}"?` }),
  });
}

/** @throws AppError `probe_invalid` */
export function conditionOf(text: string, fields: ScopeTypes): Condition {
  const condition = compileCondition(text, fields);
  if (typeof condition === "function") return condition;
  throw conditionError(text, condition);
}
