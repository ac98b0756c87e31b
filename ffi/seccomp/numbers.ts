import { SYSCALL_NUMBERS } from "./syscall_numbers.ts";

/** Architectures that filters can be made for, by Deno's names. */
export type Architecture = "x86_64" | "aarch64";

const COLUMNS: Readonly<Record<Architecture, number>> = { x86_64: 1, aarch64: 2 };
const tables = new Map<Architecture, ReadonlyMap<string, number>>();

/** Numbers of system calls by name; those that an architecture lacks are absent. */
export function syscallNumbers(architecture: Architecture): ReadonlyMap<string, number> {
  let table = tables.get(architecture);
  if (table === undefined) {
    const rows = SYSCALL_NUMBERS.trim().split("\n").map((row) => row.split(" "));
    const column = COLUMNS[architecture];
    table = new Map(rows.filter((row) => row[column] !== "-").map((row) => [row[0] ?? "", Number(row[column])]));
    tables.set(architecture, table);
  }
  return table;
}

/** Whether any architecture has a call of this name. */
export function isSyscall(name: string): boolean {
  return syscallNumbers("x86_64").has(name) || syscallNumbers("aarch64").has(name);
}

/** All names, for hints. */
export function syscallNames(): string[] {
  return [...new Set([...syscallNumbers("x86_64").keys(), ...syscallNumbers("aarch64").keys()])];
}
