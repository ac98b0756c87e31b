import { BuiltinProbe } from "../../../ffi/bpf/mod.ts";
import { PROBES } from "./catalogue.ts";
import { whyNot } from "./probe_error.ts";

/** Whether a probe can run here. */
export interface ProbeStatus {
  readonly name: string;
  /** `unknown`: it could not be told. */
  readonly status: "ok" | "missing" | "unknown";
  /** What its events are; of one that cannot run, what it lacks. */
  readonly detail: string;
}

/** Room for a probe that never runs. */
const SMALL_RING_BYTES = 1 << 16;

/** Every built-in probe; each is loaded into the kernel for a moment, and not attached. */
export function* listProbes(): Generator<ProbeStatus> {
  for (const { name, summary } of PROBES) {
    try {
      BuiltinProbe.load(name, {}, SMALL_RING_BYTES)[Symbol.dispose]();
      yield { name, status: "ok", detail: summary };
    } catch (error) {
      const why = whyNot(error);
      yield why === undefined ? { name, status: "unknown", detail: String(error) } : { name, status: "missing", detail: why };
    }
  }
}
