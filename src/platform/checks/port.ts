import type { CheckQuestion } from "../../core/mod.ts";
import type { Machine } from "./machine.ts";
import { factsOf } from "./process_list.ts";
import { isMissing, known, plainEnv, type Source } from "./reading.ts";

/** A socket that listens. */
interface Listener {
  readonly address: string;
  /** Its number in the kernel, by which its owner is found. */
  readonly inode?: string;
}

/** TCP_LISTEN of the kernel's tcp_states.h. */
const LISTEN = "0A";
const MOST_BYTES = 16 << 20;
/** Most processes whose open files are looked through for the owner. */
const MOST_PROCESSES = 2_000;

/** `port`: whether something on this machine listens, by the kernel's own table; no connection is made. */
export const port: Source = async (question, machine, signal) => {
  const number = Number(question.target ?? 0);
  const listeners = machine.os === "linux" ? await fromProc(number, machine) : await fromNetstat(number, question, machine, signal);
  if (listeners.length === 0) {
    return known(false, [`nothing listens on TCP port ${number}`], { advice: "See what listens: ss -ltn (or netstat -an)" });
  }
  const owners = await ownersOf(listeners, machine, signal);
  return known(
    true,
    listeners.map(({ address, inode }) => {
      const owner = inode === undefined ? undefined : owners.get(inode);
      return `${address}:${number} listens${owner === undefined ? "" : `: ${owner}`}`;
    }),
    { advice: `See who it is: ss -ltnp 'sport = :${number}'` },
  );
};

async function fromProc(number: number, machine: Machine): Promise<Listener[]> {
  const tables = await Promise.all(["/proc/net/tcp", "/proc/net/tcp6"].map(async (path) => {
    try {
      const { bytes, isWhole } = await machine.readPart(path, MOST_BYTES);
      if (!isWhole) throw new Error(`${path} is longer than what is read of it`);
      return new TextDecoder().decode(bytes);
    } catch (error) {
      // A kernel without IPv6 has no second table.
      if (isMissing(error) && path.endsWith("6")) return "";
      throw error;
    }
  }));
  const found = tables.flatMap((table) => parseListeners(table, number));
  return found.filter((one, index) => found.findIndex(({ address }) => address === one.address) === index);
}

/** The listeners on a port in a table such as `/proc/net/tcp`, see proc_pid_net(5): addresses are hex in the machine's byte order. */
export function parseListeners(table: string, number: number): Listener[] {
  const wanted = number.toString(16).toUpperCase().padStart(4, "0");
  return table.split("\n").flatMap((line) => {
    const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
    const [address = "", port] = local.split(":");
    return state === LISTEN && port === wanted ? [{ address: addressOf(address), ...(inode === undefined ? {} : { inode }) }] : [];
  });
}

/** An address of the tables in `/proc/net`; groups of four bytes stand in little-endian order. */
export function addressOf(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).reverse().map((byte) => parseInt(byte, 16)));
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, index) => (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16));
  const text = groups.join(":");
  if (/^0(?::0)*$/.test(text)) return "[::]";
  return `[${text.replace(/(?:^|:)0(?::0)+(?::|$)/, "::")}]`;
}

/** The programs that hold sockets open; those of others are seen by the administrator alone. */
async function ownersOf(listeners: readonly Listener[], machine: Machine, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const owners = new Map<string, string>();
  const wanted = new Set(listeners.flatMap(({ inode }) => inode ?? []));
  if (machine.os !== "linux" || wanted.size === 0) return owners;
  const pids = (await machine.list("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name)).slice(0, MOST_PROCESSES);
  for (const pid of pids) {
    if (signal.aborted || owners.size === wanted.size) break;
    const files = await machine.list(`/proc/${pid}/fd`).catch(() => []);
    const links = await Promise.all(files.map((name) => machine.readLink(`/proc/${pid}/fd/${name}`).catch(() => "")));
    for (const link of links) {
      const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
      if (inode === undefined || !wanted.has(inode) || owners.has(inode)) continue;
      owners.set(inode, `${(await factsOf(machine, Number(pid)))?.name ?? "a process"} (pid ${pid})`);
    }
  }
  return owners;
}

/** Other systems: `netstat -an` has a line with LISTEN (Windows: LISTENING) a socket. Not verified on machines of theirs. */
async function fromNetstat(number: number, { env, folder }: CheckQuestion, machine: Machine, signal: AbortSignal): Promise<Listener[]> {
  const argv = machine.os === "windows" ? ["netstat", "-an", "-p", "TCP"] : ["netstat", "-an", "-p", "tcp"];
  const { code, output } = await machine.run({ argv, env: plainEnv(env), folder, maxBytes: MOST_BYTES }, signal);
  if (code !== 0) throw new Error(`netstat ended with exit code ${code}`);
  return output.split(/\r?\n/).flatMap((line) => {
    const match = /^\s*tcp\S*\s+(?:\d+\s+\d+\s+)?(\S+)[.:](\d+)\s+\S+\s+LISTEN/i.exec(line);
    return match !== null && Number(match[2]) === number ? [{ address: match[1] ?? "*" }] : [];
  });
}
