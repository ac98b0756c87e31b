import assert from "node:assert/strict";
import { compileStarter } from "../../tools/build_confine.ts";
import { STARTER_LAYOUTS } from "./layouts.ts";
import { STARTER_CODE } from "./starter_code.ts";

/** Newer compilers make other instructions of the same source. */
const CLANG = 14;

function clangVersion(): number | undefined {
  try {
    const { stdout } = new Deno.Command("clang", { args: ["-dumpversion"], stderr: "null" }).outputSync();
    return parseInt(new TextDecoder().decode(stdout));
  } catch {
    return undefined;
  }
}

const version = clangVersion();
const here = new URL(".", import.meta.url).pathname;

for (const architecture of ["x86_64", "aarch64"] as const) {
  Deno.test({
    name: `STARTER_CODE is what clang makes of starter.c for ${architecture}`,
    ignore: version !== CLANG,
    fn: async () => assert.equal((await compileStarter(architecture)).toBase64(), STARTER_CODE[architecture]),
  });

  Deno.test({
    name: `STARTER_LAYOUTS say what the C compiler says for ${architecture}`,
    ignore: version === undefined || Deno.build.os !== "linux",
    fn: async () => {
      const headers = "#include <stddef.h>\n";
      const asserts = Object.values(STARTER_LAYOUTS).flatMap(({ struct, size, fields }) => [
        `_Static_assert(sizeof(${struct}) == ${size}, "${struct}");`,
        ...Object.entries(fields).map(([name, offset]) =>
          `_Static_assert(offsetof(${struct}, ${name}) == ${offset}, "${struct} ${name}");`
        ),
      ]);
      const folder = await Deno.makeTempDir();
      try {
        await Deno.writeTextFile(`${folder}/layouts.c`, `${headers}#include "starter.h"\n${asserts.join("\n")}\n`);
        // Debian's headers for another architecture would be another package; these structs are the generic ones.
        const target = ["-target", `${architecture}-linux-gnu`, "-I/usr/include", "-I/usr/include/x86_64-linux-gnu"];
        const { stderr } = await new Deno.Command("clang", { args: [...target, "-I", here, "-fsyntax-only", `${folder}/layouts.c`] })
          .output();
        assert.equal(new TextDecoder().decode(stderr), "");
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}
