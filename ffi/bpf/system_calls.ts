import { SYSTEM_CALL_NAMES } from "./system_call_names.ts";

/** Names of this processor's system calls, by their numbers. Without any on a processor that is not known. */
export const SYSTEM_CALLS: ReadonlyMap<number, string> = read(SYSTEM_CALL_NAMES[Deno.build.arch] ?? "");

/** The number of a system call; undefined when this processor has none of that name. */
export function systemCallNumber(name: string): number | undefined {
  for (const [number, each] of SYSTEM_CALLS) if (each === name) return number;
  return undefined;
}

/** A system call in words. */
export function systemCallName(number: number): string {
  return SYSTEM_CALLS.get(number) ?? `syscall_${number}`;
}

function read(table: string): Map<number, string> {
  const calls = new Map<number, string>();
  let number = 0;
  for (const word of table.split(" ")) {
    if (/^\d+$/.test(word)) number = Number(word);
    else calls.set(number++, word);
  }
  return calls;
}
