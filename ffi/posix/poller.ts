import { closeDescriptor } from "./descriptors.ts";
import { checked, libc } from "./libc.ts";
import { layoutOf } from "./layouts.ts";

const EPOLL_CLOEXEC = 0o2000000;
const EPOLL_CTL_ADD = 1;
const EPOLL_CTL_DEL = 2;
const EPOLLIN = 1;
const EPOLLOUT = 4;
const BATCH = 64;
const FOREVER = -1;
const LONGEST_LOOK_MS = 4;
/** A child's two streams and its end. */
const ONE_CHILD = 3;
/** Through so many promises the news of an end may pass until somebody acts on it. */
const PROMISE_DEPTH = 8;

interface Watch {
  readonly id: number;
  readonly ready: () => void;
}

/**
 * One epoll for all children: a single waiting thread, whatever their number. It waits only while something is watched, so an idle
 * program may end.
 */
export class Poller {
  #epoll = -1;
  #events = new Uint8Array(0);
  #view = new DataView(this.#events.buffer);
  #size = 0;
  #dataOffset = 0;
  readonly #byDescriptor = new Map<number, Watch>();
  readonly #byId = new Map<number, Watch>();
  #lastId = 0;
  #waiting = false;
  /** Children that are talked with: what they say is answered through the event loop, which must not be held up then. */
  #talks = 0;

  /** Until disposed, waits leave the event loop free. */
  talk(): Disposable {
    this.#talks++;
    return { [Symbol.dispose]: () => void this.#talks-- };
  }

  /**
   * Calls `ready` whenever the descriptor can be read (or, if so asked, written) or has ended, until {@link unwatch}. `ready` must not
   * throw.
   */
  watch(fd: number, ready: () => void, until: "readable" | "writable" = "readable"): void {
    this.#open();
    this.#lastId = (this.#lastId + 1) >>> 0;
    const watch = { id: this.#lastId, ready };
    const event = new Uint8Array(this.#size);
    const view = new DataView(event.buffer);
    view.setUint32(0, until === "readable" ? EPOLLIN : EPOLLOUT, true);
    // An id rather than the descriptor: an event that was fetched before its descriptor was closed must not reach the next owner.
    view.setUint32(this.#dataOffset, watch.id, true);
    checked("epoll_ctl", libc().epoll_ctl(this.#epoll, EPOLL_CTL_ADD, fd, event));
    this.#byDescriptor.set(fd, watch);
    this.#byId.set(watch.id, watch);
    if (!this.#waiting) void this.#wait();
  }

  /** Forgets a descriptor for now; one that is not watched is ignored. */
  unwatch(fd: number): void {
    if (this.#forget(fd)) libc().epoll_ctl(this.#epoll, EPOLL_CTL_DEL, fd, this.#events);
  }

  /** Forgets a descriptor and closes it, by which the kernel forgets it too. */
  close(fd: number): void {
    this.#forget(fd);
    closeDescriptor(fd);
  }

  #forget(fd: number): boolean {
    const watch = this.#byDescriptor.get(fd);
    return watch !== undefined && this.#byDescriptor.delete(fd) && this.#byId.delete(watch.id);
  }

  #open() {
    if (this.#epoll >= 0) return;
    const layout = layoutOf("struct epoll_event");
    this.#size = layout.size;
    this.#dataOffset = layout.fields.data ?? 0;
    this.#events = new Uint8Array(layout.size * BATCH);
    this.#view = new DataView(this.#events.buffer);
    this.#epoll = checked("epoll_create1", libc().epoll_create1(EPOLL_CLOEXEC));
  }

  async #wait() {
    this.#waiting = true;
    const symbols = libc();
    while (this.#byId.size > 0) {
      // A wait in a thread costs two switches between threads, which take milliseconds on a busy machine. So look from here first, not so
      // long that output without end could starve anything: what a child does last comes in quick succession, while those who were told
      // start new children others end, and a single child may be a short one.
      const until = performance.now() + LONGEST_LOOK_MS;
      for (let left = LONGEST_LOOK_MS; left > 0; left = Math.ceil(until - performance.now())) {
        for (let depth = 0; depth < PROMISE_DEPTH; depth++) await undefined;
        if (this.#byId.size === 0) break;
        const isAlone = this.#byId.size <= ONE_CHILD && this.#talks === 0;
        const count = symbols.epoll_wait(this.#epoll, this.#events, BATCH, isAlone ? left : 0);
        if (count <= 0) break;
        this.#dispatch(count);
      }
      if (this.#byId.size === 0) break;
      // This is also a turn of the event loop, for timers and all else.
      this.#dispatch(await symbols.epoll_wait_later(this.#epoll, this.#events, BATCH, FOREVER));
    }
    this.#waiting = false;
  }

  #dispatch(count: number) {
    const ids: number[] = [];
    for (let i = 0; i < count; i++) ids.push(this.#view.getUint32(i * this.#size + this.#dataOffset, true));
    for (const id of ids) this.#byId.get(id)?.ready();
  }
}

/** The poller of all children; opened when the first one starts. */
export const poller = new Poller();
