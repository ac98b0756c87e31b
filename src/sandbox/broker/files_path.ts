import * as nodePath from "node:path";
import type { JsonObject, PathCheck } from "../../core/mod.ts";
import { textOf } from "./header.ts";
import { BrokerError } from "./operation.ts";
import type { Session } from "./session.ts";

/** A path that a script asks for. */
export interface AskedPath {
  /** As the script wrote it. */
  readonly written: string;
  /** Absolute, without dots; links are not resolved. */
  readonly absolute: string;
}

/** No operating system takes a longer one. */
const MAX_PATH = 4096;

/**
 * Reads a path of a request. Relative ones start at the task's working folder; `..` is taken back by its text, as Deno does, so that no
 * folder on the way is asked about.
 *
 * @throws BrokerError `TypeError` for what is no path, `NotFound` for an empty one.
 */
export function pathOf(session: Session, header: JsonObject, name = "path"): AskedPath {
  const written = textOf(header, name, MAX_PATH);
  if (written === "") throw new BrokerError("NotFound", "No such file or directory (os error 2): ''");
  if (written.includes("\0") || !written.isWellFormed()) {
    throw new BrokerError("TypeError", "A path holds a character that no file's name has");
  }
  return { written, absolute: nodePath.resolve(session.cwd, written) };
}

/** Checks, and audits, each of the accesses that an operation on a path needs. */
export function checkOf(session: Session, { written, absolute }: AskedPath, ...accesses: ("read" | "write")[]): PathCheck {
  return (real) => {
    for (const access of accesses) session.require(access, real, session.policy.path({ access, real, absolute, written }));
  };
}
