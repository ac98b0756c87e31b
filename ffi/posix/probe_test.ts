import assert from "node:assert/strict";

Deno.test({
  name: "probePosixChildren() says what is missing where FFI is not permitted",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const module = new URL("./probe.ts", import.meta.url).href;
    const code = `import { probePosixChildren } from ${JSON.stringify(module)}; console.log(JSON.stringify(probePosixChildren()));`;
    const path = await Deno.makeTempFile({ suffix: ".ts" });
    try {
      await Deno.writeTextFile(path, code);
      const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["run", "--no-check", "--deny-ffi", "--allow-read", path] })
        .output();
      const { answer, missing } = JSON.parse(new TextDecoder().decode(stdout));
      assert.deepEqual([answer, missing], ["no", "glibc (libc.so.6)"]);
    } finally {
      await Deno.remove(path);
    }
  },
});
