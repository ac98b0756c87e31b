import type { JsonObject } from "../../core/mod.ts";
import type { Io } from "../io.ts";
import type { Endpoint } from "../remote/endpoint.ts";
import { isLocalEndpoint } from "../remote/is_local_endpoint.ts";
import type { Status } from "../status.ts";
import { formatDuration } from "./format.ts";
import { moduleErrorLines } from "./module_error.ts";
import { asRunJson, runLine } from "./run_text.ts";
import { type Paint, painter, type Style } from "./style.ts";
import { type Cell, table } from "./table.ts";
import { visible } from "./visible.ts";
import { widthOf } from "./width_of.ts";

const GOOD: ReadonlySet<string> = new Set(["active", "idle", "healthy", "ready"]);
const BAD: ReadonlySet<string> = new Set(["error", "unhealthy"]);
/** Runs that people are shown. */
const SHOWN = 20;

/** Writes a daemon's status for people. */
export function drawStatus(status: Status, endpoint: Endpoint, io: Io): void {
  const { daemon, modules, files, sources, runs } = status;
  const paint = painter(io.out.isTerminal, io.env);
  const width = widthOf(io.out);
  io.out.line(`${paint("bold", daemon.url)}  ${paint(styleOf(daemon.state), daemon.state)}  version ${daemon.version}`);
  io.out.line(`${daemon.running} running, ${daemon.queued} waiting`);
  if (modules.length > 0) {
    io.out.line("");
    const [titles = "", ...lines] = table(["MODULE", "REVISION", "STATE", "ORIGIN"], modules.map(moduleRow), { paint, width });
    io.out.line(titles);
    for (const [index, line] of lines.entries()) {
      io.out.line(line);
      for (const more of moduleErrorLines(modules[index]?.error, paint, isLocalEndpoint(endpoint))) io.out.line(`  ${more}`);
    }
  }
  for (const { file, error } of files) {
    io.out.line(`${paint("red", "not served:")} ${visible(String(file))}`);
    for (const more of moduleErrorLines(error, paint, isLocalEndpoint(endpoint))) io.out.line(`  ${more}`);
  }
  if (sources.length > 0) {
    io.out.line("");
    for (const line of table(["SOURCE", "HEALTH", "NEXT"], sources.map(sourceRow), { paint, width })) io.out.line(line);
  }
  drawRuns(runs.slice(0, SHOWN), daemon.running + daemon.queued, paint, io);
}

function drawRuns(runs: readonly JsonObject[], count: number, paint: Paint, io: Io): void {
  if (runs.length === 0) return;
  io.out.line("");
  for (const run of runs) io.out.line(runLine(asRunJson(run)));
  if (count > runs.length) io.out.line(paint("dim", `… and ${count - runs.length} more: executor runs`));
}

function moduleRow({ module, revision, state, origin, error }: JsonObject): Cell[] {
  // What was refused last is shown, whatever serves.
  const shown = error === null || error === undefined ? String(state) : "error";
  return [String(module), revision === null ? "-" : String(revision), [shown, styleOf(shown)], String(origin ?? "")];
}

function sourceRow({ source, health, reason, next_at: next }: JsonObject): Cell[] {
  const status = String(health);
  const why = typeof reason === "string" ? `${status}: ${reason}` : status;
  return [String(source), [why, styleOf(status)], typeof next === "string" ? timeText(next) : ""];
}

function timeText(time: string): string {
  const left = Date.parse(time) - Date.now();
  return left > 0 ? `${time} (in ${formatDuration(left)})` : time;
}

function styleOf(state: string): Style {
  return GOOD.has(state) ? "green" : BAD.has(state) ? "red" : "yellow";
}
