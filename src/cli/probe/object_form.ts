import type { AppError, Json, JsonObject } from "../../core/mod.ts";
import type { ProbeEnd } from "../../platform/probes/mod.ts";
import { type ObjectEvent, type ObjectReplacement, openObjectProbe, readObject, stemOf } from "../../platform/probes/objects/mod.ts";
import type { Io } from "../io.ts";
import { usageError } from "../report_failure.ts";
import { visible } from "../render/visible.ts";
import type { VerbArgs } from "../verb.ts";
import { ByteLines } from "./byte_lines.ts";
import { countsText, seconds } from "./draw.ts";
import { endJson, mapsJson, textOf } from "./event_json.ts";
import type { ProbeForm } from "./run.ts";

const TIME_WIDTH = 16;
const encoder = new TextEncoder();
const DATA = encoder.encode(',"data":"');
const FIELDS = encoder.encode('","fields":');
const END_OF_FIELDS = encoder.encode("}\n");
const END = encoder.encode('"}\n');

/** `executor probe run FILE`: the programs of an eBPF object. @throws AppError for a file that is none. */
export function objectForm(path: string, args: VerbArgs, io: Io): ProbeForm {
  if (args.text("--syscall") !== undefined) throw usageError("--syscall is for the probe syscall", "", [], "executor probe --help");
  const file = readObject(path);
  const probe = stemOf(path);
  const name = visible(probe);
  const text = io.json ? recordWriter(probe) : drawRecords;
  return {
    probe,
    scope: file.scope,
    header: `${"TIME".padStart(TIME_WIDTH)}  RECORD`,
    open: (options, write) =>
      openObjectProbe(file, {
        ...options,
        onEvents: (batch) => write(() => text(batch)),
        onReplaced(replacement) {
          if (io.json) io.out.line(replacedJson(probe, replacement));
          else io.err.line(`${name}: ${replacedText(replacement)}`);
        },
        onRejected(error) {
          if (io.json) io.out.line(rejectedJson(probe, error));
          else {
            const { log } = error.details ?? {};
            if (typeof log === "string") io.err.line(shownLog(log));
            io.err.line(`${name}: what ran before goes on; ${visible(error.message)} [${error.code}]`);
          }
        },
      }),
    showEnd(end) {
      if (io.json) io.out.line(endJson(probe, end));
      else {
        for (const line of drawTables(end)) io.out.line(line);
        io.err.line(endText(name, end));
      }
    },
  };
}

/** What libbpf and the verifier said, line by line. */
function shownLog(log: string): string {
  return log.split("\n").map((line) => visible(line)).join("\n");
}

/** Gives records as JSON, one a line. */
function recordWriter(probe: string): (batch: readonly ObjectEvent[]) => Uint8Array<ArrayBuffer> {
  const before = encoder.encode(`{"type":"probe.event","probe":${JSON.stringify(probe)},"time_ns":`);
  const lines = new ByteLines();
  return (batch) => {
    for (const { time_ns, data, fields } of batch) {
      lines.bytes(before);
      if (typeof time_ns === "number") lines.integer(time_ns);
      else lines.ascii(`${time_ns}`);
      lines.bytes(DATA);
      lines.ascii(data);
      if (fields === undefined) lines.bytes(END);
      else {
        lines.bytes(FIELDS);
        writeValue(lines, fields);
        lines.bytes(END_OF_FIELDS);
      }
    }
    return lines.take();
  };
}

/** By hand, for the same reason; integers beyond 2^53 are decimal strings. */
function writeValue(lines: ByteLines, value: Json): void {
  if (typeof value === "number" && Number.isSafeInteger(value)) lines.integer(value);
  else if (typeof value === "string") lines.text(value, JSON.stringify);
  else if (typeof value !== "object" || value === null || Array.isArray(value)) lines.ascii(valueJson(value));
  else {
    let mark = "{";
    for (const name in value) {
      lines.ascii(mark);
      lines.text(name, JSON.stringify);
      lines.ascii(":");
      writeValue(lines, (value as JsonObject)[name] ?? null);
      mark = ",";
    }
    lines.ascii(mark === "{" ? "{}" : "}");
  }
}

/** Integers beyond 2^53 are decimal strings. */
function valueJson(value: Json): string {
  return textOf(value).replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** What programs call themselves and their files is foreign: nothing of it controls the terminal. */
function drawRecords(batch: readonly ObjectEvent[]): string {
  let text = "";
  for (const { time_ns, data, fields } of batch) {
    const isNamed = typeof fields === "object" && fields !== null && !Array.isArray(fields);
    const record = isNamed ? Object.entries(fields).map(([name, value]) => `${name}=${shown(value)}`).join(" ") : data;
    text += `${seconds(time_ns).padStart(TIME_WIDTH)}  ${record}\n`;
  }
  return text;
}

function shown(value: Json): string {
  if (typeof value === "bigint") return `${value}`;
  return visible(typeof value === "string" && /^[\w./:-]+$/.test(value) ? value : textOf(value));
}

function drawTables({ maps }: ProbeEnd): string[] {
  return Array.from(maps).flatMap(([name, counts]) => {
    const width = Math.max(0, ...Array.from(counts.values(), (count) => String(count).length));
    return ["", visible(name), ...Array.from(counts, ([key, count]) => `  ${String(count).padStart(width)}  ${visible(key)}`)];
  });
}

function endText(probe: string, end: ProbeEnd): string {
  const { lost_unknown, missed } = end.remarks;
  const counts = lost_unknown === true
    ? `${end.events} events; some may be lost: the ring was full, and no map "lost" counts what found no room`
    : countsText(end);
  const more = missed === undefined ? "" : `; ${missed} times the kernel left a program out within another one's event`;
  return `${probe}: ${counts}${more}`;
}

function replacedJson(probe: string, { swapped, overlapped, doubledAtMost, durationMs, leftMaps }: ObjectReplacement): string {
  const doubt = overlapped.length === 0 ? {} : { overlapped, doubled_at_most: doubledAtMost };
  const left = leftMaps.size === 0 ? {} : { maps: mapsJson(leftMaps) };
  return textOf({ type: "probe.replaced", probe, swapped, duration_ms: Math.round(durationMs * 1000) / 1000, ...doubt, ...left });
}

function replacedText({ swapped, overlapped, doubledAtMost, durationMs }: ObjectReplacement): string {
  const doubt = overlapped.length === 0
    ? ""
    : `; ${doubledAtMost} events at most came twice, by ${overlapped.map((each) => visible(each)).join(", ")}`;
  return `replaced in ${durationMs.toFixed(2)} ms, ${swapped} ${swapped === 1 ? "program" : "programs"} between two events${doubt}`;
}

function rejectedJson(probe: string, { code, message, hint, details }: AppError): string {
  const error = { code, message, ...(hint === undefined ? {} : { hint }), log: details?.["log"] ?? "" };
  return textOf({ type: "probe.rejected", probe, error });
}
