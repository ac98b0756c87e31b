import { AppError, CATALOGUE, type Code, type Json, type JsonObject, nearest, stringifyJson } from "../core/mod.ts";
import type { Io } from "./io.ts";
import { connect } from "./remote/connect.ts";
import type { DaemonClient } from "./remote/daemon_client.ts";
import { isLocalEndpoint } from "./remote/is_local_endpoint.ts";
import { moduleNamed } from "./remote/module_path.ts";
import { moduleErrorLines } from "./render/module_error.ts";
import { painter, type Style } from "./render/style.ts";
import { visible } from "./render/visible.ts";
import type { VerbMain } from "./verb.ts";

/** One module's part of what a reload found. */
interface Reloaded extends JsonObject {
  readonly module: string;
  readonly outcome: "unchanged" | "changed" | "added" | "removed" | "refused";
  readonly revision: number | null;
}

const STYLES: Readonly<Record<Reloaded["outcome"], Style>> = {
  unchanged: "dim",
  changed: "green",
  added: "green",
  removed: "yellow",
  refused: "red",
};

/**
 * `executor reload [NAME…]`: lets a daemon look at its files again and says what it found; with names of those modules alone. A change that
 * was refused gives the exit code of what is wrong with it.
 */
export const reloadVerb: VerbMain = async (args, io) => {
  const wanted = args.positional.map((name) => moduleNamed(name).id);
  using client = connect(args, io);
  const { modules } = await client.post<{ readonly modules: readonly Reloaded[] }>("/api/v1/reload");
  for (const id of wanted) if (!modules.some(({ module }) => module === id)) throw unknown(id, modules.map(({ module }) => module));
  const shown = wanted.length === 0 ? modules : modules.filter(({ module }) => wanted.includes(module));
  if (io.json) { for (const row of shown) await io.out.line(stringifyJson({ type: "reload", ...row })); }
  else show(await withErrors(shown, client), wanted.length > 0, isLocalEndpoint(client.endpoint), io);
  const refused = shown.find(({ outcome }) => outcome === "refused");
  return refused === undefined ? 0 : exitOf(refused.error);
};

/** A reload tells in a sentence why it refused; the module itself tells every mistake and its place. A file that became no module has none. */
function withErrors(rows: readonly Reloaded[], client: DaemonClient): Promise<readonly Reloaded[]> {
  return Promise.all(rows.map(async (row) => {
    if (row.outcome !== "refused" || !isModule(row.module)) return row;
    const { error = null } = await client.get<JsonObject>(moduleNamed(row.module).path);
    return error === null ? row : { ...row, error };
  }));
}

/** Other rows are files, by their paths. */
function isModule(id: string): boolean {
  return id === "settings" || id.startsWith("pipelines/");
}

function show(rows: readonly Reloaded[], withUnchanged: boolean, isLocal: boolean, io: Io): void {
  const paint = painter(io.out.isTerminal, io.env);
  const listed = withUnchanged ? rows : rows.filter(({ outcome }) => outcome !== "unchanged");
  const width = Math.max(0, ...listed.map(({ module }) => module.length));
  for (const { module, outcome, revision, error } of listed) {
    const serves = revision === null ? "" : `  revision ${revision}${outcome === "refused" ? " goes on serving" : ""}`;
    io.out.line(`${visible(module).padEnd(width)}  ${paint(STYLES[outcome] ?? "dim", outcome)}${serves}`);
    for (const line of moduleErrorLines(error, paint, isLocal)) io.out.line(`  ${line}`);
  }
  const others = rows.length - listed.length;
  if (others > 0) io.out.line(`${others} unchanged`);
  else if (rows.length === 0) io.out.line("no modules");
}

function exitOf(error: Json | undefined): number {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" && Object.hasOwn(CATALOGUE, code) ? CATALOGUE[code as Code].exit : 2;
}

function unknown(id: string, ids: readonly string[]): AppError {
  const near = nearest(id, ids);
  return new AppError("module_unknown", `There is no module ${id}`, near === undefined ? {} : { hint: `Did you mean "${near}"?` });
}
