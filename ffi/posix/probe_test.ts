import assert from "node:assert/strict";
import type { ProbeAnswer } from "./probe.ts";

/** The probe's answer in a process of its own, started with these flags. */
async function probeWith(...flags: string[]): Promise<ProbeAnswer> {
  const module = new URL("./probe.ts", import.meta.url).href;
  const code = `import { probePosixChildren } from ${JSON.stringify(module)}; console.log(JSON.stringify(probePosixChildren()));`;
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(path, code);
    const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["run", "--no-check", ...flags, path] }).output();
    return JSON.parse(new TextDecoder().decode(stdout));
  } finally {
    await Deno.remove(path);
  }
}

const ignore = Deno.build.os !== "linux";

Deno.test({
  name: "probePosixChildren() says what is missing where FFI is not permitted",
  ignore,
  fn: async () => {
    const answer = await probeWith("--deny-ffi", "--allow-read");
    assert.deepEqual([answer.answer, answer.answer === "no" && answer.missing], ["no", "glibc (libc.so.6)"]);
  },
});

Deno.test({
  name: "probePosixChildren() says yes under the flags that the binary is compiled with",
  ignore,
  fn: async () => {
    assert.deepEqual(await probeWith("--allow-all", "--v8-flags=--disallow-code-generation-from-strings"), { answer: "yes" });
  },
});
