import { findLayout, type Layout, onLinux } from "../layouts/layout.ts";

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
];

/**
 * This platform's layout of a struct of libc.
 *
 * @throws RangeError for a struct or platform without a row; probe before.
 */
export function layoutOf(struct: string): Layout {
  return findLayout(POSIX_LAYOUTS, struct);
}
