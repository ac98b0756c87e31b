import { isGone, type Look } from "./look.ts";
import { parseFields } from "./parse_status.ts";
import type { DescriptorFacts, SocketFacts } from "./process_snapshot.ts";
import { readSockets } from "./socket_tables.ts";

// <fcntl.h>; the same numbers on x86-64 and aarch64.
const O_ACCMODE = 3;
const O_PATH = 0o10000000;
const ACCESS = ["read", "write", "both"] as const;

/** What stands between brackets or behind `anon_inode:`, and what people call it. */
const ANONYMOUS: Readonly<Record<string, string>> = {
  eventfd: "event",
  eventpoll: "epoll",
  timerfd: "timer",
  signalfd: "signal",
  inotify: "inotify",
  fanotify: "fanotify",
  pidfd: "pidfd",
};

/** The open descriptors, by number. */
export function readDescriptors(look: Look): readonly DescriptorFacts[] | null {
  const names = look.at({ what: "open descriptors" }, () => look.files.list(look.path("fd")));
  if (names === null) return null;
  const numbers = names.filter((name) => /^\d+$/.test(name)).map(Number).sort((a, b) => a - b);
  let sockets: ReadonlyMap<string, SocketFacts> | undefined;
  const found: DescriptorFacts[] = [];
  for (const fd of numbers) {
    let target: string;
    try {
      target = look.files.link(look.path(`fd/${fd}`));
    } catch (error) {
      // Closed meanwhile.
      if (isGone(error)) continue;
      look.at({ what: "what descriptors lead to" }, () => {
        throw error;
      });
      found.push({ fd, kind: "unknown", target: null, access: null, position: null, socket: null });
      continue;
    }
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode !== undefined) sockets ??= readSockets(look);
    const kind = kindOf(target);
    found.push({ fd, kind, target, ...readInfo(look, fd, kind), socket: inode === undefined ? null : sockets?.get(inode) ?? null });
  }
  return found;
}

/** What a descriptor is, by what its link in `/proc` says. */
export function kindOf(target: string): string {
  if (target.startsWith("socket:[")) return "socket";
  if (target.startsWith("pipe:[")) return "pipe";
  const anonymous = /^anon_inode:\[?([\w-]+)\]?$/.exec(target)?.[1];
  if (anonymous !== undefined) return ANONYMOUS[anonymous] ?? "other";
  if (target.startsWith("pidfd:")) return "pidfd";
  if (target.startsWith("/memfd:")) return "memory";
  if (/^\/dev\/(?:tty|pts\/\d|console$|ptmx$)/.test(target)) return "terminal";
  if (target.startsWith("/dev/") && !target.startsWith("/dev/shm/") && !target.startsWith("/dev/mqueue/")) return "device";
  return target.startsWith("/") ? "file" : "other";
}

function readInfo(look: Look, fd: number, kind: string): Pick<DescriptorFacts, "access" | "position"> {
  let fields: ReadonlyMap<string, string>;
  try {
    fields = parseFields(look.files.text(look.path(`fdinfo/${fd}`)));
  } catch (error) {
    if (!isGone(error)) look.note({ what: "positions of descriptors", why: "permission denied", needs: "the same user, or root" });
    return { access: null, position: null };
  }
  const flags = parseInt(fields.get("flags") ?? "", 8);
  const access = Number.isNaN(flags) ? null : (flags & O_PATH) !== 0 ? "path" : ACCESS[flags & O_ACCMODE] ?? null;
  const position = Number(fields.get("pos") ?? NaN);
  return { access, position: kind === "file" && Number.isFinite(position) ? position : null };
}
