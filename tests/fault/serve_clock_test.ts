import assert from "node:assert/strict";
import { fromFileUrl } from "../../tools/paths.ts";
import { daemonTest, DaemonWorld } from "./daemon_world.ts";

daemonTest("a clock that jumps back by an hour stops no run and no change, and makes no time of a schedule come twice", async () => {
  if (Deno.build.os !== "linux") return;
  await using world = await DaemonWorld.create({
    "a.yaml": "name: a\non: { schedule: '* * * * * *' }\ntasks:\n  - { id: t, run: 'echo {{ event.scheduled_at }} >> ticks' }\n",
    "b.yaml": "name: b\ntasks:\n  - { id: t, run: sleep 0.05, timeout: 30s }\n",
  });
  const source = fromFileUrl(new URL("../fixtures/fault/clock_shift.c", import.meta.url));
  const built = await new Deno.Command("gcc", { args: ["-shared", "-fPIC", "-o", `${world.dir}/shift.so`, source] }).output()
    .catch(() => ({ success: false }));
  if (!built.success) return console.warn("left out: no C compiler");
  const env = { LD_PRELOAD: `${world.dir}/shift.so`, CLOCK_SHIFT_FILE: `${world.dir}/back` };
  await using daemon = await world.start({ env });
  const ticks = () => world.names().includes("ticks") ? world.read("ticks").trim().split("\n") : [];
  const look = () => Promise.resolve(ticks().length);
  await daemon.until(look, (count) => count >= 1, "the schedule runs");
  await Deno.writeTextFile(`${world.dir}/back`, "");
  assert.equal((await daemon.send("PATCH", "/api/v1/pipelines/a", { max_parallel: 2 })).status, 200);
  const { body: { run } } = await daemon.send("POST", "/api/v1/pipelines/b/runs", {});
  assert.equal((await daemon.ended(run)).status, "succeeded");
  const { items } = (await daemon.get("/api/v1/sources")).body;
  assert.deepEqual(items.map(({ health }: { health: string }) => health), ["healthy"]);
  // What the clock says a second time was there before.
  const before = ticks().length;
  await Deno.remove(`${world.dir}/back`);
  await daemon.until(look, (count) => count >= before + 2, "the schedule goes on", 40_000);
  assert.deepEqual(ticks(), Array.from(new Set(ticks())), "no time came twice");
});
