import * as nodePath from "node:path";
import { AppError } from "../../core/mod.ts";
import type { Address } from "./endpoint.ts";

const HINT = "Write http://127.0.0.1:7400, https://host:port or unix:/path/to/socket";

/**
 * Reads a daemon's address: `http://…`, `https://…` or `unix:PATH`.
 *
 * @param named What gave it, for messages: `--url` or `EXECUTOR_URL`.
 * @param cwd What a relative path of a socket starts from.
 * @throws AppError `usage`.
 *
 * @example
 * ```ts
 * parseAddress("http://127.0.0.1:7400/", "--url", "/").base; // "http://127.0.0.1:7400"
 * ```
 */
export function parseAddress(text: string, named: string, cwd: string): Address {
  const refuse = (why: string) => new AppError("usage", `${named} "${text}" ${why}`, { hint: HINT });
  if (text.startsWith("unix:")) {
    const path = text.slice("unix:".length);
    if (path === "") throw refuse("names no socket");
    const socket = nodePath.resolve(cwd, path);
    return { base: "http://localhost", socket, shown: `unix:${socket}` };
  }
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw refuse("is no address");
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") throw refuse("is no address of http, https or unix");
  // They would end up in process lists and logs, and the daemon takes none there.
  if (url.username !== "" || url.password !== "") {
    throw new AppError("usage", `${named} holds a user or a password`, { hint: "Put the token into EXECUTOR_TOKEN" });
  }
  if (url.search !== "" || url.hash !== "") throw refuse("has a query or a fragment");
  const base = `${url.origin}${url.pathname}`.replace(/\/+$/, "");
  return { base, shown: base };
}
