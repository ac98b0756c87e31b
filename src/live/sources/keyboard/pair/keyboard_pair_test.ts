import assert from "node:assert/strict";
import { AppError } from "../../../../core/mod.ts";
import { createClock } from "../../../../platform/mod.ts";
import { startSource, TestClock, TestIntake } from "../../testing.ts";
import { ListenerPlace } from "../listener_place.ts";
import { makePipe, recordStrokes } from "../testing.ts";
import { KeyboardPair, type KeyboardPairOptions } from "./keyboard_pair.ts";

/** The poller's thread may still wait when a test ends. */
const options = { ignore: Deno.build.os !== "linux", sanitizeOps: false, sanitizeResources: false } as const;
const KEY_A = 30;
const stroke = (number: number) => recordStrokes([{ number, code: KEY_A, value: number % 2 }]);
const numbersOf = (intake: TestIntake) => intake.payloads.map((payload) => (payload as { readonly timestamp: number }).timestamp / 1000);

const GONE = "The primary listener waits for the next writer. It gives no more keys: the stream has ended";

function pairOf(primary: string, fallback: string, more: Partial<KeyboardPairOptions> = {}): KeyboardPair {
  const fields = { device: primary, keys: ["any"], actions: ["press", "release"] as const };
  const place = new ListenerPlace("pipelines/a");
  return new KeyboardPair({
    fields,
    fallback: { ...fields, device: fallback },
    folder: "/pipelines",
    place,
    clock: createClock(),
    ...more,
  });
}

Deno.test({
  ...options,
  name: "KeyboardPair is replaced 20 times while both tell of keys, and loses and doubles none",
  async fn() {
    await using first = await makePipe();
    await using second = await makePipe();
    const place = new ListenerPlace("pipelines/a");
    const intake = new TestIntake();
    let pair = pairOf(first.path, second.path, { place });
    const notices: string[] = [];
    const notice = (text: string) => void notices.push(text);
    let running = await startSource(pair, intake, { notice });
    pair.activate(undefined);
    const primary = await first.write();
    using fallback = await second.write();
    for (let round = 0; round < 20; round++) {
      const next = pairOf(first.path, second.path, { place });
      const started = await startSource(next, intake, { notice });
      const numbers = Array.from({ length: 10 }, (_, at) => round * 10 + at + 1);
      // Each of the two is ahead of the other in turn, and what the one is ahead of comes to the next listener.
      const [ahead, behind] = round % 2 === 0 ? [primary, fallback] : [fallback, primary];
      for (const number of numbers) await ahead.write(stroke(number));
      await intake.until(() => intake.events.length === numbers.at(-1));
      pair.release();
      next.activate(pair);
      await running[Symbol.asyncDispose]();
      [pair, running] = [next, started];
      for (const number of numbers) await behind.write(stroke(number));
    }
    // What comes last of both says that all before has been dealt with.
    for (const writer of [primary, fallback]) await writer.write(recordStrokes([{ number: 1000, code: KEY_A, value: 1 }]));
    while (place.router.counters.duplicates < 201) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.deepEqual(numbersOf(intake), [...Array.from({ length: 200 }, (_, at) => at + 1), 1000]);
    assert.equal(notices.join("\n"), "");
    // One that goes and comes back is told of, also when the pipeline changes in between.
    primary.close();
    while (!notices.includes(GONE)) await new Promise((resolve) => setTimeout(resolve, 1));
    const last = pairOf(first.path, second.path, { place });
    await using _last = await startSource(last, intake, { notice });
    pair.release();
    last.activate(pair);
    using again = await first.write();
    await again.write(recordStrokes([{ number: 1001, code: KEY_A, value: 1 }]));
    await intake.until(() => intake.events.length === 202);
    assert.deepEqual(notices, [GONE, "The primary listener listens again"]);
    await running[Symbol.asyncDispose]();
  },
});

Deno.test({
  ...options,
  name: "KeyboardPair starts with one of the two, looks for the other one, and does not start without both",
  async fn() {
    await using pipe = await makePipe();
    const missing = pipe.path.replace(/keys$/, "later");
    const isUnavailable = (error: unknown) => error instanceof AppError && error.code === "keyboard_unavailable";
    await assert.rejects(startSource(pairOf(missing, missing), new TestIntake()), isUnavailable);
    for (const [primary, fallback] of [[missing, pipe.path], [pipe.path, missing]] as const) {
      const clock = new TestClock(0);
      const intake = new TestIntake();
      const notices: string[] = [];
      const pair = pairOf(primary, fallback, { clock });
      await using _running = await startSource(pair, intake, { notice: (text) => notices.push(text) });
      pair.activate(undefined);
      assert.deepEqual(await pair.healthCheck(), { status: "healthy" });
      assert.match(notices[0] ?? "", /has failed, and the other one stands in\. .*there is no such file/);
      using writer = await pipe.write();
      await writer.write(stroke(1));
      await intake.until(() => intake.events.length === 1);
      await new Deno.Command("mkfifo", { args: [missing] }).output();
      await clock.pass(1000);
      using other = await Deno.open(missing, { write: true });
      await other.write(stroke(1));
      await other.write(stroke(2));
      await intake.until(() => intake.events.length === 2);
      assert.deepEqual(numbersOf(intake), [1, 2]);
      await Deno.remove(missing);
    }
  },
});

Deno.test({
  ...options,
  name: "KeyboardPair looks again after a second for one that has listened for a minute, however often it failed before",
  async fn() {
    await using primary = await makePipe();
    await using fallback = await makePipe();
    const waits: number[] = [];
    const clock = new class extends TestClock {
      override sleep(ms: number, signal?: AbortSignal): Promise<void> {
        waits.push(ms);
        return super.sleep(ms, signal);
      }
    }(0);
    const failed: (() => void)[] = [];
    const notice = (text: string) => void (text.includes("has failed") && failed.shift()?.());
    const pair = pairOf(primary.path, fallback.path, { clock });
    await using _running = await startSource(pair, new TestIntake(), { notice });
    pair.activate(undefined);
    for (const listenedMs of [0, 0, 59_000, 60_000]) {
      // Opens once the listener is there.
      const writer = await primary.write();
      await clock.pass(listenedMs);
      await Deno.remove(primary.path);
      const failure = new Promise<void>((resolve) => failed.push(resolve));
      writer.close();
      await failure;
      await new Deno.Command("mkfifo", { args: [primary.path] }).output();
      await clock.pass(waits.at(-1) ?? 0);
    }
    assert.deepEqual(waits, [1000, 2000, 4000, 1000]);
  },
});
