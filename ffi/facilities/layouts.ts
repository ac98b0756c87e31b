import { type Layout, onLinux } from "../layouts/layout.ts";

/** What `tryBpf` hands to the kernel. */
export const FACILITY_LAYOUTS: readonly Layout[] = onLinux({
  struct: "union bpf_attr",
  header: "linux/bpf.h",
  size: 144,
  fields: { prog_type: 0, insn_cnt: 4, insns: 8, license: 16 },
  grows: true,
});
