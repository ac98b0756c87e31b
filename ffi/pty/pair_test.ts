import assert from "node:assert/strict";
import { pollUntil } from "../../tests/contract/processes_helpers.ts";
import { probeTerminals } from "./pair.ts";

Deno.test({
  name: "probeTerminals() says what is missing where FFI is not permitted, and leaves nothing open where it is",
  ignore: Deno.build.os !== "linux",
  // libc stays open.
  sanitizeResources: false,
  fn: async () => {
    const module = new URL("./pair.ts", import.meta.url).href;
    const code = `import { probeTerminals } from ${JSON.stringify(module)}; console.log(JSON.stringify(probeTerminals()));`;
    const path = await Deno.makeTempFile({ suffix: ".ts" });
    try {
      await Deno.writeTextFile(path, code);
      const args = ["run", "--no-check", "--deny-ffi", "--allow-read", path];
      const { stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
      const answer = JSON.parse(new TextDecoder().decode(stdout));
      assert.deepEqual([answer.answer, answer.missing], ["no", "glibc (libc.so.6)"]);
    } finally {
      await Deno.remove(path);
    }
    assert.deepEqual(probeTerminals(), { answer: "yes" });
    const open = () => [...Deno.readDirSync("/proc/self/fd")].length;
    const before = open();
    probeTerminals();
    // Those that other tests left may be closed meanwhile.
    await pollUntil(() => open() <= before, "no descriptor is left open");
  },
});
