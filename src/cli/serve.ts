import { createApp, createStartingApp, listen, type Listening } from "../control/mod.ts";
import { AppError } from "../core/mod.ts";
import { openDaemon } from "../live/daemon/mod.ts";
import { type Daemon, openSandbox } from "../live/mod.ts";
import { createLog } from "../platform/log/mod.ts";
import { createMetrics } from "../platform/metrics/mod.ts";
import { ensureFirstToken, readEndpoint, removeEndpoint, type State, writeEndpoint } from "../platform/mod.ts";
import { openNotifier, SERVICE_VARIABLES } from "../platform/service/mod.ts";
import type { Io } from "./io.ts";
import { painter } from "./render/style.ts";
import { sandboxOptions } from "./sandbox_options.ts";
import { watchSignals } from "./serve/daemon_signals.ts";
import { readServeFlags, type ServeFlags } from "./serve/read_serve_flags.ts";
import { reloadOnRequest } from "./serve/reload_on_request.ts";
import { stateOf } from "./state_of.ts";
import type { VerbArgs, VerbMain } from "./verb.ts";
import { VERSION } from "./version_number.ts";

/** Exit code of a daemon that was not left the time its runs have. */
const HURRIED = 3;

/** `executor serve [PATH]…`: keeps pipelines running and answers the control API, until a signal ends it. */
export const serveVerb: VerbMain = async (args, io) => {
  const flags = readServeFlags(args, io);
  using sandbox = openSandbox(io.env, sandboxOptions(args, io));
  using state = await openLastingState(args, io);
  const environment = takeServiceVariables(io.env);
  const opened: { daemon?: Daemon } = {};
  const log = createLog({
    level: () => opened.daemon?.settings().log.level ?? "info",
    ...(io.json ? { format: "json" } : {}),
    isColoured: painter(io.err.isTerminal, io.env)("red", "") !== "",
  });
  const stops = new Stops();
  let reload = () => Promise.resolve();
  const reloads = () => void reload().catch((error) => log.error("a reload failed; what served goes on", { reason: String(error) }));
  using notifier = await openNotifier(io.env, {
    warn: (message) => log.warning(message),
    requests: { stop: () => stops.ask(1), reload: reloads },
  });
  using _signals = watchSignals({ stop: (count) => stops.ask(count), reload: reloads });
  // The address is taken, or found taken, before anything begins to run.
  const gate = new Gate();
  await using listening = await listenAlone(gate, flags, state);
  const metrics = await createMetrics({ version: VERSION });
  const serving = await openDaemon({ paths: flags.paths, state, sandbox, environment, log, metrics });
  opened.daemon = serving;
  try {
    gate.app = createApp(serving, { version: VERSION, log, metrics });
    ensureFirstToken(state.folder, serving.tokens, Date.now());
    writeEndpoint(state.folder, listening.urls[0] ?? "");
    const status = () => `Serving ${counted(serving.modules.list().length - 1, "pipeline")} on ${listening.urls.join(" ")}`;
    reload = reloadOnRequest({ modules: serving.modules, notifier, log, status });
    sayReady(listening, io);
    await notifier.ready(status());
    await stops.asked;
    await notifier.stopping(`Waiting for ${counted(serving.runs.counts().running, "run")}`);
  } finally {
    await serving.stop(stops.hurry);
    removeEndpoint(state.folder);
    await listening.close();
    await log.flush();
  }
  return stops.hurry.aborted ? HURRIED : 0;
};

/**
 * The state folder, which has to be one that stays.
 *
 * @throws AppError `state_unavailable`, `state_full`.
 */
async function openLastingState(args: VerbArgs, io: Io): Promise<State> {
  const state = await stateOf(args, io, "write");
  if (!state.temporary) return state;
  state[Symbol.dispose]();
  Deno.removeSync(state.folder, { recursive: true });
  throw new AppError("state_unavailable", "A daemon keeps what it accepts, and the default state folder cannot be written", {
    hint: "Name another folder with --state",
  });
}

/** Listens; when the address is taken by the daemon of this very folder, that is what it says. */
async function listenAlone(gate: Gate, flags: ServeFlags, state: State): Promise<Listening> {
  try {
    return await listen(gate, flags.addresses, flags.listen);
  } catch (error) {
    // Its refusal names the other daemon.
    if (error instanceof AppError && error.code === "port_taken" && readEndpoint(state.folder) !== undefined) {
      state.serveLock()[Symbol.dispose]();
    }
    throw error;
  }
}

/** Lets the daemon's app answer once there is one. */
class Gate {
  app = createStartingApp(VERSION);

  fetch(...call: Parameters<Gate["app"]["fetch"]>): Promise<Response> {
    return this.app.fetch(...call);
  }
}

/** How often the daemon was asked to stop. */
class Stops {
  readonly #asked = Promise.withResolvers<void>();
  readonly #hurry = new AbortController();

  /** Resolves with the first time. */
  get asked(): Promise<void> {
    return this.#asked.promise;
  }

  /** Aborts with the second one. */
  get hurry(): AbortSignal {
    return this.#hurry.signal;
  }

  ask(count: number): void {
    this.#asked.resolve();
    if (count === 2) this.#hurry.abort();
    // Whatever holds it up.
    else if (count > 2) Deno.exit(HURRIED);
  }
}

/** What the service manager says to this process is not for what it starts. */
function takeServiceVariables(env: Readonly<Record<string, string>>): Record<string, string> {
  const rest = { ...env };
  for (const name of SERVICE_VARIABLES) {
    delete rest[name];
    Deno.env.delete(name);
  }
  return rest;
}

function sayReady({ urls }: Listening, io: Io): void {
  if (io.json) io.out.line(JSON.stringify({ type: "ready", url: urls[0], urls }));
  else io.out.line(`ready ${urls.join(" ")}`);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
