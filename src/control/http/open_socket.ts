import { AppError } from "../../core/mod.ts";
import { acceptSocket } from "../../platform/net/mod.ts";
import type { ApiRequest } from "../api_request.ts";
import type { Caller } from "../caller.ts";

/** Makes a request's connection a WebSocket: see `ApiRequest.openSocket`. */
export function openSocket(request: Request, caller: Caller, mostBytes: number): ReturnType<ApiRequest["openSocket"]> {
  const key = keyOf(request);
  const taken = caller.takeOver?.(request);
  if (taken === undefined) {
    const what = caller.takeOver === undefined ? "This listener" : `Deno ${Deno.version.deno} in this binary`;
    throw new AppError("upgrade_unsupported", `${what} cannot open WebSockets`);
  }
  return { response: taken.response, socket: acceptSocket(taken.connection, { key, mostBytes }) };
}

/** @throws AppError `upgrade_required` for what is no opening handshake (RFC 6455, 4.2.1). */
function keyOf({ headers, method }: Request): string {
  const has = (name: string, word: string) => (headers.get(name) ?? "").toLowerCase().split(",").some((part) => part.trim() === word);
  const key = headers.get("sec-websocket-key");
  if (method !== "GET" || key === null || !has("upgrade", "websocket") || !has("connection", "upgrade")) {
    throw new AppError("upgrade_required", "This is a WebSocket, and the request asks for none");
  }
  if (headers.get("sec-websocket-version") !== "13" || !/^[A-Za-z0-9+/]{22}==$/.test(key)) {
    throw new AppError("upgrade_required", "The request asks for a WebSocket of another version than 13");
  }
  return key;
}
