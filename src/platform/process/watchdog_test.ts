import assert from "node:assert/strict";
import type { RawProcesses, WatchdogPipe } from "./raw_processes.ts";
import { Watchdog } from "./watchdog.ts";

type Answer = ReturnType<WatchdogPipe["write"]>;

/** A watchdog's pipes: what each was told, whether it was closed, and what it answers next. */
function fake() {
  const pipes: { told: string; closed: boolean; longest: number }[] = [];
  const state = { answer: "written" as Answer, missing: false };
  const raw: RawProcesses = {
    start: () => {
      throw new Error("unused");
    },
    startWatchdog: () => {
      if (state.missing) return undefined;
      const pipe = { told: "", closed: false, longest: 0 };
      pipes.push(pipe);
      return {
        pid: pipes.length,
        write: (text) => {
          pipe.longest = Math.max(pipe.longest, text.length);
          const answer = state.answer;
          if (answer === "written") pipe.told += text;
          if (answer === "gone") state.answer = "written";
          return answer;
        },
        close: () => {
          pipe.closed = true;
        },
      };
    },
  };
  return { raw, pipes, state };
}

Deno.test("Watchdog is told of each group once, and to quit at the end", () => {
  const { raw, pipes } = fake();
  const watchdog = new Watchdog(raw, "owner");
  watchdog.start();
  watchdog.start();
  watchdog.add(10);
  watchdog.add(11);
  watchdog.remove(10);
  watchdog.remove(10);
  watchdog.stop();
  watchdog.stop();
  assert.deepEqual(pipes, [{ told: "+10\n+11\n-10\nquit\n", closed: true, longest: 9 }]);
});

Deno.test("Watchdog keeps what found the pipe full and writes it in pieces that a pipe takes whole", () => {
  const { raw, pipes, state } = fake();
  const watchdog = new Watchdog(raw, "owner");
  watchdog.start();
  state.answer = "full";
  for (let group = 1000; group < 1500; group++) watchdog.add(group);
  assert.equal(pipes[0]?.told, "");
  state.answer = "written";
  watchdog.remove(1000);
  watchdog.add(1500);
  const lines = pipes[0]?.told.split("\n") ?? [];
  assert.deepEqual([lines[0], lines.length, lines.at(-3), lines.at(-2)], ["+1000", 503, "-1000", "+1500"]);
  assert.ok(lines.slice(0, 500).every((line) => /^\+\d{4}$/.test(line)));
});

Deno.test("Watchdog starts again with the groups that live when it is gone", () => {
  const { raw, pipes, state } = fake();
  const watchdog = new Watchdog(raw, "owner");
  watchdog.start();
  watchdog.add(10);
  watchdog.add(11);
  watchdog.remove(10);
  state.answer = "gone";
  watchdog.add(12);
  assert.deepEqual(pipes.map(({ told, closed }) => [told, closed]), [["+10\n+11\n", true], ["+11\n+12\n", false]]);
});

Deno.test("Watchdog is told of an end soon when no child follows", async () => {
  const { raw, pipes } = fake();
  const watchdog = new Watchdog(raw, "owner");
  watchdog.start();
  watchdog.add(10);
  watchdog.remove(10);
  while (pipes[0]?.told === "+10\n") await new Promise((resolve) => setTimeout(resolve, 1));
  assert.equal(pipes[0]?.told, "+10\n-10\n");
  watchdog.stop();
});

Deno.test("Watchdog does without where none can be started", () => {
  const { raw, pipes, state } = fake();
  state.missing = true;
  const watchdog = new Watchdog(raw, "owner");
  watchdog.start();
  watchdog.add(10);
  watchdog.remove(10);
  watchdog.stop();
  assert.deepEqual([pipes, watchdog.pid], [[], undefined]);
});
