import { parseDuration } from "../../dsl/schema/mod.ts";
import { AppError } from "../core/mod.ts";
import { systemReason } from "../platform/mod.ts";
import { playTimes } from "./play/delays.ts";
import { readRecording } from "./play/read_recording.ts";
import type { VerbArgs, VerbMain } from "./verb.ts";

/** The longest that a timer waits. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** `executor play FILE`: shows a recording again, in the time that it took. */
export const playVerb: VerbMain = async (args, io) => {
  const [name = ""] = args.positional;
  const speed = speedOf(args);
  const limitS = idleLimitOf(args);
  using file = await openFile(name.startsWith("/") ? name : `${io.cwd}/${name}`, name);
  const { head, outputs } = await readRecording(bytesOf(file, name), name);
  const timeOf = playTimes({ speed, idleLimitS: limitS ?? head.idleLimitS ?? Infinity });
  const beganAt = performance.now();
  for await (const { atS, text } of outputs) {
    const dueMs = timeOf(atS);
    // What stands before a pause is to be seen during it.
    if (dueMs > performance.now() - beganAt) await io.out.flush();
    for (let left = 1; (left = dueMs - (performance.now() - beganAt)) > 0;) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(left, LONGEST_WAIT_MS)));
    }
    await io.out.write(text);
    if (io.out.closed) break;
  }
  return 0;
};

async function openFile(path: string, name: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path);
  } catch (error) {
    throw unreadable(name, error);
  }
}

/** The file's bytes; unlike its own stream it leaves the file to be closed by its owner. */
function bytesOf(file: Deno.FsFile, name: string): ReadableStream<Uint8Array> {
  return ReadableStream.from(chunks());
  async function* chunks() {
    for (;;) {
      const chunk = new Uint8Array(64 * 1024);
      const count = await file.read(chunk).catch((error) => {
        throw unreadable(name, error);
      });
      if (count === null) return;
      yield chunk.subarray(0, count);
    }
  }
}

function unreadable(name: string, cause: unknown): AppError {
  return new AppError("recording_unreadable", `Cannot read ${name}: ${systemReason(cause)}`, { cause });
}

function speedOf(args: VerbArgs): number {
  const text = args.text("--speed") ?? "1";
  const speed = /^\d*\.?\d+$/.test(text) ? Number(text) : 0;
  if (speed > 0 && Number.isFinite(speed)) return speed;
  throw new AppError("usage", `--speed takes a number above 0, found "${text}"`, { hint: "See executor play --help" });
}

/** In seconds; a number alone is one, as players have it. */
function idleLimitOf(args: VerbArgs): number | undefined {
  const text = args.text("--idle-limit");
  if (text === undefined) return undefined;
  const ms = /^\d*\.?\d+$/.test(text) ? Number(text) * 1000 : parseDuration(text);
  if (ms !== undefined && Number.isFinite(ms)) return ms / 1000;
  throw new AppError("usage", `--idle-limit takes a duration such as 2s, found "${text}"`, { hint: "See executor play --help" });
}
