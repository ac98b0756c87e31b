import type { Endpoint } from "./endpoint.ts";

/** Whether a daemon's files are likely this machine's: it is spoken to through a unix socket or the loopback. */
export function isLocalEndpoint({ socket, base }: Endpoint): boolean {
  return socket !== undefined || /^https?:\/\/(?:127\.|localhost(?:[:/]|$)|\[::1\])/.test(base);
}
