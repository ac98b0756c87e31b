import { answer, assemble, type Instruction, load, MOST_INSTRUCTIONS, splitAt, unlessEqual } from "./assembler.ts";
import { type Architecture, syscallNumbers } from "./numbers.ts";
import { ALWAYS, namesOf, type ProfileName, PROFILES } from "./profiles.ts";
import { ALLOW, argumentRules, ENOSYS, EPERM, KILL, type SocketRule, socketRulesAlone } from "./rules.ts";

// <linux/audit.h>
const AUDIT_ARCH: Readonly<Record<Architecture, number>> = { x86_64: 0xc000003e, aarch64: 0xc00000b7 };
/** Where `nr` and `arch` stand in `struct seccomp_data`. */
const NUMBER_OFFSET = 0;
const ARCHITECTURE_OFFSET = 4;
/** From here up the numbers are those of x32, the other way to call a 64-bit kernel. */
const X32 = 0x40000000;

/** System calls that a program may make: those of a profile, or exactly those of a list, whose items may be `@profile` too. */
export type SyscallRule = ProfileName | "unrestricted" | { readonly allow: readonly string[] };

/** What a filter holds. */
export interface FilterOptions {
  readonly syscalls: SyscallRule;
  /** Undefined leaves sockets to the profile. */
  readonly sockets?: SocketRule | undefined;
}

/**
 * Makes a filter of seccomp: an allow-list in classic BPF, as the kernel reads it.
 *
 * A call of another architecture (32-bit, x32) ends the process, as its numbers mean other calls. One that no table here knows yet answers
 * ENOSYS, by which libc falls back to an older one.
 *
 * @returns `struct sock_filter`s; empty where nothing is to be held.
 */
export function makeFilter(options: FilterOptions, architecture: Architecture): Uint8Array<ArrayBuffer> {
  const { syscalls, sockets } = options;
  if (syscalls === "unrestricted" && sockets === undefined) return new Uint8Array(0);
  const numbers = syscallNumbers(architecture);
  const program = [
    load(ARCHITECTURE_OFFSET),
    ...unlessEqual(AUDIT_ARCH[architecture], [answer(KILL)]),
    load(NUMBER_OFFSET),
    ...tree(segments(answers(options, numbers), syscalls === "unrestricted" ? ALLOW : ENOSYS)),
  ];
  if (program.length > MOST_INSTRUCTIONS) throw new RangeError("The filter is too long for the kernel");
  return assemble(program);
}

type Answers = ReadonlyMap<number, readonly Instruction[]>;

/** What each call is answered; calls that are not there are answered alike. */
function answers({ syscalls, sockets }: FilterOptions, numbers: ReadonlyMap<string, number>): Answers {
  const found = new Map<number, readonly Instruction[]>();
  const put = (name: string, instructions: readonly Instruction[]) => {
    const number = numbers.get(name);
    if (number !== undefined) found.set(number, instructions);
  };
  if (syscalls === "unrestricted") {
    if (sockets !== undefined) { for (const [name, rule] of socketRulesAlone(sockets)) put(name, rule); }
    return found;
  }
  const { allowed, soft, refusal } = listOf(syscalls);
  // A profile without sockets, and sockets asked for by name.
  if (syscalls === "strict" && (sockets?.tcp || sockets?.udp || sockets?.unix)) {
    for (const name of [...namesOf("client"), ...namesOf("server")]) allowed.add(name);
  }
  for (const name of numbers.keys()) put(name, [answer(refusal === "kill" && !soft.has(name) ? KILL : EPERM)]);
  for (const name of allowed) put(name, [answer(ALLOW)]);
  for (const [name, rule] of argumentRules(sockets)) if (allowed.has(name) || name === "clone3") put(name, rule);
  return found;
}

function listOf(rule: Exclude<SyscallRule, "unrestricted">) {
  if (typeof rule === "object") return { allowed: new Set([...ALWAYS, ...rule.allow.flatMap(expand)]), soft: new Set(), refusal: "EPERM" };
  const { sets, soft, refusal } = PROFILES[rule];
  return { allowed: new Set([...ALWAYS, ...sets.flatMap(namesOf)]), soft: new Set<string>(soft.flatMap(namesOf)), refusal };
}

/** `@default` is what that profile allows. */
function expand(item: string): readonly string[] {
  if (!item.startsWith("@")) return [item];
  const profile = PROFILES[item.slice(1) as ProfileName];
  return profile.sets.flatMap(namesOf);
}

interface Segment {
  readonly from: number;
  readonly instructions: readonly Instruction[];
}

/** Runs of numbers that are answered alike, in order, from 0 on. */
function segments(found: Answers, beyond: number): Segment[] {
  const last = Math.max(...found.keys());
  const rows: Segment[] = [];
  const add = (from: number, instructions: readonly Instruction[]) => {
    const before = rows.at(-1)?.instructions;
    const isSame = before?.length === 1 && instructions.length === 1 && before[0]?.k === instructions[0]?.k;
    if (!isSame) rows.push({ from, instructions });
  };
  for (let number = 0; number <= last; number++) add(number, found.get(number) ?? [answer(beyond)]);
  add(last + 1, [answer(beyond)]);
  add(X32, [answer(KILL)]);
  return rows;
}

/** A search that halves the rows at each step. */
function tree(rows: readonly Segment[]): readonly Instruction[] {
  const middle = rows[Math.floor(rows.length / 2)];
  if (rows.length === 1 || middle === undefined) return rows[0]?.instructions ?? [];
  const at = rows.indexOf(middle);
  return splitAt(middle.from, tree(rows.slice(0, at)), tree(rows.slice(at)));
}
