import assert from "node:assert/strict";
import { AppError, type DaemonEvent, type DaemonEventStore } from "../../core/mod.ts";
import { EventWriter } from "./event_writer.ts";

function event(time: number): DaemonEvent {
  return { type: "daemon.state", time, state: "ready" };
}

function world(fails = false) {
  const written: number[][] = [];
  const warned: string[] = [];
  const store: DaemonEventStore = {
    append(...events) {
      if (fails) throw new AppError("state_full", "The disk is full");
      return written.push(events.map(({ time }) => time));
    },
    after: () => [],
    last: () => 0,
    subscribe: () => ({ [Symbol.dispose]() {} }),
  };
  return { written, warned, writer: new EventWriter(store, ({ code }) => void warned.push(code)) };
}

Deno.test("EventWriter writes the events of one stretch as one", async () => {
  const { writer, written } = world();
  for (const time of [1, 2, 3]) writer.append(event(time));
  assert.deepEqual(written, []);
  await Promise.resolve();
  writer.append(event(4));
  await Promise.resolve();
  assert.deepEqual(written, [[1, 2, 3], [4]]);
});

Deno.test("EventWriter holds events back until that is over, and never too many", async () => {
  const { writer, written } = world();
  {
    using _ = writer.hold();
    writer.append(event(1));
    await Promise.resolve();
    assert.equal(written.length, 0);
    for (let time = 2; time <= 1000; time++) writer.append(event(time));
    await Promise.resolve();
    assert.equal(written[0]?.length, 1000);
    writer.append(event(1001));
  }
  assert.deepEqual(written[1], [1001]);
});

Deno.test("EventWriter tells what cannot be written, and goes on", async () => {
  const { writer, warned } = world(true);
  writer.append(event(1));
  await Promise.resolve();
  writer.append(event(2));
  await Promise.resolve();
  assert.deepEqual(warned, ["state_full", "state_full"]);
});
