import { type JsonObject, stringifyJson } from "../../core/mod.ts";
import { linkOuter } from "../../platform/terminal/mod.ts";
import { ignoresHangUp } from "../ignores_hang_up.ts";
import type { Io } from "../io.ts";
import { allItems } from "../remote/all_items.ts";
import { connect } from "../remote/connect.ts";
import { findEndpoint } from "../remote/find_endpoint.ts";
import { painter } from "../render/style.ts";
import { table } from "../render/table.ts";
import { widthOf } from "../render/width_of.ts";
import { usageError } from "../report_failure.ts";
import type { VerbArgs } from "../verb.ts";
import { EscapeKeys } from "./escape_keys.ts";
import { openSessionSocket } from "./open_session_socket.ts";
import { RemoteSession } from "./remote_session.ts";
import { Shown } from "./shown.ts";

const HELP = "executor shell --help";
const SIGHUP = 1;
/** A command that writes much at once waits so long for us to see all of it. */
const HOLD = "10s";
const INTERRUPT_KEYS = { SIGINT: 0x03, SIGQUIT: 0x1c } as const;

/** `executor shell --list`: the sessions of a daemon. */
export async function listSessions(args: VerbArgs, io: Io): Promise<number> {
  if (args.positional.length > 0) throw usageError("shell --list takes no command", "", [], HELP);
  if (args.has("--remote")) throw usageError("shell takes one of --list and --remote", "", [], HELP);
  if (args.text("--record") !== undefined) throw usageError("shell --list takes no --record", "", [], HELP);
  using client = connect(args, io);
  const items = allItems(client, "/api/v1/sessions");
  if (io.json) {
    for await (const item of items) await io.out.line(stringifyJson({ type: "session", ...item }));
    return 0;
  }
  const rows = await Array.fromAsync(items, ({ id, state, exit_code, attached, by, created_at, command }) => [
    String(id),
    state === "exited" ? `exited ${exit_code}` : String(state),
    String(attached),
    String(by),
    String(created_at),
    Array.isArray(command) ? command.join(" ") : "",
  ]);
  const titles = ["ID", "STATE", "ATTACHED", "BY", "STARTED", "COMMAND"];
  // The ID is to be typed, and the state ends with the exit code.
  const options = { paint: painter(io.out.isTerminal, io.env), width: widthOf(io.out), whole: 2 };
  for (const line of table(titles, rows, options)) io.out.line(line);
  return 0;
}

/**
 * `executor shell --remote ID` and `--remote -- COMMAND…`: a session of a daemon in this terminal. It goes on when it is left.
 *
 * @returns The command's exit code; 0 when it was left by keys.
 */
export async function remoteShell(args: VerbArgs, io: Io): Promise<number> {
  const [first] = args.positional;
  if (first === undefined) {
    throw usageError("shell --remote takes the ID of a session, which shell --list shows, or a command to start one with", "", [], HELP);
  }
  const isNew = args.positional.length > 1 || !first.startsWith("ses_");
  using shown = new Shown(io, { file: args.text("--record"), command: args.positional.join(" "), variables: ["TERM"] });
  const keys = new EscapeKeys();
  let endedBy: number | undefined;
  const left = (signal?: number) => {
    endedBy ??= signal;
    session.leave();
  };
  const id = { now: first };
  const session: RemoteSession = new RemoteSession({
    open: (from) => openSessionSocket(findEndpoint(args, io), io.env, id.now, from),
    // Of a command of our own nothing has been shown before.
    from: isNew ? 0 : undefined,
    output: (bytes) => shown.isGone ? left(SIGHUP) : shown.output(bytes),
    size: () => cells(outer.size),
    resized: ({ cols, rows }) => shown.resized({ columns: cols, rows }),
    // In a raw terminal a line feed alone does not lead back to the left.
    tell: (message) => void io.err.write(`\r\n[${message}]\r\n`),
  });
  using outer = await linkOuter({
    keepsOnHangUp: ignoresHangUp(),
    typed(bytes) {
      if (!outer.isTyped) return session.type(bytes);
      const { bytes: rest, isLeaving } = keys.take(bytes);
      void session.type(rest);
      if (isLeaving) left();
      return undefined;
    },
    resized: () => session.resize(),
    interrupted: (signal) => void session.type(Uint8Array.of(INTERRUPT_KEYS[signal])),
    ended: left,
  });
  shown.begin(outer.size);
  if (isNew) id.now = await create(args, io, cells(outer.size));
  const end = await session.attend();
  await shown.flush();
  outer[Symbol.dispose]();
  shown.finish();
  if (end.kind === "left") {
    if (endedBy === undefined || isNew) io.err.line(`Left ${id.now}; come back with: executor shell --remote ${id.now}`);
    return endedBy === undefined ? 0 : 128 + endedBy;
  }
  if (end.reason !== undefined) io.err.line(`The session ended by its ${end.reason} limit`);
  return end.code;
}

/** @returns Its id. */
async function create(args: VerbArgs, io: Io, size: { readonly cols: number; readonly rows: number }): Promise<string> {
  using client = connect(args, io);
  const named = ["TERM", "COLORTERM"].flatMap((name) => io.env[name] ? [[name, io.env[name]] as const] : []);
  const body = { command: args.positional, ...size, env: Object.fromEntries(named), hold: HOLD };
  return String((await client.post<JsonObject>("/api/v1/sessions", JSON.stringify(body))).id);
}

function cells({ columns, rows }: { readonly columns: number; readonly rows: number }) {
  return { cols: columns, rows };
}
