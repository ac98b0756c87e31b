/**
 * Writes the names of Linux's system calls by their numbers, out of the kernel's headers (the packages gcc and linux-libc-dev) and what
 * newer kernels have.
 *
 * ```sh
 * deno run -A tools/generate_system_calls.ts
 * ```
 *
 * @module
 */
import { fromFileUrl, ROOT } from "./paths.ts";
import { run } from "./run.ts";

/** The header of each processor, and what it is to be read with. */
const HEADERS = {
  x86_64: ["asm/unistd_64.h"],
  // As arch/arm64/include/uapi/asm/unistd.h has it.
  aarch64: [
    "asm-generic/unistd.h",
    "-D__BITS_PER_LONG=64",
    "-D__ARCH_WANT_RENAMEAT",
    "-D__ARCH_WANT_NEW_STAT",
    "-D__ARCH_WANT_SET_GET_RLIMIT",
    "-D__ARCH_WANT_SYS_CLONE3",
    "-D__ARCH_WANT_MEMFD_SECRET",
  ],
} as const;

/** Newer than the headers of Debian 12; the same numbers on all processors. */
const NEWER: Readonly<Record<string, number>> = {
  cachestat: 451,
  fchmodat2: 452,
  map_shadow_stack: 453,
  futex_wake: 454,
  futex_wait: 455,
  futex_requeue: 456,
  statmount: 457,
  listmount: 458,
  lsm_get_self_attr: 459,
  lsm_set_self_attr: 460,
  lsm_list_modules: 461,
  mseal: 462,
  setxattrat: 463,
  getxattrat: 464,
  listxattrat: 465,
  removexattrat: 466,
  open_tree_attr: 467,
  file_getattr: 468,
  file_setattr: 469,
};

/** Numbers by name, as this machine's headers have them. @throws ToolError without gcc or headers. */
export async function readSystemCalls(arch: keyof typeof HEADERS): Promise<ReadonlyMap<string, number>> {
  const [header, ...flags] = HEADERS[arch];
  const text = await run("gcc", ["-E", "-dM", ...flags, "-include", header, "-x", "c", "/dev/null"]);
  const macros = new Map(Array.from(text.matchAll(/^#define (__NR\w+) (.+)$/gm), ([, name, value]) => [name ?? "", value ?? ""]));
  const calls = new Map<string, number>();
  for (const [macro] of macros) {
    const name = /^__NR_(?!syscalls$|arch_specific_syscall$)(\w+)$/.exec(macro)?.[1];
    const number = name === undefined ? undefined : numberOf(macro, macros);
    if (name !== undefined && number !== undefined) calls.set(name, number);
  }
  return calls;
}

function numberOf(text: string, macros: ReadonlyMap<string, string>): number | undefined {
  const value = macros.get(text) ?? text;
  const [, base, more] = /^\(?(\w+) *\+ *(\d+)\)?$/.exec(value) ?? [];
  if (base !== undefined) return (numberOf(base, macros) ?? NaN) + Number(more);
  return /^\d+$/.test(value) ? Number(value) : macros.has(value) ? numberOf(value, macros) : undefined;
}

function table(calls: ReadonlyMap<string, number>): string {
  const rows: string[] = [];
  let after = -1;
  for (const [name, number] of [...calls].sort(([, a], [, b]) => a - b)) {
    if (number !== after) rows.push(`${number}`);
    rows.push(name);
    after = number + 1;
  }
  return rows.join(" ");
}

if (import.meta.main) {
  const lines: string[] = [];
  for (const arch of ["x86_64", "aarch64"] as const) {
    const calls = new Map([...Object.entries(NEWER), ...await readSystemCalls(arch)]);
    lines.push(`  ${arch}:`, `    "${table(calls)}",`);
  }
  await Deno.writeTextFile(
    new URL("ffi/bpf/system_call_names.ts", ROOT),
    `// Written by tools/generate_system_calls.ts. A number is that of the name after it; those that follow count on.
/** Names of Linux's system calls. */
export const SYSTEM_CALL_NAMES = {
${lines.join("\n")}
} as const;
`,
  );
  await run(Deno.execPath(), ["fmt", "--quiet", fromFileUrl(new URL("ffi/bpf/system_call_names.ts", ROOT))]);
}
