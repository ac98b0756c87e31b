import type { CheckQuestion, CheckReading, LogPlace } from "../../core/mod.ts";
import { joinFragments, type KernelMessage, parseKernelRecord } from "./kernel_record.ts";
import { type LogMessage, priorityText, searchMessages } from "./log_messages.ts";
import type { KernelRecords, Machine } from "./machine.ts";
import { codeOf, couldNot, isMissing, readText, unknown } from "./reading.ts";

/** What the kernel keeps of its own log, as `dmesg` shows it. */
export async function kernelLog(
  { priority = 7 }: Extract<LogPlace, { kind: "kernel" }>,
  question: CheckQuestion,
  machine: Machine,
  signal: AbortSignal,
): Promise<CheckReading> {
  if (machine.os !== "linux") return unknown("the kernel's log can be read on Linux alone");
  let log: KernelRecords;
  try {
    log = await machine.kernelLog(signal);
  } catch (error) {
    return await refused(error, machine);
  }
  const messages = log.records.map(parseKernelRecord).filter((message) => message !== undefined);
  const now = machine.now();
  const search = {
    name: `the kernel's log${priority === 7 ? "" : priorityText(priority)}`,
    messages: messagesOf(messages, priority, log.startedAt),
    now,
    remarks: () => remarks(messages, log.startedAt, now - (question.windowMs ?? Infinity)),
  };
  return await searchMessages(search, question, signal);
}

function* messagesOf(messages: readonly KernelMessage[], most: number, startedAt: number): Generator<LogMessage> {
  for (const { ms, priority, text, isKernels } of joinFragments(messages)) {
    if (priority <= most) yield { time: startedAt + ms, origin: isKernels ? "kernel" : "program", text };
  }
}

/** How many messages there were that nobody can look at any more, where they would have counted. */
function remarks(messages: readonly KernelMessage[], startedAt: number, since: number): readonly string[] {
  const first = messages[0];
  const last = messages.at(-1);
  if (first === undefined || last === undefined) return [];
  // Numbers count from 0 at the machine's start.
  const lost = last.sequence + 1 - messages.length;
  const oldest = startedAt + first.ms;
  if (lost <= 0 || oldest < since && first.sequence === lost) return [];
  return [`${lost} records are gone: the kernel has written over them, and keeps those since ${new Date(oldest).toISOString()}`];
}

async function refused(error: unknown, machine: Machine): Promise<CheckReading> {
  const code = codeOf(error);
  if (code === "EPERM" || code === "EACCES") {
    const restricted = (await readText(machine, "/proc/sys/kernel/dmesg_restrict").catch(() => "")).trim();
    const setting = restricted === "1" ? ", as kernel.dmesg_restrict is 1" : "";
    return unknown(`the kernel's log cannot be read without the capability CAP_SYSLOG${setting}`, "Run it as root, or with CAP_SYSLOG");
  }
  if (code === "ENOENT" || isMissing(error)) {
    return unknown("there is no /dev/kmsg", "Inside of a container ask the machine outside, or hand the device in: --device /dev/kmsg");
  }
  return couldNot("the kernel's log cannot be read", error);
}
