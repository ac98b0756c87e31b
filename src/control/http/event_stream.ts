/** One server-sent event. */
export interface StreamedEvent {
  readonly id: number;
  readonly event: string;
  /** Lines are sent as lines. */
  readonly data: string;
}

/** Options of {@link eventStream}. */
export interface EventStreamOptions {
  /** Ends the stream. */
  readonly signal: AbortSignal;
  readonly heartbeatMs: number;
  readonly stalledMs: number;
}

/** So many bytes may wait for a reader. */
const WAITING_BYTES = 64 * 1024;

/**
 * A body of server-sent events. An item is only asked for when the reader has taken what came before, so that a slow one never makes anybody
 * keep more than a few; while nothing comes, comments show that the stream lives. One whose reader takes nothing for `stalledMs` is broken
 * off: it can come back with the last id.
 *
 * @param open Gives the events; called once somebody reads. Its signal aborts when nobody does any more.
 */
export function eventStream(
  open: (signal: AbortSignal) => AsyncGenerator<StreamedEvent, void>,
  { signal, heartbeatMs, stalledMs }: EventStreamOptions,
): ReadableStream<Uint8Array> {
  const ended = new AbortController();
  const stop = AbortSignal.any([signal, ended.signal]);
  const encoder = new TextEncoder();
  let events: AsyncGenerator<StreamedEvent, void> | undefined;
  let coming: Promise<IteratorResult<StreamedEvent, void>> | undefined;
  let stalled: ReturnType<typeof setTimeout> | undefined;

  const source: UnderlyingDefaultSource<Uint8Array> = {
    async pull(controller) {
      clearTimeout(stalled);
      try {
        if (events === undefined) {
          events = open(stop);
          controller.enqueue(encoder.encode("retry: 1000\n\n"));
        } else {
          coming ??= events.next();
          const next = await within(coming, heartbeatMs, stop);
          if (next === "stopped" || typeof next === "object" && next.done) return finish(controller);
          if (next !== "silent") coming = undefined;
          controller.enqueue(encoder.encode(next === "silent" ? ":\n\n" : textOf(next.value)));
        }
      } catch (error) {
        ended.abort();
        throw error;
      }
      if (ended.signal.aborted) return;
      stalled = setTimeout(() => {
        ended.abort();
        controller.error(new Error("The reader of an event stream takes nothing"));
      }, stalledMs);
    },
    cancel() {
      clearTimeout(stalled);
      ended.abort();
      coming?.catch(() => {});
      events?.return().catch(() => {});
    },
  };
  return new ReadableStream(source, { highWaterMark: WAITING_BYTES, size: (chunk) => chunk?.byteLength ?? 0 });

  function finish(controller: ReadableStreamDefaultController<Uint8Array>): void {
    ended.abort();
    coming?.catch(() => {});
    events?.return().catch(() => {});
    controller.close();
  }
}

function textOf({ id, event, data }: StreamedEvent): string {
  return `id: ${id}\nevent: ${event}\n${data.split("\n").map((line) => `data: ${line}\n`).join("")}\n`;
}

/** What comes first: the value, so much time, or the signal. */
async function within<T>(coming: Promise<T>, ms: number, signal: AbortSignal): Promise<T | "silent" | "stopped"> {
  if (signal.aborted) return "stopped";
  const { promise, resolve } = Promise.withResolvers<"silent" | "stopped">();
  const timer = setTimeout(resolve, ms, "silent");
  const stop = () => resolve("stopped");
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([coming, promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}
