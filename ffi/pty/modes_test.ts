import assert from "node:assert/strict";
import { closeDescriptor } from "../posix/descriptors.ts";
import { TerminalModes } from "./modes.ts";
import { openTerminalPair, probeTerminals } from "./pair.ts";
import { readSize, writeSize } from "./terminal_size.ts";

Deno.test({
  name: "TerminalModes and sizes are what stty says of the same terminal",
  ignore: probeTerminals().answer !== "yes",
  fn: async () => {
    const { master, input, slave, path } = openTerminalPair();
    try {
      const stty = async (...args: string[]) => {
        const { stdout } = await new Deno.Command("stty", { args: ["-F", new TextDecoder().decode(path.subarray(0, -1)), ...args] })
          .output();
        return new TextDecoder().decode(stdout).trim();
      };
      const begun = TerminalModes.of(slave);
      assert.equal(String(begun), await stty("-g"));
      begun?.raw().apply(slave);
      assert.match(await stty("-a"), /-opost .*-icanon .*-echo /s);
      begun?.rawInput().apply(slave);
      assert.match(await stty("-a"), /(?<!-)opost .*-icanon .*-echo /s);
      begun?.apply(slave);
      assert.equal(await stty("-g"), String(begun));
      assert.equal(readSize(slave), undefined);
      writeSize(slave, { columns: 132, rows: 43 });
      assert.equal(await stty("size"), "43 132");
      assert.deepEqual(readSize(master), { columns: 132, rows: 43 });
    } finally {
      for (const fd of [master, input, slave]) closeDescriptor(fd);
    }
  },
});

Deno.test({
  name: "TerminalModes.of() is undefined for what is no terminal",
  ignore: probeTerminals().answer !== "yes",
  fn: () => {
    using file = Deno.openSync(new URL(import.meta.url));
    assert.ok(file.statSync().isFile);
    assert.equal(TerminalModes.of(-1), undefined);
  },
});
