import { AppError, type CheckQuestion, type CheckReading } from "../../core/mod.ts";
import { command, COMMAND_LIMIT_MS } from "./command.ts";
import { cpu } from "./cpu.ts";
import { disk } from "./disk.ts";
import { dns } from "./dns.ts";
import { file } from "./file.ts";
import { http, HTTP_LIMIT_MS } from "./http.ts";
import { log } from "./log.ts";
import type { Machine } from "./machine.ts";
import { memory } from "./memory.ts";
import { port } from "./port.ts";
import { process } from "./process.ts";
import { couldNot, type Source, unknown } from "./reading.ts";
import { service } from "./service.ts";
import { time } from "./time.ts";

const SOURCES: ReadonlyMap<string, Source> = new Map<string, Source>([
  ["disk", disk],
  ["memory", memory],
  ["cpu", cpu],
  ["load", cpu],
  ["process", process],
  ["service", service],
  ["port", port],
  ["file", file],
  ["http", http],
  ["log", log],
  ["dns", dns],
  ["time", time],
  ["command", command],
]);

const LIMIT_MS = 10_000;
/** Subjects that take longer, with a moment for what they do at their own limit. */
const LIMITS_MS: ReadonlyMap<string, number> = new Map([["command", COMMAND_LIMIT_MS], ["http", HTTP_LIMIT_MS + 1_000]]);

/** A look that ends in time, also where the system call that it waits for does not: a dead network disk holds one for ever. */
export async function readWithin(question: CheckQuestion, machine: Machine, signal: AbortSignal): Promise<CheckReading> {
  const source = SOURCES.get(question.subject);
  if (source === undefined) return unknown(`nothing called "${question.subject}" can be checked`);
  if (signal.aborted) return unknown("it was stopped before it could tell");
  const limitMs = LIMITS_MS.get(question.subject) ?? LIMIT_MS;
  const ended = new AbortController();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), limitMs);
  const stop = AbortSignal.any([signal, limit.signal]);
  const stopped = new Promise<CheckReading>((resolve) => {
    const answer = () =>
      resolve(unknown(signal.aborted ? "it was stopped before it could tell" : `it took longer than ${limitMs / 1000} s`));
    stop.addEventListener("abort", answer, { signal: ended.signal });
  });
  try {
    return await Promise.race([attempt(source, question, machine, stop), stopped]);
  } finally {
    clearTimeout(timer);
    ended.abort();
  }
}

/** What a source throws is a reason, unless it is our own mistake. */
async function attempt(source: Source, question: CheckQuestion, machine: Machine, signal: AbortSignal): Promise<CheckReading> {
  try {
    return await source(question, machine, signal);
  } catch (error) {
    if (signal.aborted) return unknown("it was stopped before it could tell");
    // A confinement that cannot be applied is no answer of the machine's: the task fails.
    if (error instanceof AppError && error.code.startsWith("confine_")) throw error;
    return couldNot(`"${question.subject}" cannot be looked at`, error);
  }
}
