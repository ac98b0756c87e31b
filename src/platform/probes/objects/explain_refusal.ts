import { BpfError, type BpfProgramShape, FilterError } from "../../../../ffi/bpf/mod.ts";
import { AppError } from "../../../core/mod.ts";
import { tracefs } from "../../doctor/bpf.ts";
import { probeError } from "../probe_error.ts";
import { isThere } from "../../is_there.ts";

const VERIFIER_LOG = /-- BEGIN PROG LOAD LOG --\n(.*?)-- END PROG LOAD LOG --/s;
/** The last line says how far the verifier came, and the one before what it met. */
const HOW_FAR = /^(?:processed \d+ insns|verification time|stack depth|mark_precise)/;
/** What libbpf says after each failure, whatever it was. */
const AFTERWARDS = /^libbpf: (?:prog '[^']*': failed to load: |failed to load object )/;
const PROGRAM = /prog '([^']+)': /;
const NO_TYPE = /failed to find kernel BTF type ID of '([^']+)'|'([^']+)' is not found in (?:vmlinux|kernel|module)/;
const NO_BTF = /Error loading vmlinux BTF|failed to find valid kernel BTF/;
const TRAMPOLINE = /^(?:fentry|fexit|fmod_ret|lsm)\b/;
const SOURCES = "/sys/bus/event_source/devices";
/** What programs of a section need: the kernel's own source of such events, and its options. */
const EVENTS = [
  { section: /^k(?:ret)?(?:probe|syscall)\b/, source: "kprobe", options: "CONFIG_KPROBES and CONFIG_KPROBE_EVENTS" },
  { section: /^u(?:ret)?probe\b|^usdt\b/, source: "uprobe", options: "CONFIG_UPROBES and CONFIG_UPROBE_EVENTS" },
] as const;
const TRACEPOINT = /^(?:tp|tracepoint)\//;
const PERMISSION: ReadonlySet<string> = new Set(["EPERM", "EACCES"]);

/**
 * Why an object cannot be used, as an `AppError`: `probe_object_refused` with all that libbpf and the verifier said, `probe_unsupported`
 * for what this machine lacks, `usage` for a filter that cannot be had. A defect of ours stays what it is.
 */
export function explainRefusal(path: string, cause: unknown, programs: readonly BpfProgramShape[]): unknown {
  if (cause instanceof FilterError) {
    const hint = "Use --where with a field of the record, as in --where 'fields.pid == 1234'";
    return new AppError("usage", `--pid and --comm cannot stand before the program of ${cause.section} in ${path}`, { hint, cause });
  }
  if (!(cause instanceof BpfError)) return probeError(path, cause);
  const log = cause.log.trim();
  const name = PROGRAM.exec(log)?.[1];
  const program = programs.find((each) => each.name === name) ?? (programs.length === 1 ? programs[0] : undefined);
  const lacks = whatIsMissing(cause, log, program?.section ?? "");
  if (lacks !== undefined) {
    return new AppError("probe_unsupported", `${path} cannot run here: ${nameOf(program)} needs ${lacks}`, { cause, details: { log } });
  }
  const verifier = VERIFIER_LOG.exec(log)?.[1] ?? "";
  if (verifier === "" && (NO_BTF.test(log) || PERMISSION.has(cause.code) || log === "")) {
    const error = probeError(path, cause);
    if (error instanceof AppError) return error;
  }
  return new AppError("probe_object_refused", refusal(path, program, cause, log, verifier), { cause, details: { log } });
}

function refusal(path: string, program: BpfProgramShape | undefined, cause: BpfError, log: string, verifier: string): string {
  const who = `${nameOf(program)} of ${path}`;
  if (verifier !== "") return `The kernel's verifier refuses ${who}: ${lastWords(verifier)}`;
  const [, one, other] = NO_TYPE.exec(log) ?? [];
  const target = one ?? other ?? (cause.code === "ENOENT" ? targetOf(program?.section) : undefined);
  if (target !== undefined) return `This kernel has no ${target}, which ${who} is for`;
  return `The kernel refuses ${who}: ${lastWords(log) || cause.detail}`;
}

/** What the machine must have; undefined when that is not the reason. */
function whatIsMissing(cause: BpfError, log: string, section: string): string | undefined {
  if (TRAMPOLINE.test(section) && !VERIFIER_LOG.test(log) && !NO_TYPE.test(log) && isRefusedAltogether(cause)) {
    const kind = section.split("/")[0];
    return `${kind}, which this kernel does not allow: CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS; a tracepoint (tp_btf/…) does without`;
  }
  if (cause.symbol !== "bpf_program__attach") return undefined;
  for (const { section: pattern, source, options } of EVENTS) {
    if (pattern.test(section) && !isThere(`${SOURCES}/${source}`)) return `a kernel with ${options}`;
  }
  if (!TRACEPOINT.test(section)) return undefined;
  const { status, detail } = tracefs();
  return status === "missing" ? `tracefs: ${detail}` : undefined;
}

/** Not for want of capabilities, without which nothing at all can be loaded. */
function isRefusedAltogether(cause: BpfError): boolean {
  const general = probeError("", cause);
  return !(general instanceof AppError && /CAP_BPF/.test(general.message));
}

function lastWords(log: string): string {
  const lines = log.split("\n").map((line) => line.trim()).filter((line) => line !== "" && !HOW_FAR.test(line) && !AFTERWARDS.test(line));
  return lines.at(-1)?.replace(/^libbpf: /, "") ?? "";
}

function nameOf(program: BpfProgramShape | undefined): string {
  return program === undefined ? "a program" : `${program.name} (${program.section})`;
}

function targetOf(section: string | undefined): string | undefined {
  const target = section?.slice(section.indexOf("/") + 1);
  return section?.includes("/") ? target : undefined;
}
