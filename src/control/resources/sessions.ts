import { z } from "zod";
import { AppError } from "../../core/mod.ts";
import { parseDuration } from "../../../dsl/schema/mod.ts";
import type { SessionRequest } from "../../live/mod.ts";
import type { ApiRequest } from "../api_request.ts";
import { isTokenValid } from "../auth/is_token_valid.ts";
import { mayUseSession, needSession, needSessionStart } from "../auth/session_access.ts";
import { decodeCursor, encodeCursor } from "../http/cursor.ts";
import { jsonResponse } from "../http/json_response.ts";
import { type Route, route } from "../route.ts";
import { sessionToJson } from "../wire/session_json.ts";
import { NO_QUERY, PAGE_QUERY } from "./queries.ts";

/** Most bytes of one message to a session. */
const MOST_MESSAGE_BYTES = 1024 * 1024;
const LONGEST_MS = 3650 * 86_400_000;
const ASCIICAST = "application/x-asciicast";

const text = z.string().max(128 * 1024).regex(/^[^\0]*$/, "no NUL character");
const cells = z.int().min(1).max(65_535);
const limit = z.string().transform((value, context) => {
  const ms = parseDuration(value);
  if (ms !== undefined && ms > 0 && ms <= LONGEST_MS) return Math.ceil(ms);
  context.addIssue({ code: "custom", message: "a duration such as 30m, up to ten years" });
  return z.NEVER;
});
const CREATE_BODY = z.strictObject({
  command: z.array(text).min(1).max(10_000).refine(([program]) => program !== "", "the program has a name").describe(
    "Program and arguments",
  ),
  cols: cells.default(80),
  rows: cells.default(24),
  env: z.record(z.string().regex(/^[^=\0]{1,1000}$/, "the name of a variable"), text).default({}).describe(
    "Added to what every session gets",
  ),
  cwd: text.regex(/^\//, "an absolute path").optional().describe("Default: the home folder of the daemon's user"),
  idle: limit.optional().describe("Ends it after so long without a byte either way, such as 30m. Default: never"),
  total: limit.optional().describe("Ends it after so long, such as 8h. Default: never"),
  hold: limit.optional().describe(
    "How long, from its start, it waits for the first who attaches rather than write more than is kept, such as 10s. Default: it does not",
  ),
  record: z.boolean().default(false).describe("Keeps what it shows, with times"),
});
const ATTACH_QUERY = z.strictObject({
  from: z.string().regex(/^\d{1,15}$/, "the place of a byte").transform(Number).optional()
    .describe("The byte to begin with. Default: the oldest that is kept"),
});

/** `/api/v1/sessions`. */
export const SESSION_ROUTES: readonly Route[] = [
  route({
    id: "session.create",
    method: "POST",
    path: "/api/v1/sessions",
    tag: "sessions",
    summary: "Starts a command in a terminal: admins any, operators those of the settings",
    access: "operator",
    query: NO_QUERY,
    body: { kind: "json", schema: CREATE_BODY },
    answers: { 201: { description: "It runs", schema: "Session", headers: { Location: "Where the session is" } } },
    isIdempotent: true,
    async handle(request) {
      const { daemon, actor, body: { idle, total, hold, ...rest } } = request;
      const asked: SessionRequest = { ...rest, idleMs: idle, totalMs: total, holdMs: hold };
      needSessionStart(actor, asked, daemon.settings().sessions);
      const session = await daemon.sessions.create(asked, actor);
      request.audit({ action: "session.create", module: `sessions/${session.id}`, detail: session.command.join(" ") });
      return jsonResponse(sessionToJson(session), 201, { location: `/api/v1/sessions/${session.id}` });
    },
  }),
  route({
    id: "sessions.list",
    method: "GET",
    path: "/api/v1/sessions",
    tag: "sessions",
    summary: "Lists sessions, newest first, those that have ended and are kept included",
    access: "viewer",
    query: PAGE_QUERY,
    answers: { 200: { description: "A page", schema: "SessionPage" } },
    handle({ daemon, query: { cursor, limit } }) {
      const { items, next } = daemon.sessions.list({ limit, cursor: cursor === undefined ? undefined : decodeCursor(cursor) });
      return jsonResponse({ items: items.map(sessionToJson), next: next === null ? null : encodeCursor(next) });
    },
  }),
  route({
    id: "sessions.get",
    method: "GET",
    path: "/api/v1/sessions/:session",
    tag: "sessions",
    summary: "Shows a session",
    access: "viewer",
    query: NO_QUERY,
    answers: { 200: { description: "The session", schema: "Session" } },
    handle: ({ daemon, param }) => jsonResponse(sessionToJson(daemon.sessions.get(param("session")))),
  }),
  route({
    id: "session.end",
    method: "DELETE",
    path: "/api/v1/sessions/:session",
    tag: "sessions",
    summary: "Ends a session with all that it started; forgets one that has ended, with its recording",
    access: "operator",
    query: NO_QUERY,
    answers: { 204: { description: "It has ended", types: [] } },
    async handle({ daemon, actor, caller, param }) {
      const id = param("session");
      needSession(actor, daemon.sessions.get(id));
      await daemon.sessions.end(id, { actor, from: caller.from });
      return new Response(null, { status: 204 });
    },
  }),
  route({
    id: "sessions.recording",
    method: "GET",
    path: "/api/v1/sessions/:session/recording",
    tag: "sessions",
    summary: "What a session showed, with times, so far: asciicast v2",
    access: "viewer",
    query: NO_QUERY,
    answers: { 200: { description: "The recording", types: [ASCIICAST] } },
    async handle({ daemon, param }) {
      const file = await Deno.open(daemon.sessions.recording(param("session"))).catch((cause) => {
        throw new AppError("session_not_recorded", "The recording is no longer there", { cause });
      });
      return new Response(file.readable, { headers: { "content-type": ASCIICAST } });
    },
  }),
  route({
    id: "session.attach",
    method: "GET",
    path: "/api/v1/sessions/:session/attach",
    tag: "sessions",
    summary: "A WebSocket: output and what is typed as binary messages, sizes, errors and the end as JSON",
    access: "viewer",
    query: ATTACH_QUERY,
    answers: { 101: { description: "Attached", types: [] } },
    isWrite: true,
    handle: attach,
  }),
];

function attach(request: ApiRequest<z.output<typeof ATTACH_QUERY>>): Response {
  const { daemon, actor, options, query: { from } } = request;
  const { sessions } = daemon;
  const id = request.param("session");
  const session = sessions.get(id);
  sessions.checkAttach(id);
  const { response, socket } = request.openSocket(MOST_MESSAGE_BYTES);
  request.audit({ action: "session.attach", module: `sessions/${id}` });
  const now = options.now ?? Date.now;
  const isAllowed = () => actor.name === "local" || isTokenValid(daemon.tokens, actor.name, now());
  socket.then((opened) => sessions.attach(id, opened, { from, isReadOnly: !mayUseSession(actor, session), isAllowed }))
    .catch((error) => options.log?.error("An attachment failed", { session: id, reason: String(error) }));
  return response;
}
