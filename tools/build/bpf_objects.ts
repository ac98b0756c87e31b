import { fromFileUrl, ROOT } from "../paths.ts";
import { run } from "../run.ts";

/** The processors that there are objects for, and how the programs' sources name them. */
const TARGETS = { x86_64: "x86", aarch64: "arm64" } as const;
const SOURCES = new URL("ffi/bpf/programs/", ROOT);
/** Another version makes other bytes. */
const CLANG = "14";

/** Object files, by their paths below `ffi/bpf/programs/`. */
export type BpfObjects = ReadonlyMap<string, Uint8Array>;

/** Why the objects cannot be built here; undefined when they can. */
export async function whyNoBpfObjects(): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "the programs of probes are built on Linux";
  const version = await run("clang", ["--version"]).catch(() => "");
  const found = /version (\d+)/.exec(version)?.[1];
  if (found !== CLANG) {
    return `clang ${CLANG} is needed, of the package clang; ${found === undefined ? "there is none" : `this is ${found}`}`;
  }
  if (await run("llvm-strip", ["--version"]).then(() => false, () => true)) return "llvm-strip is needed, of the package llvm";
  return await Deno.stat("/usr/include/bpf/bpf_helpers.h").then(
    () => undefined,
    () => "the headers of libbpf are needed, of the package libbpf-dev",
  );
}

/** Compiles the programs of the built-in probes. The same sources give the same bytes wherever they stand. @throws ToolError */
export async function buildBpfObjects(): Promise<BpfObjects> {
  const folder = await Deno.makeTempDir({ prefix: "executor-bpf-" });
  try {
    const objects = new Map<string, Uint8Array>();
    for await (const { name } of Deno.readDir(SOURCES)) {
      if (!name.endsWith(".bpf.c")) continue;
      for (const [arch, target] of Object.entries(TARGETS)) {
        const file = name.replace(/c$/, "o");
        const output = `${folder}/${file}`;
        await run("clang", [
          "-O2",
          "-g",
          "-Wall",
          "-Werror",
          "-target",
          "bpf",
          "-mcpu=v3",
          `-D__TARGET_ARCH_${target}`,
          // Where Debian keeps <asm/types.h>, which says the same for both.
          `-I/usr/include/${Deno.build.arch}-linux-gnu`,
          "-fdebug-compilation-dir=.",
          "-c",
          name,
          "-o",
          output,
        ], { cwd: fromFileUrl(SOURCES) });
        // What describes types to the kernel (.BTF) stays.
        await run("llvm-strip", ["--strip-debug", output]);
        objects.set(`${arch}/${file}`, await Deno.readFile(output));
      }
    }
    return objects;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Builds the objects where that can be done, so that what is built has the sources' programs; else those that are there are taken. */
export async function refreshBpfObjects(): Promise<void> {
  if (await whyNoBpfObjects() !== undefined) return;
  for (const [path, bytes] of await buildBpfObjects()) {
    const url = new URL(path, SOURCES);
    await Deno.mkdir(new URL("./", url), { recursive: true });
    await Deno.writeFile(url, bytes);
  }
}

/** Puts the objects for a processor where the bundle looks for them. @param arch As `Deno.build.arch` has it. */
export async function copyBpfObjects(arch: string, folder: string): Promise<void> {
  const from = new URL(`${arch}/`, SOURCES);
  await Deno.mkdir(`${folder}/programs/${arch}`, { recursive: true });
  for await (const { name } of Deno.readDir(from)) await Deno.copyFile(new URL(name, from), `${folder}/programs/${arch}/${name}`);
}
