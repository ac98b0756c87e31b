import { NativeError, UnsupportedError } from "../errors.ts";
import { closeDescriptor, duplicate } from "../posix/descriptors.ts";
import { checked, libc, nativeError } from "../posix/libc.ts";
import { type ProbeAnswer, probePosixChildren } from "../posix/probe.ts";
import { cString } from "../posix/string_vectors.ts";
import { terminalCalls } from "./library.ts";
import { O_CLOEXEC, O_NOCTTY, O_NONBLOCK, O_RDWR } from "../posix/open_flags.ts";

const STDERR = 2;
const LONGEST_NAME = 128;

/** Both sides of a pseudo-terminal. */
export interface TerminalPair {
  /** Our side, which does not block. */
  readonly master: number;
  /** The same, to be written to and closed by another owner. */
  readonly input: number;
  /** The programs' side. As long as we hold it, our side does not end when they close theirs for a while. */
  readonly slave: number;
  /** Of the programs' side, NUL-terminated. */
  readonly path: Uint8Array<ArrayBuffer>;
}

/**
 * Opens a pseudo-terminal: `posix_openpt`, `grantpt`, `unlockpt` and `ptsname_r` of `<stdlib.h>`. All three descriptors are close-on-exec
 * and the caller's to close.
 *
 * @throws NativeError
 */
export function openTerminalPair(): TerminalPair {
  const calls = terminalCalls();
  const opened: number[] = [];
  const keep = (fd: number) => {
    opened.push(fd);
    return fd;
  };
  try {
    const master = keep(checked("posix_openpt", calls.posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)));
    checked("grantpt", calls.grantpt(master));
    checked("unlockpt", calls.unlockpt(master));
    const name = new Uint8Array(LONGEST_NAME);
    const failure = calls.ptsname_r(master, name, BigInt(name.length));
    if (failure !== 0) throw nativeError("ptsname_r", failure);
    const path = name.slice(0, name.indexOf(0) + 1);
    const slave = keep(checked("open", libc().open(path, O_RDWR | O_NOCTTY | O_CLOEXEC), "the new terminal"));
    const input = keep(duplicate(master));
    return { master, input, slave, path };
  } catch (error) {
    for (const fd of opened) closeDescriptor(fd);
    throw error;
  }
}

/**
 * Lets a child open a terminal as its standard error. The child leads a session without a terminal then, and so this one becomes its
 * controlling terminal: an inherited descriptor would not do that.
 */
export function openAsStderr(actions: Uint8Array<ArrayBuffer>, path: Uint8Array<ArrayBuffer>): number {
  return terminalCalls().posix_spawn_file_actions_addopen(actions, STDERR, path, O_RDWR, 0);
}

/** Whether programs can be given a pseudo-terminal here. */
export function probeTerminals(): ProbeAnswer {
  const children = probePosixChildren();
  if (children.answer !== "yes") return children;
  try {
    const { master, input, slave } = openTerminalPair();
    for (const fd of [master, input, slave]) closeDescriptor(fd);
    return { answer: "yes" };
  } catch (error) {
    if (error instanceof UnsupportedError) return { answer: "no", missing: error.missing, how: error.how };
    if (!(error instanceof NativeError)) return { answer: "unknown", why: String(error) };
    if (libc().access(cString("/dev/ptmx"), 0) !== 0) return { answer: "no", missing: "/dev/ptmx", how: "mount devpts at /dev/pts" };
    // Either /dev/ptmx is another's, or the terminal has no name here.
    const how = `mount devpts there, with its ptmx as /dev/ptmx (${error.symbol}: ${error.detail})`;
    return { answer: "no", missing: "devpts at /dev/pts", how };
  }
}
