import type { AppError, Json } from "../../core/mod.ts";
import type { ProbeEnd } from "../../platform/probes/mod.ts";
import { type ObjectEvent, type ObjectReplacement, openObjectProbe, readObject, stemOf } from "../../platform/probes/objects/mod.ts";
import type { Io } from "../io.ts";
import { usageError } from "../report_failure.ts";
import { visible } from "../render/visible.ts";
import type { VerbArgs } from "../verb.ts";
import { countsText, seconds } from "./draw.ts";
import { endJson, mapsJson, textOf } from "./event_json.ts";
import type { ProbeForm } from "./run.ts";

const TIME_WIDTH = 16;

/** `executor probe run FILE`: the programs of an eBPF object. @throws AppError for a file that is none. */
export function objectForm(path: string, args: VerbArgs, io: Io): ProbeForm {
  if (args.text("--syscall") !== undefined) throw usageError("--syscall is for the probe syscall", "", [], "executor probe --help");
  const file = readObject(path);
  const probe = stemOf(path);
  const name = visible(probe);
  return {
    probe,
    scope: file.scope,
    header: `${"TIME".padStart(TIME_WIDTH)}  RECORD`,
    open: (options, write) =>
      openObjectProbe(file, {
        ...options,
        onEvents: (batch) => write(() => io.json ? recordsJson(probe, batch) : drawRecords(batch)),
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

function recordsJson(probe: string, batch: readonly ObjectEvent[]): string {
  const before = `{"type":"probe.event","probe":${JSON.stringify(probe)},"time_ns":`;
  let text = "";
  for (const { time_ns, data, fields } of batch) {
    text += `${before}${time_ns},"data":"${data}"${fields === undefined ? "" : `,"fields":${valueJson(fields)}`}}\n`;
  }
  return text;
}

/** By hand: integers beyond 2^53 are decimal strings, and asking for that of each value takes `JSON.stringify` three times as long. */
function valueJson(value: Json): string {
  switch (typeof value) {
    case "number":
      return `${value}`;
    case "bigint":
      return `"${value}"`;
    case "object": {
      if (value === null) return "null";
      if (Array.isArray(value)) return `[${value.map(valueJson).join(",")}]`;
      let text = "";
      for (const [name, inner] of Object.entries(value)) text += `${text === "" ? "" : ","}${JSON.stringify(name)}:${valueJson(inner)}`;
      return `{${text}}`;
    }
    default:
      return JSON.stringify(value);
  }
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
  return visible(typeof value === "string" && /^[\w./:-]+$/.test(value) ? value : valueJson(value));
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
