import { findLayout, type Layout, onLinux } from "../layouts/layout.ts";

/** What input devices send. */
export const INPUT_LAYOUTS: readonly Layout[] = [
  ...onLinux({ struct: "struct timeval", header: "sys/time.h", size: 16, fields: { tv_sec: 0, tv_usec: 8 } }),
  ...onLinux({ struct: "struct input_event", header: "linux/input.h", size: 24, fields: { time: 0, type: 16, code: 18, value: 20 } }),
];

/**
 * This platform's layout of a struct of input devices.
 *
 * @throws RangeError for a struct or platform without a row; probe before.
 */
export function layoutOf(struct: string): Layout {
  return findLayout(INPUT_LAYOUTS, struct);
}
