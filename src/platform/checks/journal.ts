import { resolve } from "node:path";
import { type CheckQuestion, type CheckReading, checkValueText, type LogPlace } from "../../core/mod.ts";
import { askProgram } from "./ask_program.ts";
import { parseJournalEntry } from "./journal_entry.ts";
import { type LogMessage, priorityText, searchMessages } from "./log_messages.ts";
import type { Machine } from "./machine.ts";
import { firstLine, unknown } from "./reading.ts";

/** How much of the journal's end is read, in the form in which journalctl gives it. */
const MOST_BYTES = 16 << 20;
/** The fields that are looked at; others would fill the bytes. */
const FIELDS = "MESSAGE,SYSLOG_IDENTIFIER,_COMM";

const MEMBERSHIP = "Join the group systemd-journal, or run it as root";

type JournalPlace = Extract<LogPlace, { kind: "journal" }>;

/** systemd's journal, through journalctl(1). */
export async function journal(place: JournalPlace, question: CheckQuestion, machine: Machine, signal: AbortSignal): Promise<CheckReading> {
  if (machine.os !== "linux") return unknown("there is a journal on Linux alone");
  const { windowMs, folder } = question;
  const now = machine.now();
  const options = { maxBytes: MOST_BYTES, isData: true } as const;
  const answer = await askProgram(
    commandFor(place, folder, windowMs === undefined ? undefined : now - windowMs),
    question,
    machine,
    signal,
    options,
  );
  if (answer === undefined) return unknown("the journal cannot be read: there is no journalctl", "It comes with the package systemd");
  const { code, output, isWhole, errors = "" } = answer;
  if (isWhole && code !== 0) return unknown(`journalctl fails: ${firstLine(errors).replace(/\.$/, "")}`, adviceFor(errors));
  const search = {
    name: `the journal${place.unit === undefined ? "" : ` of ${place.unit}`}${priorityText(place.priority)}`,
    messages: messagesOf(output, isWhole),
    now,
    remarks: () => isWhole ? [] : [`only the last ${checkValueText(MOST_BYTES, "bytes")} were read`],
  };
  const reading = await searchMessages(search, question, signal);
  return reading.value === 0 ? await whyNothing(place, question, machine, signal) ?? reading : reading;
}

/** What keeps a journal in which nothing was found from telling. As data it says nothing of what it cannot read, so it is asked once more. */
async function whyNothing(
  place: JournalPlace,
  question: CheckQuestion,
  machine: Machine,
  signal: AbortSignal,
): Promise<CheckReading | undefined> {
  const folder = place.folder === undefined ? undefined : resolve(question.folder, place.folder);
  const answer = await askProgram(["journalctl", "--no-pager", "--lines=0", ...directory(folder)], question, machine, signal);
  const said = answer?.output ?? "";
  if (said.includes("No journal files were found")) {
    return unknown(
      `there is no journal ${folder === undefined ? "on this machine" : `in ${folder}`}`,
      "journald writes it, of the package systemd, where systemd runs the machine",
    );
  }
  if (said.includes("not seeing messages from other users")) {
    return unknown("it is not in what this user may read of the journal", MEMBERSHIP);
  }
  return undefined;
}

function directory(folder: string | undefined): readonly string[] {
  return folder === undefined ? [] : [`--directory=${folder}`];
}

/** Newest first, so that what does not fit is the oldest. */
function commandFor({ unit, priority, folder }: JournalPlace, base: string, since: number | undefined): readonly string[] {
  const argv = ["journalctl", "--no-pager", "--all", "--reverse", "--output=json", `--output-fields=${FIELDS}`];
  argv.push(...directory(folder === undefined ? undefined : resolve(base, folder)));
  if (unit !== undefined) argv.push(`--unit=${unit}`);
  if (priority !== undefined) argv.push(`--priority=${priority}`);
  if (since !== undefined) argv.push(`--since=@${Math.floor(since / 1000)}`);
  return argv;
}

/** Oldest first. A last line that was cut is none. */
function* messagesOf(output: string, isWhole: boolean): Generator<LogMessage> {
  const lines = output.split("\n");
  if (!isWhole) lines.pop();
  for (const line of lines.reverse()) {
    const message = parseJournalEntry(line);
    if (message !== undefined) yield message;
  }
}

function adviceFor(errors: string): string | undefined {
  return /denied|permission/i.test(errors) ? MEMBERSHIP : undefined;
}
