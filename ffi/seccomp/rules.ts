import { and, answer, ifAnyBit, ifEqual, type Instruction, load, unlessEqual } from "./assembler.ts";

// <linux/seccomp.h>
export const ALLOW = 0x7fff0000;
export const KILL = 0x80000000;
const ERRNO = 0x00050000;
export const EPERM = ERRNO | 1;
export const ENOSYS = ERRNO | 38;

// <sys/socket.h>, <netinet/in.h>
const AF = { unix: 1, inet: 2, inet6: 10, netlink: 16 } as const;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const SOCK_TYPE_MASK = 0xf;
const IPPROTO_TCP = 6;
const IPPROTO_UDP = 17;
const NETLINK_ROUTE = 0;
const MSG_FASTOPEN = 0x20000000;

// <sched.h>: new namespaces, those of time included.
const CLONE_NEW_ANY = 0x7e020080;
// <asm-generic/ioctls.h>: typing into a terminal, also into that of others.
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;
/** Linux as it is, old programs' memory layout, 32-bit names, both; and the question which one it is. */
const PERSONALITIES = [0, 0x8, 0x20000, 0x20008, 0xffffffff];

/** What sockets may be made. */
export interface SocketRule {
  /** TCP; which ports is Landlock's to hold. */
  readonly tcp: boolean;
  readonly udp: boolean;
  readonly unix: boolean;
  /** Waiting for connections. A socket without an address gets a port of the kernel's choice then, which Landlock does not see. */
  readonly listens: boolean;
}

/** Where the low 32 bits of an argument stand in `struct seccomp_data`. */
const argument = (index: number) => load(16 + 8 * index);
/** And the upper 32, of a pointer. */
const upper = (index: number) => load(20 + 8 * index);
const refuse = [answer(EPERM)];
const allow = [answer(ALLOW)];

const clone = [argument(0), ...ifAnyBit(CLONE_NEW_ANY, refuse), ...allow];
const ioctl = [argument(1), ...ifEqual(TIOCSTI, refuse), ...ifEqual(TIOCLINUX, refuse), ...allow];
const personality = [argument(0), ...PERSONALITIES.flatMap((value) => ifEqual(value, allow)), ...refuse];

/** Whose limits may be changed: its own. Those of others, ours among them, may be asked for. */
const prlimit = [argument(0), ...ifEqual(0, allow), argument(2), ...unlessEqual(0, refuse), upper(2), ...unlessEqual(0, refuse), ...allow];
/** `PRIO_PROCESS` and `PRIO_PGRP` of its own; `PRIO_USER` is all that its user runs. */
const setpriority = [argument(0), ...ifEqual(2, refuse), argument(1), ...unlessEqual(0, refuse), ...allow];

/** Families that ordinary programs use. Protocols that reach hardware or the kernel's own modules are not among them. */
const anySocket = [argument(0), ...Object.values(AF).flatMap((family) => ifEqual(family, allow)), ...refuse];

function socket({ tcp, udp, unix }: SocketRule): Instruction[] {
  if (!tcp && !udp) return [argument(0), ...(unix ? ifEqual(AF.unix, allow) : []), ...refuse];
  // Landlock holds plain TCP alone: MPTCP, SCTP and raw sockets would pass it by.
  const protocol = (number: number) => [argument(2), ...ifEqual(0, allow), ...ifEqual(number, allow), ...refuse];
  const internet = [
    argument(1),
    and(SOCK_TYPE_MASK),
    ...(tcp ? ifEqual(SOCK_STREAM, protocol(IPPROTO_TCP)) : []),
    ...(udp ? ifEqual(SOCK_DGRAM, protocol(IPPROTO_UDP)) : []),
    ...refuse,
  ];
  return [
    argument(0),
    ...(unix ? ifEqual(AF.unix, allow) : []),
    // Looking up names asks the kernel for addresses.
    ...ifEqual(AF.netlink, [argument(2), ...unlessEqual(NETLINK_ROUTE, refuse), ...allow]),
    ...ifEqual(AF.inet, internet),
    ...ifEqual(AF.inet6, internet),
    ...refuse,
  ];
}

/** A connection made by sending, which Landlock does not see. */
const noFastOpen = (flags: number) => [argument(flags), ...ifAnyBit(MSG_FASTOPEN, refuse), ...allow];

/** Calls whose arguments decide, by name. They hold where the profile allows the call. */
export function argumentRules(sockets: SocketRule | undefined): ReadonlyMap<string, readonly Instruction[]> {
  return new Map<string, readonly Instruction[]>([
    ["clone", clone],
    // Its arguments are out of a filter's sight; libc goes on with `clone` then.
    ["clone3", [answer(ENOSYS)]],
    ["ioctl", ioctl],
    ["personality", personality],
    ["prlimit64", prlimit],
    ["setpriority", setpriority],
    ["socket", sockets === undefined ? anySocket : socket(sockets)],
    ...(sockets?.tcp === true
      ? [["sendto", noFastOpen(3)], ["sendmsg", noFastOpen(2)], ["sendmmsg", noFastOpen(3)]] as [string, Instruction[]][]
      : []),
    ...(sockets?.listens === false ? [["listen", refuse]] as [string, Instruction[]][] : []),
  ]);
}

/** What holds without a profile, where sockets are held: other ways to make one. */
export function socketRulesAlone(sockets: SocketRule): ReadonlyMap<string, readonly Instruction[]> {
  const rules = argumentRules(sockets);
  const taken = ["socket", "listen", "sendto", "sendmsg", "sendmmsg"].flatMap((name) => {
    const rule = rules.get(name);
    return rule === undefined ? [] : [[name, rule] as const];
  });
  return new Map([...taken, ["io_uring_setup", refuse]]);
}
