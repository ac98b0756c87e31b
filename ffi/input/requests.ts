// <asm-generic/ioctl.h>; the same on x86-64 and aarch64.
const WRITE = 1n;
const READ = 2n;
const EVDEV = 0x45n;

/** So many bytes hold a bit for every event code up to `KEY_MAX`. */
export const KEY_BYTES = 96;
export const NAME_BYTES = 256;

/** Requests of `ioctl` to input devices, from <linux/input.h>. A test compares them with what the C compiler says. */
export const REQUESTS = {
  EVIOCGVERSION: request(READ, 0x01n, 4),
  EVIOCGNAME: request(READ, 0x06n, NAME_BYTES),
  EVIOCGKEY: request(READ, 0x18n, KEY_BYTES),
  /** Of `EV_KEY`. */
  EVIOCGBIT: request(READ, 0x21n, KEY_BYTES),
  EVIOCGRAB: request(WRITE, 0x90n, 4),
  EVIOCSCLOCKID: request(WRITE, 0xa0n, 4),
} as const;

function request(direction: bigint, number: bigint, sizeBytes: number): bigint {
  return direction << 30n | BigInt(sizeBytes) << 16n | EVDEV << 8n | number;
}
