import type { GuardedFile, JsonObject } from "../../core/mod.ts";
import { told } from "./files_error.ts";
import { MAX_PIECE } from "../protocol/files_limits.ts";
import { textOf, wholeOf } from "./header.ts";
import { OpenFile } from "./open_file.ts";
import { BrokerError, type BrokerReply, type Operation } from "./operation.ts";
import type { Session } from "./session.ts";

/** Reads a piece; `end` where nothing is left. */
export const readPiece = onFile("read", async (file, header) => {
  const bytes = new Uint8Array(wholeOf(header, "length", 1, MAX_PIECE));
  const count = await file.read(bytes);
  return count === null ? { header: { end: true } } : { header: {}, bytes: bytes.subarray(0, count) };
});

/** Writes a piece, all of it. */
export const writePiece = onFile("write", async (file, _header, bytes) => {
  if (bytes.length > MAX_PIECE) {
    throw new BrokerError("RangeError", `A request of ${bytes.length} bytes, at most ${MAX_PIECE} are written at once`);
  }
  await file.write(bytes);
  return { header: {} };
});

export const seekFile = onFile("seek", async (file, header) => {
  const offset = wholeOf(header, "offset", Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const whence = textOf(header, "whence", 10);
  if (whence !== "start" && whence !== "current" && whence !== "end") {
    throw new BrokerError("TypeError", "There is no such place to seek from");
  }
  if (whence === "start" && offset < 0) throw new BrokerError("TypeError", "A place from the start is not negative");
  return { header: { offset: await file.seek(offset, whence) } };
});

export const truncateFile = onFile("truncate", async (file, header) => {
  await file.truncate(wholeOf(header, "length", 0, Number.MAX_SAFE_INTEGER));
  return { header: {} };
});

export const syncFile = onFile("sync", async (file, header) => {
  const what = textOf(header, "what", 10);
  if (what !== "data" && what !== "all") throw new BrokerError("TypeError", "There is no such thing to make durable");
  await file.sync(what);
  return { header: {} };
});

export const statFile = onFile("stat", async (file) => ({ header: { info: { ...await file.stat() } } }));

/** Closes a file once what was asked of it before is done. */
export const closeFile: Operation<Session> = async (session, { header }) => {
  const file = session.take(header["id"], OpenFile);
  await told("close", () => file.close());
  return { header: {} };
};

function onFile(
  about: string,
  act: (file: GuardedFile, header: JsonObject, bytes: Uint8Array) => Promise<BrokerReply>,
): Operation<Session> {
  return (session, { header, bytes }) => {
    const opened = session.find(header["id"], OpenFile);
    return told(`${about} '${opened.written}'`, () => opened.use((file) => act(file, header, bytes)));
  };
}
