import assert from "node:assert/strict";
import { makePipe, recordStrokes } from "../src/live/sources/keyboard/testing.ts";
import { DaemonWorld } from "./fault/daemon_world.ts";

const [KEY_A, F13, F14] = [30, 183, 184];
/** Every third key is critical, every fifth of the others the old API's, all others are for both. */
const keyOf = (number: number) => number % 3 === 0 ? F13 : number % 5 === 0 ? F14 : KEY_A;
const said = (from: number, to: number) =>
  recordStrokes(Array.from({ length: to - from + 1 }, (_, at) => ({ number: from + at, code: keyOf(from + at), value: 1 })));

Deno.test({
  name: "executor serve handles each key of a primary and a fallback once, also when the primary is killed in the middle and begins again",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using primary = await makePipe();
    await using fallback = await makePipe();
    await using world = await DaemonWorld.create({
      "pedal.yaml": `on:
  keyboard:
    device: ${primary.path}
    keys: any
    actions: [press, repeat]
    fallback:
      device: ${fallback.path}
      routes: [{ keys: F13, priority: critical }, { keys: F14, origin: legacy-api }]
tasks: [{ id: tell, run: "echo {{ payload.timestamp }} {{ event.listener }} >> told" }]
`,
    });
    await using daemon = await world.start();
    const listeners = async () => (await daemon.get("/api/v1/sources")).body.items[0].listeners;
    const told = () => world.names().includes("told") ? world.read("told").trim().split("\n") : [];
    const reach = (what: object) =>
      daemon.until(listeners, (seen) => Object.entries(what).every(([name, value]) => seen[name] === value), JSON.stringify(what));
    {
      // A process of its own, that the kill ends as it ends those of users.
      await using writer = new Deno.Command("sh", { args: ["-c", 'exec cat > "$1"', "sh", primary.path], stdin: "piped" }).spawn();
      const writing = writer.stdin.getWriter();
      await writing.write(said(1, 30));
      await reach({ state: "primary_only", received: 30 });
      using second = await fallback.write();
      await second.write(said(1, 40));
      // Of 31 to 40 the critical 33, 36 and 39 are the primary's, which is about to die.
      await reach({ state: "both", received: 40, handled: 37, held: 3 });
      writer.kill("SIGKILL");
      await writing.close().catch(() => {});
      await reach({ state: "fallback_only", handled: 40, taken_over: 3 });
      await second.write(said(41, 60));
      await reach({ handled: 60 });
      // It says everything once more, and goes on; the critical ones are its own again.
      using again = await primary.write();
      await again.write(said(1, 70));
      await reach({ state: "both", received: 70 });
      await second.write(said(61, 70));
      await reach({ handled: 70, held: 0, passed_over: 0 });
      await daemon.until(() => Promise.resolve(told()), (lines) => lines.length >= 70, "70 runs");
    }
    const lines = told();
    assert.deepEqual(lines.map((line) => Number(line.split(" ")[0]) / 1000).toSorted((a, b) => a - b), said70());
    const by = new Map(lines.map((line) => [Number(line.split(" ")[0]) / 1000, line.split(" ")[1]]));
    assert.deepEqual([29, 30, 33, 45, 63, 65, 66, 70].map((number) => by.get(number)), [
      "primary",
      "primary",
      "fallback",
      "fallback",
      "primary",
      "fallback",
      "primary",
      "fallback",
    ]);
    const metrics = String((await daemon.get("/metrics")).body);
    for (const [outcome, count] of [["received", 70], ["taken_over", 3]]) {
      const sample = `executor_listener_events_total{source="pipelines/pedal/keyboard",outcome="${outcome}"} ${count}`;
      assert.ok(metrics.includes(`${sample}\n`), `${sample}\n${metrics}`);
    }
    assert.equal(await daemon.stopped(), 0);
  },
});

const said70 = () => Array.from({ length: 70 }, (_, at) => at + 1);
