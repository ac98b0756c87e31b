import assert from "node:assert/strict";
import { compilerMissing, readC } from "../testing_c.ts";
import { findLayout } from "./layout.ts";
import { type Layout, type LayoutPlatform, layoutPlatform, LAYOUTS } from "./mod.ts";

/** Clang for a platform that is not this one, with the headers of Debian's packages libc6-dev-arm64-cross and mingw-w64-x86-64-dev. */
const CROSS_COMPILERS: Readonly<Record<LayoutPlatform, readonly [string, ...string[]]>> = {
  "linux-x86_64": ["clang", "--target=x86_64-linux-gnu", "-isystem", "/usr/x86_64-linux-gnu/include"],
  "linux-aarch64": ["clang", "--target=aarch64-linux-gnu", "-isystem", "/usr/aarch64-linux-gnu/include"],
  "windows-x86_64": ["clang", "--target=x86_64-w64-mingw32", "-isystem", "/usr/x86_64-w64-mingw32/include"],
};
/** Windows 10: what is newer than a program asks for stays hidden. */
const DEFINES = "#define _GNU_SOURCE\n#define _WIN32_WINNT 0x0A00\n#define NTDDI_VERSION 0x0A00000B\n";

/** One assertion for each number of the rows. Headers come in the order of the rows, as some need another before them. */
function programFor(rows: readonly Layout[]): string {
  const includes = [...new Set(rows.map(({ header }) => header)), "stddef.h"].map((header) => `#include <${header}>`);
  const assertions = rows.flatMap(({ struct, size, fields, grows }) => [
    assertion(`sizeof(${struct}) ${grows ? ">=" : "=="} ${size}`),
    ...Object.entries(fields).map(([field, offset]) => assertion(`offsetof(${struct}, ${field}) == ${offset}`)),
  ]);
  return `${DEFINES}${includes.join("\n")}\n${assertions.join("\n")}\n`;
}

function assertion(condition: string): string {
  return `_Static_assert(${condition}, "${condition}");`;
}

function isThere(folder: string): boolean {
  try {
    return Deno.statSync(folder).isDirectory;
  } catch {
    return false;
  }
}

Deno.test("LAYOUTS says what the C compilers say", async (t) => {
  for (const platform of new Set(LAYOUTS.map((row) => row.platform))) {
    const isOwn = platform === layoutPlatform() && platform !== "windows-x86_64";
    const compiler: readonly [string, ...string[]] = isOwn ? ["cc"] : CROSS_COMPILERS[platform];
    const isMissing = compilerMissing(compiler[0]) || !isOwn && !isThere(compiler.at(-1) ?? "");
    await t.step({
      name: `${platform}, by ${compiler[0]}${isMissing ? ` (skipped: it needs ${compiler.join(" ")})` : ""}`,
      ignore: isMissing,
      fn: async () => {
        const rows = LAYOUTS.filter((row) => row.platform === platform);
        assert.deepEqual(await readC(programFor(rows), compiler), { succeeded: true, said: "" });
      },
    });
  }
});

Deno.test({
  name: "the comparison with the C compiler finds a wrong size and a wrong offset",
  ignore: Deno.build.os !== "linux" || compilerMissing(),
  fn: async () => {
    const row = findLayout(LAYOUTS, "struct timespec");
    const { succeeded, said } = await readC(programFor([{ ...row, size: 24, fields: { tv_sec: 0, tv_nsec: 4 } }]));
    assert.equal(succeeded, false);
    assert.match(said, /sizeof\(struct timespec\) == 24/);
    assert.match(said, /offsetof\(struct timespec, tv_nsec\) == 4/);
    assert.doesNotMatch(said, /tv_sec/);
  },
});

Deno.test("LAYOUTS has every struct once a platform, and those of Linux for both processors", () => {
  const structs = (platform: LayoutPlatform) => LAYOUTS.filter((row) => row.platform === platform).map((row) => row.struct);
  assert.deepEqual(structs("linux-aarch64"), structs("linux-x86_64"));
  for (const platform of ["linux-x86_64", "windows-x86_64"] as const) {
    assert.deepEqual([...new Set(structs(platform))], structs(platform));
  }
});

Deno.test("findLayout() throws a RangeError for a struct without a row", () => {
  assert.throws(() => findLayout(LAYOUTS, "struct nothing"), RangeError);
});

Deno.test("deno task layouts prints one object a line, by the names of the contract", async () => {
  const args = ["run", "--quiet", "--allow-all", new URL("../../tools/layouts.ts", import.meta.url).href];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
  const lines = new TextDecoder().decode(stdout).trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.find((line) => line.struct === "struct winsize"), {
    type: "layout",
    platform: "linux-x86_64",
    struct: "struct winsize",
    size: 8,
    fields: { ws_row: 0, ws_col: 2, ws_xpixel: 4, ws_ypixel: 6 },
  });
  for (const line of lines) {
    assert.deepEqual(Object.keys(line), ["type", "platform", "struct", "size", "fields"]);
    assert.match(line.platform, /^(?:linux|windows)-x86_64$/);
  }
});
