import assert from "node:assert/strict";
import { daemonTest, DaemonWorld } from "./daemon_world.ts";

const TEXT = (word: string) => `name: a\ntasks: [{ id: a, run: "echo ${word}" }]\n`;
/** The number of `openat`; the kernel has no other table for these two. */
const OPENAT = Deno.build.arch === "aarch64" ? "56" : "257";

/** Somebody writes to a pipe and closes it, and nobody does so again. */
async function usePipe(path: string): Promise<void> {
  // The runtime's thread may be the one that reads; then `cat` waits for a second writer in vain.
  const script = 'timeout 0.3 cat "$1" & timeout 0.3 sh -c \'echo x > "$1"\' sh "$1"; wait';
  await new Deno.Command("sh", { args: ["-c", script, "sh", path], stdout: "null" }).output();
}

/** Whether the runtime's thread that watches waits for somebody to write to a pipe. */
function isHeldUp(pid: number): boolean {
  return Array.from(Deno.readDirSync(`/proc/${pid}/task`)).some(({ name }) => {
    const task = `/proc/${pid}/task/${name}`;
    try {
      return Deno.readTextFileSync(`${task}/comm`).startsWith("notify-rs") &&
        Deno.readTextFileSync(`${task}/syscall`).startsWith(`${OPENAT} `);
    } catch {
      // The thread has ended meanwhile.
      return false;
    }
  });
}

if (Deno.build.os === "linux") {
  daemonTest(
    "a pipe in the folder that was closed keeps the daemon neither from answering, nor from reloads, nor from its end",
    async () => {
      await using world = await DaemonWorld.create({ "a.yaml": TEXT("one") });
      await new Deno.Command("mkfifo", { args: [world.path("pipe")] }).output();
      await using daemon = await world.start();
      await daemon.until(
        async () => {
          await usePipe(world.path("pipe"));
          return isHeldUp(daemon.pid);
        },
        (isSo) => isSo,
        "the runtime's thread stands at the pipe",
      );
      // To be found without the watch; then the new folder is to be watched, for which the runtime asks that thread.
      await Deno.mkdir(world.path("more"));
      world.write("more/b.yaml", TEXT("b").replace("name: a", "name: b"));
      world.write("a.yaml", TEXT("two"));
      await daemon.shows({ a: "2", b: "1" });
      world.write("more/b.yaml", TEXT("c").replace("name: a", "name: b"));
      await daemon.shows({ a: "2", b: "2" });
      assert.equal((await daemon.get("/healthz")).status, 200);
      assert.equal(await daemon.stopped(), 0);
    },
  );
}
