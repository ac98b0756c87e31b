import { type JsonObject, stringifyJson } from "../core/mod.ts";
import { revisionArgument } from "./change/change_query.ts";
import { documentOf } from "./change/document_of.ts";
import { differencesOf } from "./change/show_change.ts";
import type { Io } from "./io.ts";
import { allItems } from "./remote/all_items.ts";
import { connect } from "./remote/connect.ts";
import type { DaemonClient } from "./remote/daemon_client.ts";
import { moduleNamed, type NamedModule } from "./remote/module_path.ts";
import { differenceLines } from "./render/differences.ts";
import { painter } from "./render/style.ts";
import { table } from "./render/table.ts";
import { widthOf } from "./render/width_of.ts";
import { usageError } from "./report_failure.ts";
import type { VerbArgs, VerbMain } from "./verb.ts";

/** How many people are shown unless they say. */
const SHOWN = 20;
/** Of a hash, as much as tells revisions apart for people. */
const HASH = "sha256:".length + 12;

/** `executor revisions NAME [N]`: a module's history, newest first; the document of revision N; with `--diff A..B` how two differ. */
export const revisionsVerb: VerbMain = async (args, io) => {
  const module = moduleNamed(args.positional[0] ?? "");
  const named = args.positional[1];
  const range = args.text("--diff");
  if (named !== undefined && range !== undefined) {
    throw usageError("Give either a revision or --diff", "", [], "executor revisions --help");
  }
  const revision = named === undefined ? undefined : revisionArgument(named, "revisions");
  const ends = range === undefined ? undefined : rangeOf(range);
  using client = connect(args, io);
  if (ends !== undefined) await showDiff(client, module, ends, io);
  else if (revision !== undefined) await showDocument(client, module, revision, io);
  else await showHistory(client, module, args, io);
  return 0;
};

async function showHistory(client: DaemonClient, module: NamedModule, args: VerbArgs, io: Io): Promise<void> {
  const items = allItems(client, `${module.path}/revisions`, args.count("--limit") ?? (io.json ? undefined : SHOWN));
  if (io.json) {
    for await (const item of items) await io.out.line(stringifyJson({ module: module.id, ...item }));
    return;
  }
  const active = (await client.get<JsonObject>(module.path)).revision;
  const rows = await Array.fromAsync(items, (item) => [
    item.revision === active ? [`${text(item.revision)} *`, "green"] as const : text(item.revision),
    text(item.time),
    text(item.origin),
    text(item.author),
    text(item.hash).slice(0, HASH),
    text(item.message),
  ]);
  const titles = ["REVISION", "TIME", "ORIGIN", "AUTHOR", "HASH", "MESSAGE"];
  const paint = painter(io.out.isTerminal, io.env);
  for (const line of table(titles, rows, { paint, width: widthOf(io.out) })) io.out.line(line);
}

async function showDocument(client: DaemonClient, module: NamedModule, revision: number, io: Io): Promise<void> {
  const path = `${module.path}/revisions/${revision}`;
  if (io.json) {
    io.out.line(stringifyJson({ module: module.id, ...await client.get<JsonObject>(path) }));
    return;
  }
  // As it was written where that can be had, comments and all.
  const answer = await client.send("GET", path, { accept: "application/yaml, application/json;q=0.5" });
  if (!answer.headers.get("content-type")?.startsWith("application/json")) {
    io.out.write(answer.text);
    return;
  }
  const { document = null } = client.read<JsonObject>(answer);
  io.out.write((await import("yaml")).stringify(document));
}

async function showDiff(client: DaemonClient, module: NamedModule, [from, to]: Range, io: Io): Promise<void> {
  const last = to ?? Number((await client.get<JsonObject>(module.path)).revision);
  const diff = await differencesOf(client, module, from, last);
  if (io.json) {
    io.out.line(stringifyJson({ type: "diff", module: module.id, from, to: last, diff }));
    return;
  }
  if (diff.length === 0) io.err.line(`Revisions ${from} and ${last} of ${module.id} do not differ`);
  const documents = { from: await documentOf(client, module, from), to: await documentOf(client, module, last) };
  for (const line of differenceLines(diff, painter(io.out.isTerminal, io.env), documents)) io.out.line(line);
}

/** `B` is undefined for the active one. */
type Range = readonly [from: number, to: number | undefined];

/** @throws AppError `usage`. */
function rangeOf(given: string): Range {
  const [, from, to] = /^(\d+)\.\.(\d*)$/.exec(given) ?? [];
  if (from === undefined) throw usageError(`--diff takes A..B, found "${given}"`, "", [], "executor revisions --help");
  return [revisionArgument(from, "revisions"), to === undefined || to === "" ? undefined : revisionArgument(to, "revisions")];
}

function text(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}
