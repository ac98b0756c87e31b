import assert from "node:assert/strict";
import { pollUntil } from "../../tests/contract/processes_helpers.ts";
import { killLeft } from "./kill_left.ts";

const ignore = Deno.build.os !== "linux";
const RUN = `test-${crypto.randomUUID()}`;

function start(run: string, epoch: number): Deno.ChildProcess {
  const env = { EXECUTOR_RUN: run, EXECUTOR_EPOCH: String(epoch), EXECUTOR_TASK: "a" };
  return new Deno.Command("sleep", { args: ["300"], env, stdin: "null", stdout: "null", stderr: "null" }).spawn();
}

function environmentOf(pid: number): string {
  return Deno.readTextFileSync(`/proc/${pid}/environ`);
}

Deno.test({
  name: "killLeft() kills the children of the epochs given and no others, and none when it is one of them itself",
  ignore,
  fn: async () => {
    const old = [start(RUN, 1), start(RUN, 2), start(`${RUN}-inner`, 1)];
    const others = [start(RUN, 3), start(`${RUN}-inner`, 2), start(`${RUN}-other`, 1)];
    try {
      // A process that has just been started may not show its environment yet.
      for (const { pid } of [...old, ...others]) await pollUntil(() => environmentOf(pid).includes(RUN), `${pid} shows what it is`);
      const runs = [{ run: RUN, epoch: 2 }, { run: `${RUN}-inner`, epoch: 1 }];
      await killLeft(runs, { EXECUTOR_RUN: RUN });
      for (const { pid } of [...old, ...others]) assert.match(environmentOf(pid), /EXECUTOR_RUN/);
      await killLeft(runs, {});
      for (const child of old) assert.equal((await child.status).signal, "SIGKILL");
      for (const { pid } of others) assert.match(environmentOf(pid), /EXECUTOR_RUN/);
    } finally {
      for (const child of others) child.kill("SIGKILL");
      for (const child of others) await child.status;
    }
  },
});
