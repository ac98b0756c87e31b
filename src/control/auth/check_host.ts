import { AppError } from "../../core/mod.ts";
import type { Caller } from "../caller.ts";

/**
 * Makes sure that a request means this daemon: a page whose name was made to point at it (DNS rebinding) names itself.
 *
 * @param host The header `Host`.
 * @param hosts Further names, of the settings; one with a port is good for that port alone.
 * @throws AppError `host_unknown`.
 */
export function checkHost(host: string, caller: Caller, hosts: readonly string[]): void {
  if (caller.isUnix) return;
  const [, name = "", port] = /^(\[[0-9a-f:.]+\]|[^:\s,/@]+)(?::(\d{1,5}))?$/.exec(host.toLowerCase()) ?? [];
  const plain = name.replace(/\.$/, "");
  if (plain !== "" && (isLoopback(plain) || caller.names.has(plain) || caller.names.has("*") && isAddress(plain))) return;
  const named = hosts.map((text) => text.toLowerCase());
  if (plain !== "" && (named.includes(plain) || port !== undefined && named.includes(`${plain}:${port}`))) return;
  throw new AppError("host_unknown", `This daemon does not answer for the host "${host.slice(0, 100)}"`, {
    hint: "Add the name to api.hosts of the settings",
  });
}

/** Names that cannot be made to point anywhere else. */
function isLoopback(name: string): boolean {
  return name === "localhost" || name === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(name);
}

/** An address is no name: nobody can make it point at another one. */
function isAddress(name: string): boolean {
  return name.startsWith("[") || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(name);
}
