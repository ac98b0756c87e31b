/** Codes of `probe`. */
export const probeCodes = {
  probe_unknown: { exit: 2, status: 404, summary: "There is no built-in probe of that name", hint: "See executor probe list" },
  probe_invalid: {
    exit: 2,
    status: 422,
    summary: "What a probe is told to look for is wrong: a system call that does not exist for instance",
  },
  probe_object_invalid: {
    exit: 2,
    status: 422,
    summary: "The file of `probe run` is no eBPF object for this machine, or has no ring buffer of the name `events`",
  },
  probe_object_refused: {
    exit: 2,
    status: 422,
    summary: "The kernel refuses a program of an eBPF object: what its verifier said is the error's `log`",
  },
  probe_unsupported: {
    exit: 4,
    status: 501,
    summary: "This machine lacks what probes need: a library, a capability or an option of the kernel",
    hint: "See executor doctor: libbpf, bpf, btf",
  },
} as const;
