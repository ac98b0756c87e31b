import assert from "node:assert/strict";
import { fromFileUrl } from "../../tools/paths.ts";

const LIMIT = "/proc/sys/fs/inotify/max_queued_events";
const ROUNDS = 6;

Deno.test({
  name: "the watcher misses no change when the system's queue of events overflows",
  // The limit holds for what is opened while it is low, and only root may lower it.
  ignore: Deno.build.os !== "linux" || Deno.uid() !== 0,
  async fn() {
    const folder = await Deno.makeTempDir();
    const before = await Deno.readTextFile(LIMIT);
    const program = fromFileUrl(new URL("../fixtures/fault/watch_overflow.ts", import.meta.url));
    try {
      await Deno.writeTextFile(LIMIT, "16");
      let child: Deno.ChildProcess;
      const lines: string[] = [];
      try {
        const args = ["run", "--allow-all", "--no-lock", "--no-check", program, folder, String(ROUNDS)];
        child = new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped" }).spawn();
        const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
        lines.push((await reader.read()).value ?? "");
        await Deno.writeTextFile(LIMIT, before);
        const writer = child.stdin.getWriter();
        await writer.write(new TextEncoder().encode("go\n"));
        await writer.close();
        for (let piece = await reader.read(); !piece.done; piece = await reader.read()) lines.push(piece.value);
      } finally {
        await Deno.writeTextFile(LIMIT, before);
      }
      assert.equal((await child.status).code, 0);
      const { waits, events, written } = JSON.parse(lines.join("").split("\n")[1] ?? "");
      assert.ok(events < written, `nothing was lost: ${events} of ${written} events came`);
      assert.equal(waits.length, ROUNDS);
      // Not by the comparison that comes every 10 seconds.
      for (const wait of waits) assert.ok(wait < 8000, `${waits} ms`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
