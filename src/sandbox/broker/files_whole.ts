import { told } from "./files_error.ts";
import { modeOf, openChecked } from "./files_open.ts";
import { pathOf } from "./files_path.ts";
import { flagOf } from "./header.ts";
import { MAX_FIRST, MAX_PIECE, MAX_WHOLE } from "../protocol/files_limits.ts";
import type { OpenFile } from "./open_file.ts";
import { BrokerError, type Operation } from "./operation.ts";
import type { Session } from "./session.ts";

const READ = { read: true, write: false, append: false, truncate: false, create: false, createNew: false };

/** Reads a whole file when it is short; of a longer one the first piece, with the number of the open file for the rest. */
export const readWhole: Operation<Session> = async (session, { header }) => {
  const path = pathOf(session, header);
  const about = `readfile '${path.written}'`;
  const file = await openChecked(session, path, READ, "readfile");
  let kept = false;
  try {
    const { size } = await told(about, () => file.use((opened) => opened.stat()));
    if (size > MAX_WHOLE) {
      throw new BrokerError("RangeError", `The file has ${size} bytes, and at most ${MAX_WHOLE} are read at once; use Deno.open: ${about}`);
    }
    const bytes = await told(about, () => readUpTo(file, Math.min(size + 1, MAX_FIRST)));
    // A file that says nothing of its size, or grows, is read until it ends.
    if (bytes.length < MAX_FIRST && bytes.length <= size) return { header: {}, bytes };
    kept = true;
    return { header: { id: await session.keep(file) }, bytes };
  } finally {
    if (!kept) await file.close();
  }
};

/** Writes a short file whole; a longer one is opened and written piece by piece. */
export const writeWhole: Operation<Session> = async (session, { header, bytes }) => {
  const path = pathOf(session, header);
  const append = flagOf(header, "append");
  const createNew = flagOf(header, "createNew");
  const mode = modeOf(header);
  const isMore = flagOf(header, "more");
  if (bytes.length > MAX_PIECE) {
    throw new BrokerError("RangeError", `A request of ${bytes.length} bytes, at most ${MAX_PIECE} are written at once`);
  }
  const options = {
    read: false,
    write: !append,
    append,
    truncate: !append,
    create: flagOf(header, "create"),
    createNew,
    isModeForced: "mode" in mode,
    ...mode,
  };
  const file = await openChecked(session, path, options, "writefile");
  let kept = false;
  try {
    await told(`writefile '${path.written}'`, () => file.use((opened) => opened.write(bytes)));
    if (!isMore) return { header: {} };
    kept = true;
    return { header: { id: await session.keep(file) } };
  } finally {
    if (!kept) await file.close();
  }
};

/** Fills a buffer as far as the file goes. */
function readUpTo(file: OpenFile, length: number): Promise<Uint8Array> {
  return file.use(async (opened) => {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const count = await opened.read(bytes.subarray(filled));
      if (count === null) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  });
}
