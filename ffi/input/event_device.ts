import { NativeError } from "../errors.ts";
import { closeDescriptor } from "../posix/descriptors.ts";
import { Errno, errnoMeaning } from "../posix/errno.ts";
import { layoutOf } from "./layouts.ts";
import { checked, libc } from "../posix/libc.ts";
import { poller } from "../posix/poller.ts";
import { cString } from "../posix/string_vectors.ts";
import { KEY_BYTES, NAME_BYTES, REQUESTS } from "./requests.ts";
import { O_CLOEXEC, O_NOCTTY, O_NONBLOCK } from "../posix/open_flags.ts";

// <time.h>
const CLOCK_MONOTONIC = 1;
/** Events of one read. */
const BATCH = 1024;

/** A `struct input_event`. */
export interface InputEvent {
  /** Milliseconds, of the monotonic clock where the device could be told to use it. */
  readonly timestamp: number;
  readonly type: number;
  readonly code: number;
  readonly value: number;
}

/** Why no more comes: a stream has ended, or ended within an event; the device was unplugged; reading it failed. */
export interface InputEnd {
  readonly kind: "ended" | "cut" | "unplugged" | "failed";
  readonly detail: string;
}

/** Takes events; see {@link EventDevice.read}. */
export type TakeEvents = (events: readonly InputEvent[]) => void | Promise<void>;

/** An open input device, or a pipe or file with what one has said. Disposing it closes it, which also gives up a grab. */
export class EventDevice implements Disposable {
  readonly #fd: number;
  readonly #size: number;
  readonly #fields: Readonly<Record<string, number>>;
  readonly #buffer: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  /** What a pipe gave of an event that is not whole yet. */
  #kept = 0;
  #talk: Disposable | undefined;
  #isOpen = true;
  /** Whether it is a device; a recording answers no questions. */
  readonly isDevice: boolean;

  /** Use {@link openEventDevice}. Takes over the descriptor. */
  constructor(fd: number) {
    this.#fd = fd;
    const { size, fields } = layoutOf("struct input_event");
    this.#size = size;
    this.#fields = fields;
    this.#buffer = new Uint8Array(size * BATCH);
    this.#view = new DataView(this.#buffer.buffer);
    this.isDevice = this.#ask(REQUESTS.EVIOCGVERSION, new Uint8Array(4));
    if (this.isDevice) this.#ask(REQUESTS.EVIOCSCLOCKID, new Uint8Array(Int32Array.of(CLOCK_MONOTONIC).buffer));
  }

  /** What the device calls itself; undefined for a recording. */
  get name(): string | undefined {
    const bytes = new Uint8Array(NAME_BYTES);
    if (!this.isDevice || !this.#ask(REQUESTS.EVIOCGNAME, bytes)) return undefined;
    const end = bytes.indexOf(0);
    return new TextDecoder().decode(bytes.subarray(0, end < 0 ? bytes.length : end));
  }

  /** Codes of the keys that the device has. */
  get keys(): readonly number[] {
    return this.#codes(REQUESTS.EVIOCGBIT) ?? [];
  }

  /** Codes of the keys that are held now; undefined where it cannot be asked. */
  get held(): readonly number[] | undefined {
    return this.#codes(REQUESTS.EVIOCGKEY);
  }

  /**
   * Takes the device for this process alone, or gives it back.
   *
   * @throws NativeError `EBUSY` when another program has it.
   */
  grab(wanted: boolean): void {
    const calls = libc();
    // int ioctl(int fd, EVIOCGRAB, int grab): the number is where others have an address, and only whether it is 0 counts.
    checked("ioctl", calls.ioctl(this.#fd, REQUESTS.EVIOCGRAB, wanted ? new Uint8Array(4) : null), "EVIOCGRAB");
  }

  /**
   * Takes what comes, in order, until it ends or is closed. Neither of the two may throw.
   *
   * @param take Until a returned promise settles nothing more is read: what comes meanwhile the kernel keeps, or says that it dropped it.
   * @param ended Called once; the device is closed when it returns.
   */
  read(take: TakeEvents, ended: (end: InputEnd) => void): void {
    // What is typed is acted on through the event loop, which must not be held up.
    this.#talk = poller.talk();
    this.#watch(take, (end) => {
      poller.unwatch(this.#fd);
      // Whoever opens a pipe again does so before it is closed: what comes meanwhile stays in it.
      ended(end);
      this[Symbol.dispose]();
    });
  }

  #watch(take: TakeEvents, ended: (end: InputEnd) => void): void {
    try {
      poller.watch(this.#fd, () => {
        const taken = this.#step(take, ended);
        if (taken === undefined) return;
        poller.unwatch(this.#fd);
        taken.then(() => {
          if (this.#isOpen) this.#watch(take, ended);
        });
      });
    } catch (error) {
      if (!(error instanceof NativeError) || error.code !== "EPERM") throw error;
      void this.#readThrough(take, ended);
    }
  }

  /** Reads a file, which cannot be waited for: it always has what it will have. */
  async #readThrough(take: TakeEvents, ended: (end: InputEnd) => void): Promise<void> {
    while (this.#isOpen) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (this.#isOpen) await this.#step(take, ended);
    }
  }

  #step(take: TakeEvents, ended: (end: InputEnd) => void): void | Promise<void> {
    const symbols = libc();
    const room = this.#buffer.subarray(this.#kept);
    const count = symbols.read(this.#fd, room, BigInt(room.length));
    if (count < 0) {
      const code = symbols.errno();
      if (code === Errno.EAGAIN || code === Errno.EINTR) return;
      return ended({ kind: code === Errno.ENODEV ? "unplugged" : "failed", detail: errnoMeaning(code) });
    }
    if (count === 0) {
      return ended(
        this.#kept === 0 ? { kind: "ended", detail: "the stream has ended" } : { kind: "cut", detail: "it ends within an event" },
      );
    }
    const total = this.#kept + count;
    const whole = total - total % this.#size;
    const events = Array.from({ length: whole / this.#size }, (_, index) => this.#eventAt(index * this.#size));
    this.#buffer.copyWithin(0, whole, total);
    this.#kept = total - whole;
    if (events.length > 0) return take(events);
  }

  #eventAt(at: number): InputEvent {
    const { time = 0, type = 0, code = 0, value = 0 } = this.#fields;
    const { tv_sec = 0, tv_usec = 0 } = layoutOf("struct timeval").fields;
    const seconds = Number(this.#view.getBigInt64(at + time + tv_sec, true));
    const microseconds = Number(this.#view.getBigInt64(at + time + tv_usec, true));
    return {
      timestamp: seconds * 1000 + microseconds / 1000,
      type: this.#view.getUint16(at + type, true),
      code: this.#view.getUint16(at + code, true),
      value: this.#view.getInt32(at + value, true),
    };
  }

  #codes(request: bigint): readonly number[] | undefined {
    const bits = new Uint8Array(KEY_BYTES);
    if (!this.isDevice || !this.#ask(request, bits)) return undefined;
    return Array.from({ length: KEY_BYTES * 8 }, (_, code) => code).filter((code) => ((bits[code >> 3] ?? 0) >> (code & 7) & 1) === 1);
  }

  #ask(request: bigint, answer: Uint8Array<ArrayBuffer>): boolean {
    return libc().ioctl(this.#fd, request, answer) >= 0;
  }

  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#talk?.[Symbol.dispose]();
    poller.unwatch(this.#fd);
    closeDescriptor(this.#fd);
  }
}

/**
 * Opens an input device for reading (`O_RDONLY | O_NONBLOCK`), or a pipe or file that holds what one has said.
 *
 * @throws NativeError with the reason; UnsupportedError without glibc.
 */
export function openEventDevice(path: string): EventDevice {
  const fd = checked("open", libc().open(cString(path), O_NONBLOCK | O_NOCTTY | O_CLOEXEC), path);
  try {
    return new EventDevice(fd);
  } catch (error) {
    closeDescriptor(fd);
    throw error;
  }
}
