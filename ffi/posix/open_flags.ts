/** Flags of `open(2)`, <fcntl.h>: the same numbers on x86-64 and aarch64. */
export const O_WRONLY = 1;
export const O_RDWR = 2;
export const O_NOCTTY = 0o400;
export const O_NONBLOCK = 0o4000;
export const O_CLOEXEC = 0o2000000;
