/** The size of a C struct on one platform, and the byte offsets of the fields that are used. */
export interface Layout {
  readonly platform: "linux-x86_64" | "linux-aarch64";
  /** The struct's C name. */
  readonly struct: string;
  /** In bytes. */
  readonly size: number;
  /** Offsets in bytes by C field name; empty for a struct that is opaque to its users. */
  readonly fields: Readonly<Record<string, number>>;
}

const TERMIOS = { c_iflag: 0, c_oflag: 4, c_cflag: 8, c_lflag: 12, c_cc: 17 };
const WINSIZE = { ws_row: 0, ws_col: 2, ws_xpixel: 4, ws_ypixel: 6 };

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

/** Every struct that is shared with libc, by platform. The tests compare these rows with what the C compiler says. */
export const LAYOUTS: readonly Layout[] = [
  // <sys/epoll.h>; packed on x86-64 alone.
  { platform: "linux-x86_64", struct: "struct epoll_event", size: 12, fields: { events: 0, data: 4 } },
  { platform: "linux-aarch64", struct: "struct epoll_event", size: 16, fields: { events: 0, data: 8 } },
  // <spawn.h>, <signal.h>: opaque, filled in by libc's own functions.
  { platform: "linux-x86_64", struct: "posix_spawnattr_t", size: 336, fields: {} },
  { platform: "linux-aarch64", struct: "posix_spawnattr_t", size: 336, fields: {} },
  { platform: "linux-x86_64", struct: "posix_spawn_file_actions_t", size: 80, fields: {} },
  { platform: "linux-aarch64", struct: "posix_spawn_file_actions_t", size: 80, fields: {} },
  { platform: "linux-x86_64", struct: "sigset_t", size: 128, fields: {} },
  { platform: "linux-aarch64", struct: "sigset_t", size: 128, fields: {} },
  // <sys/un.h>
  { platform: "linux-x86_64", struct: "struct sockaddr_un", size: 110, fields: { sun_family: 0, sun_path: 2 } },
  { platform: "linux-aarch64", struct: "struct sockaddr_un", size: 110, fields: { sun_family: 0, sun_path: 2 } },
  // <time.h>
  { platform: "linux-x86_64", struct: "struct timespec", size: 16, fields: { tv_sec: 0, tv_nsec: 8 } },
  { platform: "linux-aarch64", struct: "struct timespec", size: 16, fields: { tv_sec: 0, tv_nsec: 8 } },
  // <termios.h>, <sys/ioctl.h>
  { platform: "linux-x86_64", struct: "struct termios", size: 60, fields: TERMIOS },
  { platform: "linux-aarch64", struct: "struct termios", size: 60, fields: TERMIOS },
  { platform: "linux-x86_64", struct: "struct winsize", size: 8, fields: WINSIZE },
  { platform: "linux-aarch64", struct: "struct winsize", size: 8, fields: WINSIZE },
  // <linux/bpf.h>; newer kernels append fields, and take or leave out what a caller does not know.
  { platform: "linux-x86_64", struct: "union bpf_attr", size: BPF_ATTR_BYTES, fields: BPF_ATTR },
  { platform: "linux-aarch64", struct: "union bpf_attr", size: BPF_ATTR_BYTES, fields: BPF_ATTR },
  { platform: "linux-x86_64", struct: "struct bpf_prog_info", size: BPF_PROG_INFO_BYTES, fields: BPF_PROG_INFO },
  { platform: "linux-aarch64", struct: "struct bpf_prog_info", size: BPF_PROG_INFO_BYTES, fields: BPF_PROG_INFO },
];

/** The name of this platform in {@link LAYOUTS}. */
export function layoutPlatform(): string {
  return `${Deno.build.os}-${Deno.build.arch}`;
}

/**
 * This platform's layout of a struct.
 *
 * @throws RangeError for a struct or platform without a row; probe before.
 */
export function layoutOf(struct: string): Layout {
  const platform = layoutPlatform();
  const layout = LAYOUTS.find((row) => row.platform === platform && row.struct === struct);
  if (layout === undefined) throw new RangeError(`No layout of ${struct} on ${platform}`);
  return layout;
}
