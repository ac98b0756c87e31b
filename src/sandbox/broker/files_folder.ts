import type { GuardedDirEntry } from "../../core/mod.ts";
import { told } from "./files_error.ts";
import { MAX_ENTRIES } from "../protocol/files_limits.ts";
import { modeOf } from "./files_open.ts";
import { checkOf, pathOf } from "./files_path.ts";
import { flagOf } from "./header.ts";
import type { BrokerReply, Operation } from "./operation.ts";
import type { Resource, Session } from "./session.ts";

/** Entries of a folder that were not sent yet. */
class Listing implements Resource {
  #entries: readonly GuardedDirEntry[];
  #sent = 0;

  constructor(entries: readonly GuardedDirEntry[]) {
    this.#entries = entries;
  }

  next(): readonly GuardedDirEntry[] {
    const some = this.#entries.slice(this.#sent, this.#sent + MAX_ENTRIES);
    this.#sent += some.length;
    return some;
  }

  get isEmpty(): boolean {
    return this.#sent >= this.#entries.length;
  }

  close(): void {
    this.#entries = [];
  }
}

/** The entries of a folder; of many the first, with a number to ask for more by. */
export const readFolder: Operation<Session> = async (session, { header }) => {
  const path = pathOf(session, header);
  const check = checkOf(session, path, "read");
  const entries = await told(`readdir '${path.written}'`, () => session.ports.files.readDir(path.absolute, check));
  const listing = new Listing(entries);
  const first = replyOf(listing);
  return listing.isEmpty ? first : { header: { ...first.header, id: await session.keep(listing) } };
};

/** Further entries; without `more` they were the last, and the number is void. */
export const readFolderOn: Operation<Session> = (session, { header }) => {
  const listing = session.find(header["id"], Listing);
  const reply = replyOf(listing);
  if (!listing.isEmpty) return { header: { ...reply.header, more: true } };
  session.take(header["id"], Listing);
  return reply;
};

/** Forgets a listing that is not read to its end. */
export const closeFolder: Operation<Session> = (session, { header }) => {
  session.take(header["id"], Listing).close();
  return { header: {} };
};

/** What a path leads to. */
export const statPath: Operation<Session> = async (session, { header }) => {
  const path = pathOf(session, header);
  const check = checkOf(session, path, "read");
  const info = await told(`stat '${path.written}'`, () => session.ports.files.stat(path.absolute, check));
  return { header: { info: { ...info } } };
};

export const makeFolder: Operation<Session> = async (session, { header }) => {
  const path = pathOf(session, header);
  const options = { recursive: flagOf(header, "recursive"), ...modeOf(header) };
  const check = checkOf(session, path, "write");
  await told(`mkdir '${path.written}'`, () => session.ports.files.mkdir(path.absolute, options, check));
  return { header: {} };
};

export const removePath: Operation<Session> = async (session, { header }) => {
  const path = pathOf(session, header);
  const options = { recursive: flagOf(header, "recursive") };
  const check = checkOf(session, path, "write");
  await told(`remove '${path.written}'`, () => session.ports.files.remove(path.absolute, options, check));
  return { header: {} };
};

/** Needs `read` of the old place too, as in Deno: else what may only be written could be moved to where it may be read. */
export const renamePath: Operation<Session> = async (session, { header }) => {
  const [from, to] = [pathOf(session, header, "from"), pathOf(session, header, "to")];
  const [checkFrom, checkTo] = [checkOf(session, from, "read", "write"), checkOf(session, to, "write")];
  const about = `rename '${from.written}' -> '${to.written}'`;
  await told(about, () => session.ports.files.rename(from.absolute, to.absolute, checkFrom, checkTo));
  return { header: {} };
};

function replyOf(listing: Listing): BrokerReply {
  // Pairs of a name and a letter: what makes a folder of a thousand entries a short message.
  const entries = listing.next().map((
    { name, isFile, isDirectory, isSymlink },
  ) => [name, isFile ? "f" : isDirectory ? "d" : isSymlink ? "l" : "o"]);
  return { header: { entries } };
}
