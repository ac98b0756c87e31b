import assert from "node:assert/strict";
import { isAlive, pollUntil } from "../contract/processes_helpers.ts";

const VICTIM = new URL("../fixtures/process/victim.ts", import.meta.url);
const DEADLINE_MS = 20_000;
const CHILDREN = 11;

/** Starts the victim and waits until all of its children run. */
async function startVictim(implementation: string, ending: string) {
  const victim = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", VICTIM.pathname, implementation, ending],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let text = "";
  for await (const chunk of victim.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.includes("ready\n")) break;
  }
  const pids = text.split("\n").filter((line) => /^\d+$/.test(line)).map(Number);
  return { victim, pids, watchdog: Number(/^watchdog (\d+)$/m.exec(text)?.[1]) };
}

for (const implementation of ["native", "command"]) {
  for (const ending of ["SIGKILL", "SIGTERM", "exit", "throw"]) {
    Deno.test({
      name: `${implementation} processes leave nothing behind when this process ends by ${ending}`,
      ignore: Deno.build.os !== "linux",
      fn: async () => {
        const { victim, pids, watchdog } = await startVictim(implementation, ending);
        assert.equal(pids.length, CHILDREN);
        if (ending.startsWith("SIG")) {
          for (const pid of [...pids, watchdog]) assert.ok(isAlive(pid), `${pid} runs before`);
          // What a terminal or a service manager sends to everything it knows must not end the watchdog.
          for (const name of ["SIGTERM", "SIGINT", "SIGHUP"] as const) Deno.kill(watchdog, name);
          victim.kill(ending as Deno.Signal);
        }
        await victim.status;
        for (const pid of [...pids, watchdog]) await pollUntil(() => !isAlive(pid), `${pid} is dead`, DEADLINE_MS);
      },
    });
  }
}
