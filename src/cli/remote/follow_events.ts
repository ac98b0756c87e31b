import { AppError, type JsonObject, parseJson } from "../../core/mod.ts";
import type { DaemonClient } from "./daemon_client.ts";
import { readEventStream } from "./read_event_stream.ts";

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5_000;
/** So long a daemon may be away, to be restarted or upgraded, before who follows gives up. */
const PATIENCE_MS = 60_000;

/** One event with its place in the stream. */
export interface FollowedEvent {
  readonly id: string;
  readonly event: JsonObject;
}

/** How {@link followEvents} follows. */
export interface FollowEventsOptions {
  /** Says where the daemon is, anew for each connection: one that was restarted may answer elsewhere. The client is disposed here. */
  connect(): DaemonClient;
  /** Whether the stream is over when it has ended here; else a stream that ends is opened again. */
  isOver(client: DaemonClient, last: JsonObject | undefined): Promise<boolean>;
  /** Ends it without an error. */
  readonly signal: AbortSignal;
  /** What came with the last event that is known already. Default: from the beginning. */
  readonly after?: string;
  /** Milliseconds without any answer after which it gives up. Default a minute. */
  readonly patienceMs?: number;
}

/**
 * Follows server-sent events of a daemon, over cut connections and restarts: each new connection goes on behind the last event, so none is
 * lost or doubled.
 *
 * @throws AppError `daemon_unreachable` when it stays away, and what the daemon refuses.
 */
export async function* followEvents(path: string, options: FollowEventsOptions): AsyncGenerator<FollowedEvent, void> {
  const { signal, patienceMs = PATIENCE_MS } = options;
  let { after } = options;
  let last: JsonObject | undefined;
  let delayMs = FIRST_DELAY_MS;
  let heardAt = performance.now();
  while (!signal.aborted) {
    try {
      using client = options.connect();
      const stream = await client.stream(path, after, signal);
      heardAt = performance.now();
      let isCut = false;
      try {
        for await (const { data, id } of readEventStream(stream, (ms) => delayMs = Math.min(ms, LONGEST_DELAY_MS))) {
          heardAt = performance.now();
          if (id !== "") after = id;
          last = parseJson(data) as JsonObject;
          yield { id, event: last };
        }
      } catch (error) {
        // A connection that breaks in the middle is one to be opened again; anything of our own is not.
        if (error instanceof AppError || error instanceof RangeError || error instanceof SyntaxError) throw error;
        isCut = true;
      }
      heardAt = performance.now();
      if (signal.aborted || !isCut && await options.isOver(client, last)) return;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof AppError) || !isPassing(error) || performance.now() - heardAt > patienceMs) throw error;
    }
    await pause(delayMs, signal);
    delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
  }
}

/** What a daemon that stops or starts answers. */
function isPassing({ code }: AppError): boolean {
  return code === "daemon_unreachable" || code === "stopping" || code === "starting";
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
