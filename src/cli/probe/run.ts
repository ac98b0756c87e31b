import type { ScopeTypes } from "../../../dsl/expr/mod.ts";
import { parseDuration } from "../../../dsl/schema/mod.ts";
import {
  compileCondition,
  type OpenProbe,
  openProbe,
  type ProbeEnd,
  type ProbeEvent,
  probeRow,
  unknownProbe,
} from "../../platform/probes/mod.ts";
import { isObjectPath } from "../../platform/probes/objects/mod.ts";
import type { Io } from "../io.ts";
import { usageError } from "../report_failure.ts";
import { showDiagnostics } from "../show_diagnostics.ts";
import type { VerbArgs } from "../verb.ts";
import { countsText, drawEvents, drawHeader, drawMaps } from "./draw.ts";
import { endJson, eventWriter } from "./event_json.ts";
import { objectForm } from "./object_form.ts";

const HELP = "executor probe --help";
/** How diagnostics name the condition given on the command line. */
const CONDITION = "--where";
const CANCELLED = 3;
/** The longest that a timer waits. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** The flags of `probe run`. */
export const RUN_FLAGS = ["--duration", "--count", "--pid", "--comm", "--where", "--syscall"] as const;

/** What all probes are told alike. */
export interface CommonOptions {
  readonly pid: number | undefined;
  readonly comm: string | undefined;
  readonly where: string | undefined;
  readonly most: number | undefined;
}

/** A kind of probe, as `probe run` handles it. */
export interface ProbeForm {
  /** What its events are told under. */
  readonly probe: string;
  /** Names and types of what `--where` may speak of. */
  readonly scope: ScopeTypes;
  /** What stands above its events, for people. */
  readonly header: string;
  /** @param write Takes the text of events, or nothing when nobody wants it any more. */
  open(options: CommonOptions, write: (text: () => string | Uint8Array<ArrayBuffer>) => void | Promise<void>): OpenProbe;
  showEnd(end: ProbeEnd): void;
}

/** `executor probe run NAME|FILE`: events until a signal, the end of `--duration` or `--count` of them. */
export async function runProbe(name: string, args: VerbArgs, io: Io): Promise<number> {
  const form = isObjectPath(name) ? objectForm(name, args, io) : builtinForm(name, args, io);
  const durationMs = durationOf(args);
  const options = { pid: args.count("--pid"), comm: args.text("--comm"), where: args.text("--where"), most: args.count("--count") };
  if (options.where !== undefined && !await showCondition(options.where, form.scope, io)) return 2;
  const stop = Promise.withResolvers<void>();
  /** Whether what waits is of no use any more. */
  let isHurried = false;
  let isStopping = false;
  const abandon = Promise.withResolvers<void>();
  using _signals = onEnd(() => {
    // Once ends it, twice at once: what waits may be more than the reader wants to wait for.
    if (isStopping) {
      isHurried = true;
      abandon.resolve();
    }
    isStopping = true;
    stop.resolve();
  });
  io.out.gone.addEventListener("abort", () => {
    isHurried = true;
    stop.resolve();
  });
  const probe = form.open(options, (text) => isHurried ? undefined : io.out.write(text()));
  const timer = durationMs === undefined ? undefined : setTimeout(stop.resolve, durationMs);
  io.out.line(io.json ? JSON.stringify({ type: "probe.started", probe: form.probe }) : form.header);
  try {
    await Promise.race([stop.promise, probe.enough]);
  } finally {
    clearTimeout(timer);
  }
  const end = await Promise.race([probe.close({ drain: !isHurried }), abandon.promise]);
  if (end === undefined) {
    io.out.abandon();
    return CANCELLED;
  }
  if (!io.out.closed) form.showEnd(end);
  return 0;
}

/** @throws AppError `probe_unknown` */
function builtinForm(name: string, args: VerbArgs, io: Io): ProbeForm {
  const row = probeRow(name);
  if (row === undefined) throw unknownProbe(name);
  const text = io.json ? eventWriter(row) : (batch: readonly ProbeEvent[]) => drawEvents(row, batch);
  return {
    probe: name,
    scope: row.fields,
    header: drawHeader(row),
    open: (options, write) =>
      openProbe({
        ...options,
        probe: name,
        syscall: args.text("--syscall"),
        onEvents: (batch) => write(() => text(batch)),
      }),
    showEnd(end) {
      if (io.json) {
        io.out.line(endJson(name, end));
        return;
      }
      for (const line of drawMaps(end)) io.out.line(line);
      io.err.line(`${name}: ${countsText(end)}`);
    },
  };
}

/** Calls `end` at each SIGINT and SIGTERM, until disposed. */
function onEnd(end: () => void): Disposable {
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, end);
  return {
    [Symbol.dispose]() {
      for (const signal of signals) Deno.removeSignalListener(signal, end);
    },
  };
}

/** Shows what is wrong with a condition. @returns Whether nothing is. */
async function showCondition(text: string, scope: ScopeTypes, io: Io): Promise<boolean> {
  const problems = compileCondition(text, scope);
  if (typeof problems === "function") return true;
  await showDiagnostics(problems.map((problem) => ({ ...problem, file: CONDITION })), new Map([[CONDITION, text]]), io);
  return false;
}

function durationOf(args: VerbArgs): number | undefined {
  const text = args.text("--duration");
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0 && ms <= LONGEST_WAIT_MS) return ms;
  throw usageError(`--duration takes a time such as 5s, of at most 24d, found "${text}"`, "", [], HELP);
}
