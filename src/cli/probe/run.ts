import { parseDuration } from "../../../dsl/schema/mod.ts";
import {
  compileCondition,
  openProbe,
  type ProbeEnd,
  type ProbeEvent,
  type ProbeOptions,
  type ProbeRow,
  probeRow,
  unknownProbe,
} from "../../platform/probes/mod.ts";
import type { Io } from "../io.ts";
import { usageError } from "../report_failure.ts";
import { showDiagnostics } from "../show_diagnostics.ts";
import type { VerbArgs } from "../verb.ts";
import { drawEvents, drawHeader, drawMaps } from "./draw.ts";
import { endJson, eventWriter } from "./event_json.ts";

const HELP = "executor probe --help";
/** How diagnostics name the condition given on the command line. */
const CONDITION = "--where";
const CANCELLED = 3;
/** The longest that a timer waits. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** The flags of `probe run`. */
export const RUN_FLAGS = ["--duration", "--count", "--pid", "--comm", "--where", "--syscall"] as const;

/** `executor probe run NAME`: events until a signal, the end of `--duration` or `--count` of them. */
export async function runProbe(name: string, args: VerbArgs, io: Io): Promise<number> {
  const row = probeRow(name);
  if (row === undefined) throw unknownProbe(name);
  const durationMs = durationOf(args);
  const where = args.text("--where");
  if (where !== undefined && !await showCondition(where, row, io)) return 2;
  const stop = Promise.withResolvers<void>();
  /** Whether what waits is of no use any more. */
  let isHurried = false;
  const write = io.json ? eventWriter(row) : (batch: readonly ProbeEvent[]) => drawEvents(row, batch);
  const options: ProbeOptions = {
    probe: name,
    pid: args.count("--pid"),
    comm: args.text("--comm"),
    syscall: args.text("--syscall"),
    where,
    most: args.count("--count"),
    onEvents(batch) {
      if (!io.out.closed) return isHurried ? undefined : io.out.write(write(batch));
      isHurried = true;
      return stop.resolve();
    },
  };
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
  const probe = openProbe(options);
  const timer = durationMs === undefined ? undefined : setTimeout(stop.resolve, durationMs);
  if (io.json) io.out.line(JSON.stringify({ type: "probe.started", probe: name }));
  else io.out.line(drawHeader(row));
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
  if (!io.out.closed) showEnd(row, end, io);
  return 0;
}

function showEnd(row: ProbeRow, end: ProbeEnd, io: Io) {
  if (io.json) {
    io.out.line(endJson(row, end));
    return;
  }
  for (const line of drawMaps(end)) io.out.line(line);
  io.err.line(`${row.name}: ${end.events} ${end.events === 1 ? "event" : "events"}, ${end.lost} lost`);
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
async function showCondition(text: string, row: ProbeRow, io: Io): Promise<boolean> {
  const problems = compileCondition(text, row.fields);
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
