import type { ChildExit, ChildLimits, JsonObject, OutputStream } from "../../core/mod.ts";
import { type Frame, FrameError } from "../protocol/frame.ts";

/** One sandbox, for one task at a time. */
export interface Box {
  /** Whose tasks it runs: it is never given another's. */
  key: string | undefined;
  /** Settles once it takes tasks; rejects with why when it never will. */
  readonly ready: Promise<void>;
  readonly isGone: boolean;
  /** Whether its memory and processor time can be limited here; known once it is ready. */
  readonly canLimit: boolean;
  /** How many bytes of memory it holds more than when it was fresh; 0 where that is not known. */
  readonly grownBytes: number;
  /** Who is told of what comes from now on. */
  listen(listener: BoxListener | undefined): void;
  send(header: JsonObject, bytes?: Uint8Array): void;
  /** What it may use from now on, more than it does now. */
  relimit(limits: ChildLimits): void;
  kill(): void;
}

/** What a box takes from its sandbox. Called in the order in which the sandbox sent. */
export interface BoxListener {
  output(stream: OutputStream, bytes: Uint8Array): void | Promise<void>;
  ask(id: number, op: string, header: JsonObject, bytes: Uint8Array): void;
  /** The script has ended; `isClean` when nothing of it can still run. */
  end(header: JsonObject, isClean: boolean): void;
  /** The sandbox is gone, or sent what is no message. */
  lost(loss: Loss): void;
}

/** Why a sandbox is gone. */
export interface Loss {
  /** Of one that is a process. */
  readonly exit?: ChildExit;
  /** The last of what it said besides messages. */
  readonly words: string;
  /** What it sent that is no message. */
  readonly protocol?: string;
}

/** Outputs, requests' bytes and log records in one message. */
export const LONGEST_FRAME = 80 * 1024 * 1024;
/** The outputs at their longest, three bytes a character, and some. */
export const LONGEST_HEADER = 26 * 1024 * 1024;
const STREAMS: ReadonlySet<unknown> = new Set(["stdout", "stderr", "log"]);

/**
 * Hands a frame to who listens. Between tasks nobody does, and a sandbox that is as it should be has nothing to say.
 *
 * @throws FrameError
 */
export function takeFrame({ header, bytes }: Frame, listener: BoxListener | undefined): void | Promise<void> {
  if (listener === undefined) throw new FrameError("A message between tasks");
  const { t, s, id, op } = header;
  if (t === "out" && STREAMS.has(s)) return listener.output(s as OutputStream, bytes);
  if (t === "ask" && typeof id === "number" && typeof op === "string") return listener.ask(id, op, objectOf(header["header"]), bytes);
  if (t === "end") return listener.end(header, header["clean"] === true);
  throw new FrameError("A message of no known kind");
}

function objectOf(value: JsonObject[string] | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as JsonObject : {};
}
