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
const INPUT_EVENT = { time: 0, type: 16, code: 18, value: 20 };
const TIMEVAL = { tv_sec: 0, tv_usec: 8 };
const WINSIZE = { ws_row: 0, ws_col: 2, ws_xpixel: 4, ws_ypixel: 6 };

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
  // <sys/time.h>, <linux/input.h>
  { platform: "linux-x86_64", struct: "struct timeval", size: 16, fields: TIMEVAL },
  { platform: "linux-aarch64", struct: "struct timeval", size: 16, fields: TIMEVAL },
  { platform: "linux-x86_64", struct: "struct input_event", size: 24, fields: INPUT_EVENT },
  { platform: "linux-aarch64", struct: "struct input_event", size: 24, fields: INPUT_EVENT },
  // <termios.h>, <sys/ioctl.h>
  { platform: "linux-x86_64", struct: "struct termios", size: 60, fields: TERMIOS },
  { platform: "linux-aarch64", struct: "struct termios", size: 60, fields: TERMIOS },
  { platform: "linux-x86_64", struct: "struct winsize", size: 8, fields: WINSIZE },
  { platform: "linux-aarch64", struct: "struct winsize", size: 8, fields: WINSIZE },
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
