import { SYSTEM_CALL_NAMES } from "../bpf/system_call_names.ts";

/** Architectures that filters can be made for, by Deno's names. */
export type Architecture = keyof typeof SYSTEM_CALL_NAMES;

const tables = new Map<Architecture, ReadonlyMap<string, number>>();

/** Numbers of system calls by name; those that an architecture lacks are absent. */
export function syscallNumbers(architecture: Architecture): ReadonlyMap<string, number> {
  let table = tables.get(architecture);
  if (table === undefined) {
    table = parse(SYSTEM_CALL_NAMES[architecture]);
    tables.set(architecture, table);
  }
  return table;
}

/** A number is that of the name after it; those that follow count on. */
function parse(text: string): ReadonlyMap<string, number> {
  const table = new Map<string, number>();
  let number = 0;
  for (const word of text.split(" ")) {
    if (/^\d/.test(word)) number = Number(word);
    else table.set(word, number++);
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
