import { BpfError, NativeError, UnsupportedError } from "../../../ffi/bpf/mod.ts";
import { AppError } from "../../core/mod.ts";
import { bpf, btf, libbpf } from "../doctor/bpf.ts";

/** Why a probe cannot be had on this machine, in the words of {@link AppError}; anything else is a defect of ours and stays what it is. */
export function probeError(name: string, cause: unknown): unknown {
  const why = whyNot(cause);
  if (why === undefined) return cause;
  return new AppError("probe_unsupported", `The probe ${name} cannot run here: ${why}`, { cause });
}

/** What is missing; undefined for a defect of ours. */
export function whyNot(cause: unknown): string | undefined {
  if (cause instanceof UnsupportedError) return `${cause.missing} is missing: ${cause.how}`;
  if (!(cause instanceof NativeError)) return undefined;
  // Looked at only now: a probe that can be loaded needs no questions.
  const missing = [libbpf(), bpf(), btf()].find(({ status }) => status === "missing");
  if (missing !== undefined) return `it needs ${missing.detail}`;
  const said = cause instanceof BpfError ? cause.log.trim().split("\n").slice(-3).join("; ") : "";
  return `${cause.symbol}: ${cause.detail}${said === "" ? "" : `; ${said}`}`;
}
