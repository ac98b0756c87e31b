import assert from "node:assert/strict";
import { SYSTEM_CALL_NAMES } from "../ffi/bpf/system_call_names.ts";
import { readSystemCalls } from "./generate_system_calls.ts";

Deno.test({
  name: "SYSTEM_CALL_NAMES has every call of this machine's headers under its number",
  ignore: Deno.build.os !== "linux" || Deno.build.arch !== "x86_64" ||
    !new Deno.Command("sh", { args: ["-c", "gcc --version"] }).outputSync().success,
  async fn() {
    for (const arch of ["x86_64", "aarch64"] as const) {
      const known = new Map<string, number>();
      let number = 0;
      for (const word of SYSTEM_CALL_NAMES[arch].split(" ")) {
        if (/^\d+$/.test(word)) number = Number(word);
        else known.set(word, number++);
      }
      const calls = await readSystemCalls(arch);
      assert.ok(calls.size > 300, `${calls.size}`);
      for (const [name, call] of calls) assert.equal(known.get(name), call, `${arch} ${name}`);
    }
  },
});
