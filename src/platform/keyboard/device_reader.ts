import { type EventDevice, type InputEnd, NativeError } from "../../../ffi/input/mod.ts";
import { EvdevStrokes, heldKeys, type KeyEvent, KeyTracker } from "../../core/keyboard/mod.ts";
import { AppError } from "../../core/mod.ts";
import type { DeviceKind } from "./open_device.ts";

/** Who listens to a device. */
export interface DeviceListener {
  readonly tracker: KeyTracker;
  readonly wantsAlone: boolean;
  /** A promise holds the device back until it settles. */
  take(event: KeyEvent): void | Promise<void>;
  /** Strokes were lost, once more. */
  lost(): void;
  /** Nothing more comes. */
  ended(end: InputEnd): void;
}

/**
 * One open device and all who listen to it. Each stroke goes to those who listen in that moment, so that one can take another's place
 * between two strokes.
 */
export class DeviceReader {
  readonly name: string | undefined;
  readonly kind: DeviceKind;
  readonly #path: string;
  readonly #device: EventDevice;
  readonly #closed: () => void;
  readonly #listeners = new Set<DeviceListener>();
  readonly #tracker = new KeyTracker();
  #isGrabbed = false;
  /** Those who are not ready for more. */
  #holds: Promise<void>[] = [];

  /** Takes over the device. @param closed Told when it is closed. */
  constructor(path: string, kind: DeviceKind, device: EventDevice, closed: () => void) {
    this.#path = path;
    this.kind = kind;
    this.#device = device;
    this.#closed = closed;
    this.name = device.name;
    this.#tracker.resync(heldKeys(device.held ?? []), 0);
    const strokes = new EvdevStrokes({
      stroke: (stroke) => {
        this.#tracker.take(stroke);
        for (const listener of [...this.#listeners]) this.#give(listener, listener.tracker.take(stroke, this.#isGrabbed));
        this.#settleGrab();
      },
      lost: (held, timestamp) => {
        this.#tracker.resync(held, timestamp);
        for (const listener of [...this.#listeners]) {
          listener.lost();
          for (const event of listener.tracker.resync(held, timestamp, this.#isGrabbed)) this.#give(listener, event);
        }
      },
    }, () => device.held);
    device.read((events) => {
      for (const event of events) strokes.take(event);
      if (this.#holds.length === 0) return;
      const holds = this.#holds;
      this.#holds = [];
      return Promise.all(holds).then(() => {});
    }, (end) => this.#end(end));
  }

  #give(listener: DeviceListener, event: KeyEvent): void {
    const taken = listener.take(event);
    if (taken !== undefined) this.#holds.push(taken);
  }

  /** @throws AppError `keyboard_unavailable` when it wants the device alone, and another program has it. */
  add(listener: DeviceListener): void {
    listener.tracker.follow(this.#tracker);
    this.#listeners.add(listener);
    try {
      this.#grab();
    } catch (error) {
      this.remove(listener);
      throw error;
    }
  }

  /** The last one closes the device. */
  remove(listener: DeviceListener): void {
    if (!this.#listeners.delete(listener)) return;
    if (this.#listeners.size > 0) return this.#settleGrab();
    this.#device[Symbol.dispose]();
    this.#closed();
  }

  #settleGrab(): void {
    try {
      this.#grab();
    } catch (error) {
      this.#device[Symbol.dispose]();
      this.#end({ kind: "failed", detail: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Takes the device, or gives it back; not while a key is held, which then would stay held for one of the two sides. */
  #grab(): void {
    const wanted = Array.from(this.#listeners).some(({ wantsAlone }) => wantsAlone);
    if (wanted === this.#isGrabbed || this.#tracker.holdsAny) return;
    try {
      // What is read from a pipe nobody else gets anyway.
      if (this.#device.isDevice) this.#device.grab(wanted);
    } catch (error) {
      if (!(error instanceof NativeError)) throw error;
      const reason = error.code === "EBUSY" ? "another program has it" : error.detail;
      throw new AppError("keyboard_unavailable", `${this.#path} cannot be taken for this process alone: ${reason}`, { cause: error });
    }
    this.#isGrabbed = wanted;
  }

  #end(end: InputEnd): void {
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    this.#closed();
    for (const { ended } of listeners) ended(end);
  }
}
