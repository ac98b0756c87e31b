import assert from "node:assert/strict";
import { BPF_ATTR, tryBpf, tryFanotify } from "./kernel_calls.ts";

const SOURCE = `#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/bpf.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/fanotify.h>
#include <sys/syscall.h>
int main(void) {
  printf("%zu %zu %zu %zu\\n", offsetof(union bpf_attr, prog_type), offsetof(union bpf_attr, insn_cnt), offsetof(union bpf_attr, insns),
         offsetof(union bpf_attr, license));
  printf("%d %d %d %d\\n", SYS_bpf, BPF_PROG_LOAD, BPF_PROG_TYPE_RAW_TRACEPOINT, FAN_CLOEXEC);
  return 0;
}
`;

Deno.test({
  name: "tryBpf() and tryFanotify() use the numbers and offsets that the C compiler knows",
  ignore: Deno.build.os !== "linux" || compilerMissing(),
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${folder}/numbers.c`, SOURCE);
      const compiled = await new Deno.Command("cc", { args: ["-o", `${folder}/numbers`, `${folder}/numbers.c`] }).output();
      assert.equal(new TextDecoder().decode(compiled.stderr), "");
      const { stdout } = await new Deno.Command(`${folder}/numbers`).output();
      const [offsets, numbers] = new TextDecoder().decode(stdout).trim().split("\n");
      assert.equal(offsets, Object.values(BPF_ATTR).join(" "));
      assert.equal(numbers, `${Deno.build.arch === "x86_64" ? 321 : 280} 5 17 1`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "tryBpf() and tryFanotify() answer with an outcome and leave nothing open",
  ignore: Deno.build.os !== "linux",
  fn() {
    const count = () => [...Deno.readDirSync("/proc/self/fd")].length;
    const before = count();
    for (let round = 0; round < 3; round++) for (const outcome of [tryBpf(), tryFanotify()]) assert.match(outcome, /^(?:done|E[A-Z0-9]+)$/);
    assert.equal(count(), before);
  },
});

function compilerMissing(): boolean {
  try {
    return !new Deno.Command("cc", { args: ["--version"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return true;
  }
}
