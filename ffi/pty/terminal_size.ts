import { layoutOf } from "../posix/layouts.ts";
import { libc } from "../posix/libc.ts";

// <asm-generic/ioctls.h>; the same numbers on x86-64 and aarch64.
const TIOCGWINSZ = 0x5413n;
const TIOCSWINSZ = 0x5414n;

/** A terminal's size in cells, from 1 to 65,535. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** The size of a terminal; undefined where there is none or it does not know. */
export function readSize(fd: number): TerminalSize | undefined {
  const { size, fields } = layoutOf("struct winsize");
  const view = new DataView(new ArrayBuffer(size));
  if (libc().ioctl(fd, TIOCGWINSZ, new Uint8Array(view.buffer)) < 0) return undefined;
  const columns = view.getUint16(fields["ws_col"] ?? 0, true);
  const rows = view.getUint16(fields["ws_row"] ?? 0, true);
  return columns > 0 && rows > 0 ? { columns, rows } : undefined;
}

/** Gives a terminal a size; where it is another than before, the kernel tells its foreground group by SIGWINCH. */
export function writeSize(fd: number, { columns, rows }: TerminalSize): void {
  const { size, fields } = layoutOf("struct winsize");
  const view = new DataView(new ArrayBuffer(size));
  view.setUint16(fields["ws_col"] ?? 0, columns, true);
  view.setUint16(fields["ws_row"] ?? 0, rows, true);
  libc().ioctl(fd, TIOCSWINSZ, new Uint8Array(view.buffer));
}
