import { type Actor, AppError, type AuditRow } from "../core/mod.ts";
import type { Daemon } from "../live/mod.ts";
import type { SocketChannel } from "../platform/net/mod.ts";
import type { Caller } from "./caller.ts";
import type { ControlLimits, ControlOptions } from "./control_options.ts";

/** What a handler works on: a request that was let in, with its query and its body read. */
export interface ApiRequest<Q = unknown, B = unknown> {
  readonly daemon: Daemon;
  readonly options: ControlOptions;
  readonly limits: ControlLimits;
  readonly caller: Caller;
  /** Who asks; of a public route `anonymous`. */
  readonly actor: Actor;
  readonly headers: Headers;
  readonly url: URL;
  readonly method: string;
  readonly query: Q;
  readonly body: B;
  /** The media type to answer with, of those that the route offers. */
  readonly type: string;
  /** A parameter of the path, decoded. */
  param(name: string): string;
  /**
   * Makes the request's connection a WebSocket. The response is to be returned at once.
   *
   * @param mostBytes Most bytes of a message that comes.
   * @throws AppError `upgrade_required` for a request that asks for none, `upgrade_unsupported` where the listener cannot.
   */
  openSocket(mostBytes: number): { readonly response: Response; readonly socket: Promise<SocketChannel> };
  /** Writes a row of the audit. Changes of modules are written by the daemon itself, which knows what they were before. */
  audit(row: Pick<AuditRow, "action" | "module"> & Partial<Pick<AuditRow, "before" | "after" | "detail">>): void;
}

/** The pipeline that the path names. @throws AppError `module_unknown` for a name that no pipeline can have, when it is to be there. */
export function namedPipeline(request: Pick<ApiRequest, "param">, isToBeThere = true): string {
  const name = request.param("name");
  const module = `pipelines/${name}`;
  if (NAME.test(name)) return module;
  if (isToBeThere) throw new AppError("module_unknown", `There is no pipeline "${name}"`, { details: { module } });
  throw new AppError("name_invalid", `A pipeline cannot be called "${name}"`, { details: { module } });
}

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;
