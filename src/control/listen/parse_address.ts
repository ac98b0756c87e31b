import { AppError } from "../../core/mod.ts";

/** Where to listen. */
export type ListenAddress =
  | { readonly kind: "tcp"; readonly hostname: string; readonly port: number }
  | { readonly kind: "unix"; readonly path: string };

/** The longest path that a socket's address can hold on every system, in bytes, less what is behind its name until it is bound. */
const LONGEST_PATH = 98;

/**
 * Reads `HOST:PORT`, with brackets around an IPv6 address, or `unix:PATH`.
 *
 * @throws AppError `usage`.
 */
export function parseAddress(text: string): ListenAddress {
  if (text.startsWith("unix:")) {
    const path = text.slice("unix:".length);
    if (path === "" || path.includes("\0")) throw wrong(text, "there is no path behind unix:");
    if (new TextEncoder().encode(path).length > LONGEST_PATH) throw wrong(text, `the path of a socket has at most ${LONGEST_PATH} bytes`);
    return { kind: "unix", path };
  }
  const [, hostname = "", port = ""] = /^(\[[0-9A-Fa-f:.]+\]|[^:[\]\s/@]+):(\d{1,5})$/.exec(text) ?? [];
  if (hostname === "") throw wrong(text, "it has neither the form HOST:PORT nor unix:PATH");
  if (Number(port) > 65_535) throw wrong(text, "a port is at most 65535");
  return { kind: "tcp", hostname: hostname.replace(/^\[|\]$/g, "").toLowerCase(), port: Number(port) };
}

/** Whether only this machine can reach an address. */
export function isLoopback(address: ListenAddress): boolean {
  if (address.kind === "unix") return true;
  return address.hostname === "localhost" || address.hostname === "::1" || /^127(?:\.\d{1,3}){3}$/.test(address.hostname);
}

function wrong(text: string, why: string): AppError {
  return new AppError("usage", `Cannot listen on "${text}": ${why}`, {
    hint: "Write 127.0.0.1:7400, [::1]:7400 or unix:/run/executor.sock",
  });
}
