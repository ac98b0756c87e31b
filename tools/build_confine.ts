/**
 * Writes the machine code of `ffi/confine/starter.c` for each architecture. It is committed, as users have no compiler; a test compares it with
 * what this makes.
 *
 * ```sh
 * deno run -A tools/build_confine.ts
 * ```
 *
 * Needs Debian's `clang`, 14 for the same bytes.
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
  await Deno.writeTextFile(new URL("ffi/confine/starter_code.ts", ROOT), await codeModule());
  await run(Deno.execPath(), ["fmt", "--quiet", "ffi/confine/starter_code.ts"], {
    cwd: fromFileUrl(ROOT),
  });
}
