import { AppError, type JsonObject, stringifyJson } from "../core/mod.ts";
import type { Io } from "./io.ts";
import { allItems } from "./remote/all_items.ts";
import { connect } from "./remote/connect.ts";
import type { DaemonClient } from "./remote/daemon_client.ts";
import { drawStatus } from "./render/status_text.ts";
import type { VerbMain } from "./verb.ts";

/** Runs of each kind that are listed; what is beyond them is only counted. */
const RUNS = 100;

/** What `status` shows of a daemon. */
export interface Status {
  readonly daemon: {
    readonly url: string;
    readonly state: string;
    readonly version: string;
    readonly running: number;
    readonly queued: number;
  };
  readonly modules: readonly JsonObject[];
  /** Files that are served as no module, with why. */
  readonly files: readonly JsonObject[];
  readonly sources: readonly JsonObject[];
  /** Those that run before those that wait. */
  readonly runs: readonly JsonObject[];
}

/** What `/api/v1/status` answers. */
interface DaemonJson extends JsonObject {
  readonly version: string;
  /** `starting`, `ready` or `stopping`. */
  readonly phase: string;
  readonly files?: readonly JsonObject[];
  readonly running: number;
  readonly queued: number;
}

/** `executor status`: a daemon, its modules with what is wrong with them, its sources, and the runs that are under way or wait. */
export const statusVerb: VerbMain = async (args, io) => {
  using client = connect(args, io);
  const status = await statusOf(client);
  if (io.json) await printJson(status, io);
  else drawStatus(status, client.endpoint, io);
  return 0;
};

async function statusOf(client: DaemonClient): Promise<Status> {
  // The first request tells what is wrong with the address or the token; no need to ask five times.
  const { version, phase, files = [], running, queued } = await client.get<DaemonJson>("/api/v1/status");
  const [settings, pipelines, sources, runningRuns, queuedRuns] = await Promise.all([
    settingsOf(client),
    Array.fromAsync(allItems(client, "/api/v1/pipelines")),
    Array.fromAsync(allItems(client, "/api/v1/sources")),
    Array.fromAsync(allItems(client, "/api/v1/runs?status=running", RUNS)),
    Array.fromAsync(allItems(client, "/api/v1/runs?status=queued", RUNS)),
  ]);
  const modules = pipelines.map((row) => ({ ...row, module: `pipelines/${String(row.name)}` }));
  return {
    daemon: { url: client.endpoint.shown, state: phase, version, running, queued },
    modules: settings === undefined ? modules : [...modules, settings],
    files,
    sources,
    runs: [...runningRuns, ...queuedRuns],
  };
}

/** The settings are for admins alone to see; others are shown the rest. */
async function settingsOf(client: DaemonClient): Promise<JsonObject | undefined> {
  try {
    return { ...await client.get<JsonObject>("/api/v1/settings"), module: "settings" };
  } catch (error) {
    if (error instanceof AppError && error.code === "forbidden") return undefined;
    throw error;
  }
}

async function printJson({ daemon, modules, files, sources, runs }: Status, io: Io): Promise<void> {
  await io.out.line(stringifyJson({ type: "daemon", ...daemon }));
  for (const { document: _, module = "", ...row } of modules) await io.out.line(stringifyJson({ type: "module", module, ...row }));
  for (const row of files) await io.out.line(stringifyJson({ type: "file", ...row }));
  for (const row of sources) await io.out.line(stringifyJson({ type: "source", ...row }));
  for (const row of runs) await io.out.line(stringifyJson({ type: "run", ...row }));
}
