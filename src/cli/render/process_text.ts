import { checkValueText } from "../../core/mod.ts";
import type {
  DescriptorFacts,
  GroupFacts,
  Identity,
  LimitFacts,
  MapSum,
  ProcessName,
  ProcessSnapshot,
} from "../../platform/diagnosis/mod.ts";
import stringWidth from "string-width";
import type { WrittenCore } from "../diagnose_process.ts";
import type { Io } from "../io.ts";
import { formatDuration } from "./format.ts";
import { threadLines } from "./process_threads.ts";
import { type Paint, painter, type Style } from "./style.ts";
import { type Cell, table } from "./table.ts";
import { visible } from "./visible.ts";
import { widthOf } from "./width_of.ts";

/** Rows that people are shown of each table; `--json` has all. */
const SHOWN = 25;
const STATES: Readonly<Record<string, Style>> = {
  running: "green",
  blocked: "red",
  zombie: "red",
  dead: "red",
  stopped: "yellow",
  traced: "yellow",
};

/** Writes a snapshot for people, in sections. */
export function drawProcess(snapshot: ProcessSnapshot, core: WrittenCore | undefined, io: Io): void {
  const paint = painter(io.out.isTerminal, io.env);
  const width = widthOf(io.out);
  const { pid, name, state, maps, descriptors, limits, threads, unread } = snapshot;
  io.out.line(
    `${paint("bold", `${visible(name)} (${pid})`)}  ${paint(STATES[state] ?? "dim", state)}${
      snapshot.ended ? ", ended while it was read" : ""
    }`,
  );
  for (const [label, text] of facts(snapshot, core)) {
    io.out.line(hanging(`${label.padEnd(10)} ${text}`, 11, width).replace(label, paint("dim", label)));
  }
  const section = (title: string, lines: readonly string[]) => {
    if (lines.length > 0) io.out.write(`\n${paint("bold", title)}\n${lines.join("\n")}\n`);
  };
  const draw = (titles: readonly string[], rows: readonly (readonly Cell[])[]) =>
    rows.length === 0 ? [] : [...table(titles, rows.slice(0, SHOWN), { paint, width }), ...rest(rows.length, paint)];
  section("Memory maps", draw(["RESIDENT", "PRIVATE", "SIZE", "MODE", "FILE"], (maps ?? []).map(mapRow)));
  section("Open descriptors", draw(["FD", "KIND", "ACCESS", "WHAT"], (descriptors ?? []).map(descriptorRow)));
  section("Limits", draw(["LIMIT", "USED", "SOFT", "HARD"], (limits ?? []).filter(isTelling).map(limitRow)));
  section("Threads", threadLines(threads ?? [], { paint, width, shown: SHOWN }));
  section(
    "Not read",
    unread.map(({ what, why, needs }) => hanging(`${what}: ${why}${needs === null ? "" : `; needs ${needs}`}`, 2, width)),
  );
}

function rest(count: number, paint: Paint): string[] {
  return count > SHOWN ? [paint("dim", `… and ${count - SHOWN} more: --json`)] : [];
}

/** Words in lines of at most `width` cells, all but the first indented; a word that is longer is the terminal's to break. */
function hanging(text: string, indent: number, width: number | undefined): string {
  if (width === undefined) return text;
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line.trim() !== "" && stringWidth(line) + 1 + stringWidth(word) > width) {
      lines.push(line);
      line = " ".repeat(indent) + word;
    } else line = lines.length === 0 && line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}

/** What stands on top, by its label. */
function* facts(snapshot: ProcessSnapshot, core: WrittenCore | undefined): Iterable<readonly [label: string, text: string]> {
  const { kind, exit, command, executable, folder, startedAt, cpu, memory, controlGroup, parents, children } = snapshot;
  if (kind === "kernel") yield ["command", "none: a thread of the kernel"];
  else if (command !== null && command.length > 0) yield ["command", command.map(argumentText).join(" ")];
  if (exit !== null) {
    const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
    yield ["ended", `with ${how}; ${parents[0] === undefined ? "its parent" : nameText(parents[0])} has not taken note of it yet`];
  }
  if (executable !== null) yield ["program", visible(executable)];
  if (folder !== null) yield ["folder", visible(folder)];
  yield ["user", userText(snapshot)];
  const started = new Date(startedAt);
  yield ["started", `${started.toISOString().replace(/\.\d+Z$/, "Z")}, ${formatDuration(Math.max(0, Date.now() - startedAt))} ago`];
  yield ["cpu", `${formatDuration(cpu.userMs)} user, ${formatDuration(cpu.systemMs)} system`];
  if (memory !== null) {
    const shares = memory.pssBytes === null ? "" : `, ${size(memory.pssBytes)} proportional, ${size(memory.privateBytes)} private`;
    yield [
      "memory",
      `${size(memory.rssBytes)} resident (at most ${size(memory.peakRssBytes)})${shares}, ${size(memory.swapBytes)} swapped`,
    ];
  }
  if (controlGroup !== null) yield ["cgroup", groupText(controlGroup)];
  yield ["parents", parents.length === 0 ? "none" : parents.map(nameText).join(" < ")];
  if (children.length > 0) {
    yield [
      "children",
      children.slice(0, SHOWN).map(nameText).join(", ") + (children.length > SHOWN ? `, … and ${children.length - SHOWN} more` : ""),
    ];
  }
  if (core !== undefined) yield ["core", `${visible(core.file)}, ${size(core.sizeBytes)}`];
}

function argumentText(argument: string): string {
  return /^[\w@%+=:,./*-]+$/.test(argument) ? argument : `'${visible(argument).replaceAll("'", `'\\''`)}'`;
}

function userText({ user, group, effectiveUser }: ProcessSnapshot): string {
  const acting = effectiveUser.id === user.id ? "" : `, acting as ${identityText(effectiveUser)}`;
  return `${identityText(user)}, group ${identityText(group)}${acting}`;
}

function identityText({ id, name }: Identity): string {
  return name === null ? String(id) : visible(name);
}

function nameText({ pid, name, state }: ProcessName): string {
  return `${visible(name)} (${pid}${state === "zombie" ? ", zombie" : ""})`;
}

function groupText({ path, limits }: GroupFacts): string {
  const parts = limits.map(({ name, limit, unit, used }) => {
    const [most, now] = unit === "bytes" ? [size(limit), size(used)] : [String(limit), String(used)];
    if (limit !== null) return used === null ? `${name} at most ${most}` : `${name} ${now} of ${most}`;
    return used === null ? "" : `${name} ${now}, no limit`;
  });
  return [visible(path), ...new Set(parts.filter((part) => part !== ""))].join("; ");
}

function mapRow({ file, sizeBytes, rssBytes, privateBytes, permissions, mappings }: MapSum): Cell[] {
  return [size(rssBytes), size(privateBytes), size(sizeBytes), permissions, mappings === 1 ? file : `${file} (${mappings})`];
}

function descriptorRow({ fd, kind, access, target, position, socket }: DescriptorFacts): Cell[] {
  let what = target ?? "-";
  if (socket !== null) {
    const way = [socket.local, socket.remote].filter((end) => end !== null).join(" → ");
    what = [socket.protocol, way, socket.state ?? ""].filter((part) => part !== "").join(" ");
  } else if (position !== null && position > 0) what = `${target} at ${position}`;
  return [String(fd), kind, access ?? "?", what];
}

/** Limits that bind, or of which something is used. */
function isTelling({ soft, used }: LimitFacts): boolean {
  return soft !== null || (used !== null && used > 0);
}

function limitRow({ name, soft, hard, unit, used }: LimitFacts): Cell[] {
  const text = (value: number | null, none: string) => value === null ? none : unit === "bytes" ? size(value) : `${value}`;
  const isNear = soft !== null && used !== null && soft > 0 && used >= 0.8 * soft;
  const now = text(used, "-");
  return [
    unit === "bytes" || unit === null || name.endsWith(unit) ? name : `${name} (${unit})`,
    isNear ? [now, "red"] : now,
    text(soft, "none"),
    text(hard, "none"),
  ];
}

function size(bytes: number | null): string {
  return bytes === null ? "-" : checkValueText(bytes, "bytes");
}
