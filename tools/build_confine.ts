/**
 * Writes what the confinement of children takes from C: the machine code of `ffi/confine/starter.c` for each architecture, and the numbers
 * of system calls from the kernel's headers. Both are committed, as users have no compiler; a test compares them with what this makes.
 *
 * ```sh
 * deno run -A tools/build_confine.ts
 * ```
 *
 * Needs Debian's `clang` (14, for the same bytes) and `linux-libc-dev`.
 *
 * @module
 */
import { fromFileUrl, ROOT } from "./paths.ts";
import { run } from "./run.ts";

const TARGETS = { x86_64: "x86_64-linux-gnu", aarch64: "aarch64-linux-gnu" } as const;
type Architecture = keyof typeof TARGETS;

const FLAGS = [
  "-Os",
  "-ffreestanding",
  "-fno-pic",
  "-fno-stack-protector",
  "-fno-asynchronous-unwind-tables",
  "-fno-jump-tables",
  "-fno-builtin",
  "-fno-ident",
  "-Wall",
  "-Wextra",
  "-Werror",
];

/** Compiles the starter. @returns Its instructions: all there is, as it has neither data nor relocations. */
export async function compileStarter(architecture: Architecture): Promise<Uint8Array> {
  const folder = await Deno.makeTempDir();
  try {
    const source = fromFileUrl(new URL("ffi/confine/starter.c", ROOT));
    await run("clang", ["-target", TARGETS[architecture], ...FLAGS, "-c", source, "-o", `${folder}/starter.o`]);
    return textSection(await Deno.readFile(`${folder}/starter.o`));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The `.text` of an object file, see elf(5). @throws Error when it holds anything else that the program would need. */
function textSection(object: Uint8Array): Uint8Array {
  const view = new DataView(object.buffer, object.byteOffset, object.length);
  const start = Number(view.getBigUint64(0x28, true));
  const size = view.getUint16(0x3a, true);
  const count = view.getUint16(0x3c, true);
  const section = (index: number) => {
    const at = start + index * size;
    const offset = Number(view.getBigUint64(at + 24, true));
    return { name: view.getUint32(at, true), offset, bytes: object.subarray(offset, offset + Number(view.getBigUint64(at + 32, true))) };
  };
  const names = section(view.getUint16(0x3e, true)).bytes;
  const nameAt = (offset: number) => new TextDecoder().decode(names.subarray(offset, names.indexOf(0, offset)));
  const sections = new Map(Array.from({ length: count }, (_, index) => section(index)).map(({ name, bytes }) => [nameAt(name), bytes]));
  for (const name of [".rela.text", ".data", ".rodata", ".bss"]) {
    if ((sections.get(name)?.length ?? 0) > 0) throw new Error(`The starter has ${name}, and nothing would load or relocate it`);
  }
  const text = sections.get(".text");
  if (text === undefined) throw new Error("The starter has no instructions");
  return text;
}

/** What a kernel's generic table of system calls needs to become that of aarch64, see its `asm/unistd.h`. */
const AARCH64_UNISTD = ["RENAMEAT", "NEW_STAT", "SET_GET_RLIMIT", "TIME32_SYSCALLS", "SYS_CLONE3", "MEMFD_SECRET"]
  .map((name) => `#define __ARCH_WANT_${name}\n`).join("") +
  "#define __ASM_X86_BITSPERLONG_H\n#define __BITS_PER_LONG 64\n#include <asm-generic/unistd.h>\n";
const UNISTD = { x86_64: "#include <asm/unistd_64.h>\n", aarch64: AARCH64_UNISTD } as const;

/** Newer than Debian 12's headers, with one number for all architectures. */
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

/** The numbers of this machine's headers by name. */
export async function headerNumbers(architecture: Architecture): Promise<ReadonlyMap<string, number>> {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/unistd.c`;
    await Deno.writeTextFile(path, UNISTD[architecture]);
    const macros = await run("clang", [
      "-target",
      TARGETS[architecture],
      "-I/usr/include",
      "-I/usr/include/x86_64-linux-gnu",
      "-dM",
      "-E",
      path,
    ]);
    const values = new Map(Array.from(macros.matchAll(/^#define (__NR\w*) (\S+)$/gm), ([, name, value]) => [name, value]));
    const numbers = new Map<string, number>();
    for (const [name = "", value = ""] of values) {
      const number = Number(values.get(value) ?? value);
      const call = name.replace(/^__NR_/, "");
      if (name.startsWith("__NR_") && Number.isInteger(number) && !/^(syscalls|arch_specific_syscall)$/.test(call)) {
        numbers.set(call, number);
      }
    }
    return numbers;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function numbersModule(): Promise<string> {
  const x86 = await headerNumbers("x86_64");
  const arm = await headerNumbers("aarch64");
  const names = [...new Set([...x86.keys(), ...arm.keys(), ...Object.keys(NEWER)])].sort();
  const rows = names.map((name) => `${name} ${x86.get(name) ?? NEWER[name] ?? "-"} ${arm.get(name) ?? NEWER[name] ?? "-"}`);
  return `// Written by tools/build_confine.ts from the kernel's headers.\n` +
    `/** System calls: name, number on x86-64, number on aarch64; \`-\` where there is none. */\n` +
    `export const SYSCALL_NUMBERS = \`\n${rows.join("\n")}\n\`;\n`;
}

async function codeModule(): Promise<string> {
  const rows = [];
  for (const architecture of ["x86_64", "aarch64"] as const) {
    const text = (await compileStarter(architecture)).toBase64().replace(/.{1,120}/g, (line) => `    "${line}" +\n`).replace(/ \+\n$/, "");
    rows.push(`  ${architecture}:\n${text},\n`);
  }
  return `// Written by tools/build_confine.ts from starter.c.\n/** The starter's instructions by architecture, in base64. */\n` +
    `export const STARTER_CODE = {\n${rows.join("")}} as const;\n`;
}

if (import.meta.main) {
  await Deno.writeTextFile(new URL("ffi/seccomp/syscall_numbers.ts", ROOT), await numbersModule());
  await Deno.writeTextFile(new URL("ffi/confine/starter_code.ts", ROOT), await codeModule());
  await run(Deno.execPath(), ["fmt", "--quiet", "ffi/seccomp/syscall_numbers.ts", "ffi/confine/starter_code.ts"], {
    cwd: fromFileUrl(ROOT),
  });
}
