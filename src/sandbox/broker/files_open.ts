import type { GuardedOpenOptions, JsonObject } from "../../core/mod.ts";
import { told } from "./files_error.ts";
import { type AskedPath, checkOf, pathOf } from "./files_path.ts";
import { flagOf, isGiven, wholeOf } from "./header.ts";
import { OpenFile } from "./open_file.ts";
import { BrokerError, type Operation } from "./operation.ts";
import type { Session } from "./session.ts";

/** Opens a file for as long as the script wants. */
export const openFile: Operation<Session> = async (session, { header }) => {
  const path = pathOf(session, header);
  const opened = await openChecked(session, path, optionsOf(header), "open");
  return { header: { id: await session.keep(opened) } };
};

/** Opens a file when the policy lets the script do with it what the options say. */
export async function openChecked(session: Session, path: AskedPath, options: GuardedOpenOptions, about: string): Promise<OpenFile> {
  const { read, write, append } = options;
  const accesses = [...(read ? ["read" as const] : []), ...(write || append ? ["write" as const] : [])];
  const check = checkOf(session, path, ...accesses);
  const file = await told(`${about} '${path.written}'`, () => session.ports.files.open(path.absolute, options, check));
  return new OpenFile(file, path.written);
}

/** Permission bits of a request. */
export function modeOf(header: JsonObject): { readonly mode?: number } {
  return isGiven(header, "mode") ? { mode: wholeOf(header, "mode", 0, 0o777) } : {};
}

function optionsOf(header: JsonObject): GuardedOpenOptions {
  const [read, write, append] = [flagOf(header, "read"), flagOf(header, "write"), flagOf(header, "append")];
  const [truncate, create, createNew] = [flagOf(header, "truncate"), flagOf(header, "create"), flagOf(header, "createNew")];
  // The combinations that Deno refuses as well.
  if (!read && !write && !append) throw new BrokerError("TypeError", "`read`, `write` or `append` has to be true to open a file");
  if (truncate && !write) throw new BrokerError("TypeError", "`truncate` needs `write`");
  if ((create || createNew) && !write && !append) throw new BrokerError("TypeError", "`create` and `createNew` need `write` or `append`");
  return { read, write, append, truncate, create, createNew, ...modeOf(header) };
}
