import { findLayout, type Layout, onLinux } from "../layouts/layout.ts";

/** Of `union bpf_attr`, <linux/bpf.h>: what is set, by the command that it is for. */
export const BPF_ATTR = {
  // BPF_MAP_CREATE
  map_type: 0,
  key_size: 4,
  value_size: 8,
  max_entries: 12,
  map_name: 28,
  // BPF_MAP_UPDATE_ELEM
  map_fd: 0,
  key: 8,
  value: 16,
  // BPF_PROG_LOAD
  prog_type: 0,
  insn_cnt: 4,
  insns: 8,
  license: 16,
  prog_name: 48,
  expected_attach_type: 68,
  attach_btf_id: 108,
  attach_btf_obj_fd: 112,
  // BPF_BTF_GET_FD_BY_ID
  btf_id: 0,
  // BPF_OBJ_GET_INFO_BY_FD
  "info.bpf_fd": 0,
  "info.info_len": 4,
  "info.info": 8,
} as const;
export const BPF_ATTR_BYTES = 144;

/** Of `struct bpf_prog_info`, <linux/bpf.h>: what is read. */
export const BPF_PROG_INFO = { recursion_misses: 208, attach_btf_obj_id: 220, attach_btf_id: 224 } as const;
export const BPF_PROG_INFO_BYTES = 232;

/** What is shared with libc. */
export const POSIX_LAYOUTS: readonly Layout[] = [
  // Packed on x86-64 alone.
  { platform: "linux-x86_64", struct: "struct epoll_event", header: "sys/epoll.h", size: 12, fields: { events: 0, data: 4 } },
  { platform: "linux-aarch64", struct: "struct epoll_event", header: "sys/epoll.h", size: 16, fields: { events: 0, data: 8 } },
  // Opaque, filled in by libc's own functions.
  ...onLinux({ struct: "posix_spawnattr_t", header: "spawn.h", size: 336, fields: {} }),
  ...onLinux({ struct: "posix_spawn_file_actions_t", header: "spawn.h", size: 80, fields: {} }),
  ...onLinux({ struct: "sigset_t", header: "signal.h", size: 128, fields: {} }),
  ...onLinux({ struct: "struct rlimit", header: "sys/resource.h", size: 16, fields: { rlim_cur: 0, rlim_max: 8 } }),
  ...onLinux({ struct: "struct sockaddr_un", header: "sys/un.h", size: 110, fields: { sun_family: 0, sun_path: 2 } }),
  ...onLinux({ struct: "struct timespec", header: "time.h", size: 16, fields: { tv_sec: 0, tv_nsec: 8 } }),
  ...onLinux({
    struct: "struct termios",
    header: "termios.h",
    size: 60,
    fields: { c_iflag: 0, c_oflag: 4, c_cflag: 8, c_lflag: 12, c_cc: 17 },
  }),
  ...onLinux({
    struct: "struct winsize",
    header: "sys/ioctl.h",
    size: 8,
    fields: { ws_row: 0, ws_col: 2, ws_xpixel: 4, ws_ypixel: 6 },
  }),
  // Newer kernels append fields, and take or leave out what a caller does not know.
  ...onLinux({ struct: "union bpf_attr", header: "linux/bpf.h", size: BPF_ATTR_BYTES, fields: BPF_ATTR, grows: true }),
  ...onLinux({ struct: "struct bpf_prog_info", header: "linux/bpf.h", size: BPF_PROG_INFO_BYTES, fields: BPF_PROG_INFO, grows: true }),
];

/**
 * This platform's layout of a struct of libc.
 *
 * @throws RangeError for a struct or platform without a row; probe before.
 */
export function layoutOf(struct: string): Layout {
  return findLayout(POSIX_LAYOUTS, struct);
}
