import { type JsonObject, stringifyJson } from "../core/mod.ts";
import type { Io } from "./io.ts";
import { allItems } from "./remote/all_items.ts";
import { connect } from "./remote/connect.ts";
import type { DaemonClient } from "./remote/daemon_client.ts";
import { readiness } from "./remote/readiness.ts";
import { drawStatus } from "./render/status_text.ts";
import type { VerbMain } from "./verb.ts";

/** Of each kind, so many runs are listed; what is beyond them is only counted. */
const RUNS = 100;

/** What `status` shows of a daemon. */
export interface Status {
  readonly daemon: { readonly url: string; readonly state: string; readonly version: string | null };
  readonly modules: readonly JsonObject[];
  readonly sources: readonly JsonObject[];
  readonly running: readonly JsonObject[];
  readonly queued: readonly JsonObject[];
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
  const state = await readiness(client);
  const [pipelines, sources, running, queued] = await Promise.all([
    Array.fromAsync(allItems(client, "/api/v1/pipelines")),
    Array.fromAsync(allItems(client, "/api/v1/sources")),
    Array.fromAsync(allItems(client, "/api/v1/runs?status=running", RUNS)),
    Array.fromAsync(allItems(client, "/api/v1/runs?status=queued", RUNS)),
  ]);
  const modules = pipelines.map((row) => ({ module: `pipelines/${String(row.name)}`, ...row }));
  return { daemon: { url: client.endpoint.shown, state, version: client.version ?? null }, modules, sources, running, queued };
}

async function printJson({ daemon, modules, sources, running, queued }: Status, io: Io): Promise<void> {
  await io.out.line(stringifyJson({ type: "daemon", ...daemon }));
  for (const { document: _, ...row } of modules) await io.out.line(stringifyJson({ type: "module", ...row }));
  for (const row of sources) await io.out.line(stringifyJson({ type: "source", ...row }));
  for (const row of [...running, ...queued]) await io.out.line(stringifyJson({ type: "run", ...row }));
}
