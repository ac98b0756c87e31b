import { addressOf } from "../checks/port.ts";
import type { Look } from "./look.ts";
import type { SocketFacts } from "./process_snapshot.ts";

/** States of the kernel's tcp_states.h. */
const TCP: Readonly<Record<string, string>> = {
  "01": "established",
  "02": "syn-sent",
  "03": "syn-received",
  "04": "fin-wait-1",
  "05": "fin-wait-2",
  "06": "time-wait",
  "07": "closed",
  "08": "close-wait",
  "09": "last-ack",
  "0A": "listening",
  "0B": "closing",
  "0C": "syn-received",
};
/** SS_ states of <linux/net.h>. */
const UNIX: Readonly<Record<string, string>> = { "01": "unconnected", "02": "connecting", "03": "connected", "04": "disconnecting" };
/** __SO_ACCEPTCON of <linux/net.h>. */
const LISTENS = 0x10000;

type Parse = (table: string, protocol: string) => Iterable<readonly [inode: string, facts: SocketFacts]>;

const TABLES: readonly (readonly [protocol: string, parse: Parse])[] = [
  ["tcp", parseInet],
  ["tcp6", parseInet],
  ["udp", parseInet],
  ["udp6", parseInet],
  ["raw", parseInet],
  ["raw6", parseInet],
  ["unix", parseUnix],
  ["netlink", (table, protocol) => parsePlain(table, protocol, 9)],
  ["packet", (table, protocol) => parsePlain(table, protocol, 8)],
];

/** The sockets of the process' network namespace, by their number in the kernel. */
export function readSockets(look: Look): ReadonlyMap<string, SocketFacts> {
  const sockets = new Map<string, SocketFacts>();
  for (const [protocol, parse] of TABLES) {
    let table: string;
    try {
      table = look.files.text(look.path(`net/${protocol}`));
    } catch {
      // A kernel without IPv6, for one, lacks some of them; a descriptor that none has says so itself.
      continue;
    }
    for (const [inode, facts] of parse(table, protocol)) sockets.set(inode, facts);
  }
  return sockets;
}

/** `tcp udp raw` and those of IPv6, see proc_pid_net(5). */
export function* parseInet(table: string, protocol: string): Iterable<readonly [inode: string, facts: SocketFacts]> {
  for (const line of table.split("\n").slice(1)) {
    const [, local, remote, state = "", , , , , , inode] = line.trim().split(/\s+/);
    if (local === undefined || remote === undefined || inode === undefined) continue;
    const isOther = /:0000$/.test(remote);
    const name = protocol.startsWith("tcp") ? TCP[state] ?? state : isOther ? "unconnected" : "connected";
    yield [inode, { protocol, local: endpointOf(local), remote: isOther ? null : endpointOf(remote), state: name }];
  }
}

function endpointOf(text: string): string {
  const [address = "", port = "0"] = text.split(":");
  return `${addressOf(address)}:${parseInt(port, 16)}`;
}

/** `unix`, see proc_pid_net(5): the path is the last field, where there is one. */
export function* parseUnix(table: string, protocol: string): Iterable<readonly [inode: string, facts: SocketFacts]> {
  for (const line of table.split("\n").slice(1)) {
    const match = /^\S+: \S+ \S+ ([0-9A-F]+) \S+ ([0-9A-F]{2})\s+(\d+)(?: (.*))?$/.exec(line);
    if (match === null) continue;
    const listens = (parseInt(match[1] ?? "0", 16) & LISTENS) !== 0;
    const state = listens ? "listening" : UNIX[match[2] ?? ""] ?? null;
    yield [match[3] ?? "", { protocol, local: match[4] ?? null, remote: null, state }];
  }
}

function* parsePlain(table: string, protocol: string, at: number): Iterable<readonly [inode: string, facts: SocketFacts]> {
  for (const line of table.split("\n").slice(1)) {
    const inode = line.trim().split(/\s+/)[at];
    if (inode !== undefined) yield [inode, { protocol, local: null, remote: null, state: null }];
  }
}
