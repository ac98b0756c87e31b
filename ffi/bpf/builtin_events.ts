import { SHARED_STRUCTS } from "./builtin_layouts.ts";
import { type Integer, readIpv4, readIpv6, readSigned, readText, readUnsigned } from "./read_values.ts";
import { systemCallName } from "./system_calls.ts";

/** An event of a built-in probe: these fields and those of its own, by the names that users know. Missing parts are null. */
export interface BuiltinEvent {
  /** `CLOCK_MONOTONIC`. */
  readonly time_ns: Integer;
  readonly pid: number;
  readonly comm: string;
  readonly [field: string]: Integer | string | null;
}

type View = DataView<ArrayBuffer>;
type Decode = (view: View, at: number, length: number) => BuiltinEvent;

const { head: HEAD, exec_event: EXEC, exit_event: EXIT, open_event: OPEN, peer_event: PEER, syscall_event: CALL, ioctl_event: IOCTL } =
  SHARED_STRUCTS;
const COMM_BYTES = 16;
const IPV4 = 4;
const IPV6 = 6;
/** The kernel's own codes for a call that a signal interrupted, and may begin again: ERESTARTSYS to ERESTART_RESTARTBLOCK. */
const RESTARTS: ReadonlySet<Integer> = new Set([-512, -513, -514, -516]);
const EINTR = -4;

/** How the records of each probe are read. The fields that all have are written out: that is twice as fast as to take them over. */
export const DECODERS = {
  exec(view, at, length) {
    return {
      time_ns: timeOf(view, at),
      pid: pidOf(view, at),
      comm: commOf(view, at),
      ppid: view.getUint32(at + EXEC.fields.ppid, true),
      filename: readText(view, at + EXEC.fields.filename, at + length),
    };
  },
  exit(view, at) {
    const status = view.getUint32(at + EXIT.fields.status, true);
    const signal = status & 0x7f;
    return {
      time_ns: timeOf(view, at),
      pid: pidOf(view, at),
      comm: commOf(view, at),
      exit_code: signal === 0 ? status >> 8 & 0xff : null,
      signal: signal === 0 ? null : signal,
    };
  },
  open(view, at, length) {
    return {
      time_ns: timeOf(view, at),
      pid: pidOf(view, at),
      comm: commOf(view, at),
      filename: readText(view, at + OPEN.fields.filename, at + length),
      flags: readUnsigned(view, at + OPEN.fields.flags),
      ret: result(view, at + OPEN.fields.ret),
    };
  },
  connect: peer,
  accept: peer,
  syscall(view, at) {
    return {
      time_ns: timeOf(view, at),
      pid: pidOf(view, at),
      comm: commOf(view, at),
      syscall: systemCallName(view.getUint32(at + CALL.fields.number, true)),
      ret: result(view, at + CALL.fields.ret),
      latency_ns: readUnsigned(view, at + CALL.fields.latency_ns),
    };
  },
  ioctl(view, at) {
    return {
      time_ns: timeOf(view, at),
      pid: pidOf(view, at),
      comm: commOf(view, at),
      fd: view.getInt32(at + IOCTL.fields.fd, true),
      cmd: view.getUint32(at + IOCTL.fields.cmd, true),
      arg: readUnsigned(view, at + IOCTL.fields.arg),
      ret: result(view, at + IOCTL.fields.ret),
    };
  },
} as const satisfies Readonly<Record<string, Decode>>;

/** The name of a built-in probe. */
export type BuiltinName = keyof typeof DECODERS;

/** The thread that an event is about. Users do not see it; it tells apart what happened at the same time. */
export function threadOf(view: View, at: number): number {
  return view.getUint32(at + HEAD.fields.tid, true);
}

function timeOf(view: View, at: number): Integer {
  return readUnsigned(view, at + HEAD.fields.time_ns);
}

function pidOf(view: View, at: number): number {
  return view.getUint32(at + HEAD.fields.pid, true);
}

/** The name read last, and its bytes: the next event is mostly of the same program. */
const last = { words: new Int32Array(COMM_BYTES / 4), text: "" };

function commOf(view: View, at: number): string {
  const begin = at + HEAD.fields.comm;
  let isSame = true;
  for (let word = 0; word < COMM_BYTES / 4; word++) {
    const found = view.getInt32(begin + 4 * word, true);
    if (found === last.words[word]) continue;
    isSame = false;
    last.words[word] = found;
  }
  return isSame ? last.text : last.text = readText(view, begin, begin + COMM_BYTES);
}

function peer(view: View, at: number): BuiltinEvent {
  const family = view.getUint16(at + PEER.fields.family, true);
  const addr = at + PEER.fields.addr;
  return {
    time_ns: timeOf(view, at),
    pid: pidOf(view, at),
    comm: commOf(view, at),
    addr: family === IPV4 ? readIpv4(view, addr) : family === IPV6 ? readIpv6(view, addr) : "",
    port: view.getUint16(at + PEER.fields.port, true),
    ret: result(view, at + PEER.fields.ret),
  };
}

function result(view: View, at: number): Integer {
  const value = readSigned(view, at);
  return value < -511 && RESTARTS.has(value) ? EINTR : value;
}
