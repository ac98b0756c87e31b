import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { SHARED_STRUCTS } from "./builtin_layouts.ts";

const PROGRAMS = fileURLToPath(new URL("./programs/", import.meta.url));
const HAS_CLANG = succeeds("clang", ["--version"]) && succeeds("test", ["-e", "/usr/include/bpf/bpf_helpers.h"]);

Deno.test({
  name: "SHARED_STRUCTS says what the C compiler says, for both processors",
  // The packages clang and libbpf-dev.
  ignore: !HAS_CLANG,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      for (const [index, file] of [...new Set(Object.values(SHARED_STRUCTS).map(({ file }) => file))].entries()) {
        const lines = [`#include "${PROGRAMS}${file}"`];
        for (const [struct, row] of Object.entries(SHARED_STRUCTS)) {
          if (row.file !== file) continue;
          lines.push(`_Static_assert(sizeof(struct ${struct}) == ${row.size}, "size of ${struct}");`);
          for (const [field, offset] of Object.entries(row.fields)) {
            lines.push(`_Static_assert(offsetof(struct ${struct}, ${field}) == ${offset}, "${struct}.${field}");`);
          }
        }
        const source = `${folder}/${index}.c`;
        await Deno.writeTextFile(source, `${lines.join("\n")}\n`);
        for (const target of ["x86", "arm64"]) {
          const { stderr } = await new Deno.Command("clang", {
            args: [
              "-target",
              "bpf",
              "-fsyntax-only",
              "-g",
              `-D__TARGET_ARCH_${target}`,
              `-I/usr/include/${Deno.build.arch}-linux-gnu`,
              source,
            ],
          }).output();
          assert.equal(new TextDecoder().decode(stderr), "");
        }
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

function succeeds(program: string, args: string[]): boolean {
  try {
    return new Deno.Command(program, { args, stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}
