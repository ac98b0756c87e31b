import assert from "node:assert/strict";
import { pollUntil } from "../../tests/contract/processes_helpers.ts";
import { compilerMissing, runC } from "../testing_c.ts";
import { tryBpf, tryFanotify } from "./kernel_calls.ts";

const SOURCE = `#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <sys/fanotify.h>
#include <sys/syscall.h>
int main(void) {
  printf("%d %d %d %d\\n", SYS_bpf, BPF_PROG_LOAD, BPF_PROG_TYPE_RAW_TRACEPOINT, FAN_CLOEXEC);
  return 0;
}
`;

Deno.test({
  name: "tryBpf() and tryFanotify() use the numbers that the C compiler knows",
  ignore: Deno.build.os !== "linux" || compilerMissing(),
  async fn() {
    assert.deepEqual(await runC(SOURCE), [`${Deno.build.arch === "x86_64" ? 321 : 280} 5 17 1`]);
  },
});

Deno.test({
  name: "tryBpf() and tryFanotify() answer with an outcome and leave nothing open",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const count = () => [...Deno.readDirSync("/proc/self/fd")].length;
    const before = count();
    for (let round = 0; round < 3; round++) for (const outcome of [tryBpf(), tryFanotify()]) assert.match(outcome, /^(?:done|E[A-Z0-9]+)$/);
    // Those that other tests left may be closed meanwhile.
    await pollUntil(() => count() <= before, "no descriptor is left open");
  },
});
