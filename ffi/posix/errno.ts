/** Error numbers of Linux that the calls made here can answer: name and meaning. The numbers are those of x86-64 and aarch64 alike. */
const ERRNOS: Readonly<Record<number, readonly [name: string, meaning: string]>> = {
  1: ["EPERM", "operation not permitted"],
  2: ["ENOENT", "no such file or directory"],
  3: ["ESRCH", "no such process"],
  4: ["EINTR", "interrupted by a signal"],
  5: ["EIO", "input or output error"],
  6: ["ENXIO", "no such device or address"],
  7: ["E2BIG", "arguments and environment are too long"],
  8: ["ENOEXEC", "not a program this system can run"],
  9: ["EBADF", "bad file descriptor"],
  10: ["ECHILD", "no such child"],
  11: ["EAGAIN", "resource temporarily unavailable"],
  12: ["ENOMEM", "out of memory"],
  13: ["EACCES", "permission denied"],
  16: ["EBUSY", "resource busy"],
  19: ["ENODEV", "the device has gone"],
  20: ["ENOTDIR", "not a directory"],
  21: ["EISDIR", "is a directory"],
  22: ["EINVAL", "invalid argument"],
  23: ["ENFILE", "too many open files in the system"],
  24: ["EMFILE", "too many open files in this process"],
  25: ["ENOTTY", "not the right kind of device"],
  26: ["ETXTBSY", "the file is being written"],
  28: ["ENOSPC", "no space left"],
  32: ["EPIPE", "the other end is closed"],
  36: ["ENAMETOOLONG", "name too long"],
  38: ["ENOSYS", "not implemented by this kernel"],
  40: ["ELOOP", "too many symbolic links"],
  95: ["EOPNOTSUPP", "not supported"],
};

/** Numbers that code decides by. */
export const Errno = {
  EPERM: 1,
  ENOENT: 2,
  ENOEXEC: 8,
  EAGAIN: 11,
  EINTR: 4,
  EACCES: 13,
  ENODEV: 19,
  ENOTDIR: 20,
  EPIPE: 32,
  ENAMETOOLONG: 36,
  ELOOP: 40,
} as const;

/** The C name of an error number, such as `ENOENT`; `E<number>` for one that has no row. */
export function errnoName(code: number): string {
  return ERRNOS[code]?.[0] ?? `E${code}`;
}

/** What an error number means, in words. */
export function errnoMeaning(code: number): string {
  return ERRNOS[code]?.[1] ?? `error number ${code}`;
}
