import assert from "node:assert/strict";
import { HidManager } from "./hid_manager.ts";
import type { HidFunctions } from "./libraries.ts";
import { HidKeyboards, NativeError, probeHidKeyboards, type RawHidKey, UnsupportedError } from "./mod.ts";

const IGNORE = Deno.build.os === "darwin";
const REPORT = 0xffff_ffff;

/** IOKit and CoreFoundation as far as they are called, with who owns what; values are pushed by hand. */
class FakeLibraries {
  readonly calls: string[] = [];
  readonly values = new Map<bigint, readonly [page: number, usage: number, value: bigint, ticks: bigint]>();
  readonly #owned = new Map<bigint, string>();
  readonly #waiting: bigint[] = [];
  #next = 0x1000n;
  #callback: Deno.PointerValue = null;
  openResult = 0;
  /** The function that gives nothing. */
  failing = "";
  matching = "";

  get owned(): readonly string[] {
    return [...this.#owned.values()];
  }

  push(page: number, usage: number, value: bigint, ticks: bigint): void {
    const id = this.#next++;
    this.values.set(id, [page, usage, value, ticks]);
    this.#waiting.push(id);
  }

  /** Calls what is registered, as IOKit does. */
  #give(): void {
    for (const id of this.#waiting.splice(0)) {
      if (this.#callback === null) continue;
      const call = new Deno.UnsafeFnPointer(
        this.#callback as Deno.PointerObject<{ parameters: ["pointer", "i32", "pointer", "pointer"]; result: "void" }>,
        { parameters: ["pointer", "i32", "pointer", "pointer"], result: "void" },
      );
      call.call(null, 0, null, Deno.UnsafePointer.create(id));
    }
  }

  #make(symbol: string): Deno.PointerValue {
    if (symbol === this.failing) return null;
    const id = this.#next++;
    this.#owned.set(id, symbol);
    return Deno.UnsafePointer.create(id);
  }

  #value(pointer: Deno.PointerValue) {
    return this.values.get(Deno.UnsafePointer.value(pointer)) ?? [0, 0, 0n, 0n] as const;
  }

  get functions(): HidFunctions {
    return {
      CFDataCreate: (_allocator, bytes) => {
        this.matching = new TextDecoder().decode(bytes as Uint8Array<ArrayBuffer>);
        return this.#make("data");
      },
      CFPropertyListCreateWithData: () => this.#make("matching"),
      CFStringCreateWithCString: () => this.#make("mode"),
      CFRelease: (pointer) => {
        const id = Deno.UnsafePointer.value(pointer);
        this.calls.push(`release ${this.#owned.get(id)}`);
        assert.ok(this.#owned.delete(id), "released once");
      },
      CFRunLoopGetCurrent: () => null,
      CFRunLoopRunInMode: () => {
        if (this.#waiting.length === 0) return 1;
        this.#give();
        return 3;
      },
      mach_timebase_info: (ratio) => {
        new Uint32Array((ratio as Uint8Array<ArrayBuffer>).buffer).set([125, 3]);
        return 0;
      },
      IOHIDManagerCreate: () => this.#make("manager"),
      IOHIDManagerSetDeviceMatchingMultiple: () => {},
      IOHIDManagerRegisterInputValueCallback: (_manager, callback) => {
        this.#callback = callback;
        this.calls.push(callback === null ? "unregister" : "register");
      },
      IOHIDManagerScheduleWithRunLoop: () => void this.calls.push("schedule"),
      IOHIDManagerUnscheduleFromRunLoop: () => void this.calls.push("unschedule"),
      IOHIDManagerOpen: () => {
        this.calls.push("open");
        return this.openResult;
      },
      IOHIDManagerClose: () => {
        this.calls.push("close");
        return 0;
      },
      IOHIDValueGetElement: (value) => value,
      IOHIDElementGetUsagePage: (element) => this.#value(element)[0],
      IOHIDElementGetUsage: (element) => this.#value(element)[1],
      IOHIDValueGetIntegerValue: (value) => this.#value(value)[2],
      IOHIDValueGetTimeStamp: (value) => this.#value(value)[3],
    };
  }
}

const CLOSED = ["close", "unschedule", "unregister", "release manager", "release mode", "release matching", "release data"];

Deno.test({
  name: "HidManager gives the keys of keyboards, in milliseconds, and gives back all it took",
  ignore: IGNORE,
  fn() {
    const libraries = new FakeLibraries();
    const keys: RawHidKey[] = [];
    const manager = new HidManager(libraries.functions, (key) => keys.push(key));
    assert.match(libraries.matching, /<key>DeviceUsagePage<\/key><integer>1<\/integer><key>DeviceUsage<\/key><integer>6<\/integer>/);
    assert.equal(manager.run(1), false, "nothing is there");
    // 24 MHz, as Apple's own processors have: 24,000 ticks are a millisecond.
    libraries.push(7, 0x04, 1n, 24_000n);
    libraries.push(7, REPORT, 1n, 24_000n);
    for (const error of [1, 2, 3]) libraries.push(7, error, 1n, 24_000n);
    libraries.push(7, 0xe8, 1n, 24_000n);
    libraries.push(0x0c, 0xe9, 1n, 24_000n);
    libraries.push(7, 0xe7, 0n, 36_000n);
    assert.equal(manager.run(1), true);
    assert.deepEqual(keys, [{ usage: 0x04, value: 1, timestamp: 1 }, { usage: 0xe7, value: 0, timestamp: 1.5 }]);
    manager[Symbol.dispose]();
    manager[Symbol.dispose]();
    libraries.push(7, 0x05, 1n, 48_000n);
    assert.equal(manager.run(1), false);
    assert.equal(keys.length, 2, "nothing comes after the end");
    assert.deepEqual(libraries.calls, ["register", "schedule", "open", ...CLOSED]);
    assert.deepEqual(libraries.owned, []);
  },
});

Deno.test({
  name: "HidManager that may not listen names the permission, and gives back all it took",
  ignore: IGNORE,
  async fn(t) {
    const rows: readonly (readonly [result: number, code: string, detail: RegExp])[] = [
      [0xe00002e2, "kIOReturnNotPermitted", /Input Monitoring/],
      [0xe00002c5, "kIOReturnExclusiveAccess", /another program/],
      [0xe00002bc, "0xe00002bc", /says no more/],
    ];
    for (const [result, code, detail] of rows) {
      await t.step(code, () => {
        const libraries = new FakeLibraries();
        libraries.openResult = result | 0;
        assert.throws(() => new HidManager(libraries.functions, () => {}), (error) => {
          assert.ok(error instanceof NativeError);
          assert.equal(error.code, code);
          assert.match(error.detail, detail);
          return true;
        });
        assert.deepEqual(libraries.calls, ["register", "schedule", "open", ...CLOSED]);
        assert.deepEqual(libraries.owned, []);
      });
    }
  },
});

Deno.test({
  name: "HidManager leaves nothing behind wherever it fails",
  ignore: IGNORE,
  async fn(t) {
    for (const failing of ["data", "matching", "mode", "manager"]) {
      await t.step(failing, () => {
        const libraries = new FakeLibraries();
        libraries.failing = failing;
        assert.throws(() => new HidManager(libraries.functions, () => {}), NativeError);
        assert.deepEqual(libraries.owned, []);
      });
    }
  },
});

Deno.test({
  name: "elsewhere than on macOS the thread of keyboards says what is missing",
  ignore: IGNORE,
  async fn() {
    assert.deepEqual(probeHidKeyboards(), { answer: "no", missing: "macOS", how: `this is ${Deno.build.os}` });
    await assert.rejects(HidKeyboards.open({ take() {} }), (error) => error instanceof UnsupportedError && /IOKit/.test(error.missing));
  },
});
