import assert from "node:assert/strict";
import { AppError, type KeyboardSource as KeyboardFields } from "../../../core/mod.ts";
import type { KeyEvent } from "../../../core/keyboard/mod.ts";
import { createClock } from "../../../platform/mod.ts";
import { settled, startSource, TestIntake } from "../testing.ts";
import { KeyboardSource } from "./keyboard_source.ts";
import { ListenerPlace, PLACE_TRANSITIONS, type PlaceState } from "./listener_place.ts";
import { makePipe, recordStrokes } from "./testing.ts";

const ignore = Deno.build.os !== "linux";
/** The poller's thread may still wait when a test ends. */
const options = { ignore, sanitizeOps: false, sanitizeResources: false } as const;
const KEY_A = 30;
const KEY_B = 48;
const KEY_LEFTSHIFT = 42;

function sourceOf(fields: KeyboardFields, place = new ListenerPlace("pipelines/a")): KeyboardSource {
  return new KeyboardSource({ fields, folder: "/pipelines", place, clock: createClock() });
}

const numbersOf = (intake: TestIntake) => intake.payloads.map((payload) => (payload as { readonly timestamp: number }).timestamp / 1000);

Deno.test({
  ...options,
  name: "KeyboardSource emits the keys that are meant, presses unless it says otherwise",
  async fn() {
    const cases: readonly (readonly [Omit<KeyboardFields, "device">, readonly number[]])[] = [
      [{ keys: ["any"] }, [1, 2, 5]],
      [{ keys: ["KeyA"] }, [2]],
      [{ keys: ["KeyA"], actions: ["release", "repeat"] }, [3, 4]],
      [{ keys: ["any"], where: "'Shift' in modifiers && keyCode.startsWith('Key')" }, [2, 5]],
      [{ keys: ["any"], where: "timestamp > 1500.5 && scanCode == 458757" }, [5]],
      [{ keys: ["any"], where: "native / 0 == 1" }, []],
      [{ keys: ["KeyB"], remap: { KeyA: "KeyB" } }, [2, 5]],
      [{ keys: ["any"], where: "'ShiftLeft' in modifiers", sides: "apart" }, [1, 2, 5]],
    ];
    for (const [fields, numbers] of cases) {
      await using pipe = await makePipe();
      const source = sourceOf({ device: pipe.path, ...fields });
      const intake = new TestIntake();
      await using _running = await startSource(source, intake);
      source.activate();
      using writer = await pipe.write();
      await writer.write(recordStrokes([
        { number: 1, code: KEY_LEFTSHIFT, value: 1 },
        { number: 2, code: KEY_A, value: 1 },
        { number: 3, code: KEY_A, value: 2 },
        { number: 4, code: KEY_A, value: 0 },
        { number: 5, code: KEY_B, value: 1 },
      ]));
      // What comes last says that all before has been dealt with.
      const last = sourceOf({ device: pipe.path, keys: ["F24"] }, new ListenerPlace("pipelines/last"));
      const seen = new TestIntake();
      await using _last = await startSource(last, seen);
      last.activate();
      await writer.write(recordStrokes([{ number: 9, code: 194, value: 1 }]));
      await seen.until(() => seen.payloads.length > 0);
      await settled();
      assert.deepEqual(numbersOf(intake).filter((number) => number < 9), numbers, JSON.stringify(fields));
    }
  },
});

Deno.test({
  ...options,
  name: "KeyboardSource hands over the whole event",
  async fn() {
    await using pipe = await makePipe();
    const source = sourceOf({ device: pipe.path, keys: ["KeyA"], consume: true });
    const intake = new TestIntake();
    await using _running = await startSource(source, intake);
    source.activate();
    using writer = await pipe.write();
    await writer.write(recordStrokes([{ number: 7, code: KEY_A, value: 1 }]));
    await intake.until(() => intake.events.length > 0);
    const event = intake.events[0]?.event;
    assert.equal(event?.kind, "keyboard");
    assert.deepEqual(event?.payload, {
      timestamp: 7000,
      scanCode: 0x070004,
      keyCode: "KeyA",
      action: "press",
      modifiers: [],
      consumed: true,
      native: KEY_A,
    });
  },
});

Deno.test({
  ...options,
  name: "KeyboardSource goes through 100 replacements without losing or doubling a key",
  async fn() {
    await using pipe = await makePipe();
    const place = new ListenerPlace("pipelines/a");
    const fields: KeyboardFields = { device: pipe.path, keys: ["KeyA"], actions: ["press", "release"] };
    const intake = new TestIntake();
    let source = sourceOf(fields, place);
    let running = await startSource(source, intake);
    source.activate();
    using writer = await pipe.write();
    let [written, isOver] = [0, false];
    const writing = (async () => {
      while (!isOver || written < 20_000) {
        const strokes = Array.from({ length: 40 }, (_, index) => ({ number: written + index, code: KEY_A, value: (index + 1) % 2 }));
        written += strokes.length;
        await writer.write(recordStrokes(strokes));
      }
    })();
    const descriptors = () => [...Deno.readDirSync("/proc/self/fd")].length;
    const before = descriptors();
    for (let round = 1; round <= 100; round++) {
      const next = sourceOf(fields, place);
      const started = await startSource(next, intake);
      const from = intake.events.length;
      // Keys come before, between and after.
      await intake.until(() => intake.events.length > from);
      source.release();
      next.activate();
      await running[Symbol.asyncDispose]();
      [source, running] = [next, started];
    }
    isOver = true;
    await writing;
    await intake.until(() => intake.events.length >= written);
    assert.deepEqual(numbersOf(intake), Array.from({ length: written }, (_, number) => number));
    assert.ok(descriptors() <= before, `${descriptors()} descriptors, ${before} before`);
    await running[Symbol.asyncDispose]();
  },
});

Deno.test({
  ...options,
  name: "KeyboardSource knows which modifiers were held before it took over",
  async fn() {
    await using pipe = await makePipe();
    const place = new ListenerPlace("pipelines/a");
    const first = sourceOf({ device: pipe.path, keys: ["any"] }, place);
    const intake = new TestIntake();
    await using _first = await startSource(first, intake);
    first.activate();
    using writer = await pipe.write();
    await writer.write(recordStrokes([{ number: 1, code: KEY_LEFTSHIFT, value: 1 }]));
    await intake.until(() => intake.events.length === 1);
    const second = sourceOf({ device: pipe.path, keys: ["KeyA"], where: "'Shift' in modifiers" }, place);
    await using _second = await startSource(second, intake);
    first.release();
    second.activate();
    await writer.write(recordStrokes([{ number: 2, code: KEY_A, value: 1 }]));
    await intake.until(() => intake.events.length === 2);
    assert.deepEqual(numbersOf(intake), [1, 2]);
  },
});

Deno.test({
  ...options,
  name: "KeyboardSource says that strokes were lost, and leaves no key held",
  async fn() {
    await using pipe = await makePipe();
    const notices: string[] = [];
    const source = sourceOf({ device: pipe.path, keys: ["ShiftLeft", "KeyB"], actions: ["release", "press"] });
    const intake = new TestIntake();
    await using _running = await startSource(source, intake, { notice: (text) => notices.push(text) });
    source.activate();
    using writer = await pipe.write();
    await writer.write(recordStrokes([{ number: 1, code: KEY_LEFTSHIFT, value: 1 }]));
    // SYN_DROPPED, the rest of what was cut, and the report that ends it.
    const lost = recordStrokes([{ number: 2, code: KEY_A, value: 1 }, { number: 3, code: KEY_B, value: 1 }]);
    new DataView(lost.buffer).setUint32(16, 3 << 16, true);
    await writer.write(lost.subarray(0, 24));
    await writer.write(recordStrokes([{ number: 3, code: KEY_B, value: 1 }, { number: 4, code: KEY_B, value: 1 }]));
    await intake.until(() => intake.events.length === 3);
    assert.deepEqual(
      intake.payloads.map((payload) => {
        const { timestamp, action, keyCode, modifiers } = payload as unknown as KeyEvent;
        return `${timestamp / 1000} ${action} ${[...modifiers, keyCode].join("+")}`;
      }),
      ["1 press Shift+ShiftLeft", "3 release ShiftLeft", "4 press KeyB"],
    );
    assert.equal(notices.length, 1);
  },
});

Deno.test({
  ...options,
  name: "KeyboardSource refuses a second replacement while one runs",
  async fn() {
    await using pipe = await makePipe();
    const place = new ListenerPlace("pipelines/a");
    const fields: KeyboardFields = { device: pipe.path, keys: ["any"] };
    const intake = new TestIntake();
    const serving = sourceOf(fields, place);
    await using _serving = await startSource(serving, intake);
    serving.activate();
    const next = sourceOf(fields, place);
    const started = await startSource(next, intake);
    const isRefused = (error: unknown) => error instanceof AppError && error.code === "replacement_running";
    await assert.rejects(startSource(sourceOf(fields, place), intake), isRefused);
    // Given up, it makes room for another; and so does one that has taken over.
    await started[Symbol.asyncDispose]();
    const other = sourceOf(fields, place);
    await using _other = await startSource(other, intake);
    serving.release();
    other.activate();
    await using _last = await startSource(sourceOf(fields, place), intake);
    assert.equal(place.state, "replacing");
  },
});

Deno.test({
  ...options,
  name: "KeyboardSource waits for the next writer of a pipe, and loses nothing between two",
  async fn() {
    await using pipe = await makePipe();
    const source = sourceOf({ device: pipe.path, keys: ["any"] });
    const intake = new TestIntake();
    await using _running = await startSource(source, intake);
    source.activate();
    for (let number = 1; number <= 20; number++) {
      using writer = await pipe.write();
      await writer.write(recordStrokes([{ number, code: KEY_A, value: 1 }, { number, code: KEY_A, value: 0 }]));
    }
    await intake.until(() => intake.events.length === 20);
    assert.deepEqual(numbersOf(intake), Array.from({ length: 20 }, (_, at) => at + 1));
  },
});

Deno.test({
  ...options,
  name: "KeyboardSource does not start without its device, and takes no file",
  async fn() {
    const path = await Deno.makeTempFile();
    try {
      for (const device of [path, `${path}.none`, "no such keyboard *", "/dev/null", "/tmp"]) {
        const isUnavailable = (error: unknown) => error instanceof AppError && error.code === "keyboard_unavailable";
        await assert.rejects(startSource(sourceOf({ device, keys: ["any"] }), new TestIntake()), isUnavailable, device);
      }
    } finally {
      await Deno.remove(path);
    }
  },
});

Deno.test({
  ...options,
  name: "KeyboardSource takes no pipe where the runtime's watch would stand still at it",
  async fn() {
    await using pipe = await makePipe();
    const above = pipe.path.replace(/\/keys$/, "");
    for (const [folder, isTaken] of [[above, false], [`${above}/pipelines`, false], [`${above}x`, true], [`${above}/a/b`, true]] as const) {
      const place = new ListenerPlace("pipelines/a");
      const source = new KeyboardSource({ fields: { device: pipe.path, keys: ["any"] }, folder, place, clock: createClock() });
      const started = startSource(source, new TestIntake());
      if (isTaken) await (await started)[Symbol.asyncDispose]();
      else await assert.rejects(started, /watched for changes/);
    }
  },
});

Deno.test("ListenerPlace takes every step of its table and refuses every other", () => {
  const steps: Readonly<Record<PlaceState, (place: ListenerPlace) => void>> = {
    vacant: () => {},
    starting: (place) => place.prepare("a"),
    serving: (place) => (place.prepare("a"), place.serve("a")),
    replacing: (place) => (place.prepare("a"), place.serve("a"), place.prepare("b")),
  };
  const moves: readonly (readonly [string, (place: ListenerPlace) => void, Readonly<Partial<Record<PlaceState, PlaceState>>>])[] = [
    ["prepare", (place) => place.prepare("c"), { vacant: "starting", serving: "replacing" }],
    ["the next one serves", (place) => place.serve(place.state === "starting" ? "a" : "b"), { starting: "serving", replacing: "serving" }],
    ["the first one leaves", (place) => place.leave("a"), {
      starting: "vacant",
      serving: "vacant",
      replacing: "starting",
      vacant: "vacant",
    }],
    ["the second one leaves", (place) => place.leave("b"), {
      replacing: "serving",
      serving: "serving",
      starting: "starting",
      vacant: "vacant",
    }],
  ];
  for (const [name, move, leads] of moves) {
    for (const state of Object.keys(PLACE_TRANSITIONS) as PlaceState[]) {
      const place = new ListenerPlace("pipelines/a");
      steps[state](place);
      assert.equal(place.state, state);
      if (leads[state] === undefined) assert.throws(() => move(place), `${name} from ${state}`);
      else move(place);
      assert.equal(place.state, leads[state] ?? state, `${name} from ${state}`);
    }
  }
});
