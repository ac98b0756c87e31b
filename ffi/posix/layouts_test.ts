import assert from "node:assert/strict";
import { type Layout, layoutOf, layoutPlatform, LAYOUTS } from "./layouts.ts";

const HEADERS = [
  "linux/bpf.h",
  "sys/socket.h",
  "sys/un.h",
  "time.h",
  "spawn.h",
  "signal.h",
  "termios.h",
  "sys/ioctl.h",
  "sys/epoll.h",
  "stddef.h",
  "stdio.h",
];

/** A C program that prints size and offsets of each row. */
function programFor(rows: readonly Layout[]): string {
  const prints = rows.map(({ struct, fields }) => {
    const names = Object.keys(fields);
    const format = ["%zu", ...names.map(() => "%zu")].join(" ");
    const values = [`sizeof(${struct})`, ...names.map((name) => `offsetof(${struct}, ${name})`)];
    return `printf("${format}\\n", ${values.join(", ")});`;
  });
  return `#define _GNU_SOURCE\n${HEADERS.map((header) => `#include <${header}>`).join("\n")}\nint main(void) { ${
    prints.join(" ")
  } return 0; }\n`;
}

function compilerMissing(): boolean {
  try {
    return !new Deno.Command("cc", { args: ["--version"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return true;
  }
}

const rows = LAYOUTS.filter((row) => row.platform === layoutPlatform());

Deno.test({
  name: "LAYOUTS says what the C compiler says",
  ignore: rows.length === 0 || compilerMissing(),
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${folder}/layouts.c`, programFor(rows));
      const compiled = await new Deno.Command("cc", { args: ["-o", `${folder}/layouts`, `${folder}/layouts.c`] }).output();
      assert.equal(new TextDecoder().decode(compiled.stderr), "");
      const { stdout } = await new Deno.Command(`${folder}/layouts`).output();
      const expected = rows.map(({ size, fields }) => [size, ...Object.values(fields)].join(" "));
      assert.deepEqual(new TextDecoder().decode(stdout).trim().split("\n"), expected);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("LAYOUTS has the same structs for every platform", () => {
  const structs = (platform: string) => LAYOUTS.filter((row) => row.platform === platform).map((row) => row.struct);
  assert.deepEqual(structs("linux-aarch64"), structs("linux-x86_64"));
});

Deno.test("layoutOf() throws a RangeError for a struct without a row", () => {
  assert.throws(() => layoutOf("struct nothing"), RangeError);
});
