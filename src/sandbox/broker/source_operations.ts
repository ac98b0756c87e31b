import { AppError, type Health, type Json, nestsDeeper, parseJson, type ScriptEmitter } from "../../core/mod.ts";
import { isGiven, textOf } from "./header.ts";
import { BrokerError, type BrokerRequest, type Operation } from "./operation.ts";
import type { Session } from "./session.ts";

/** What the names of a source's operations begin with. They are bounded here, and are no open requests. */
export const SOURCE_OPERATIONS = "source.";

/** Events of one source that are on their way at once; the host sends fewer. */
const MOST_UNDER_WAY = 64;
/** Longest JSON of a payload, in bytes: three for each of the host's characters. */
const LONGEST_PAYLOAD = 3 * 1024 * 1024;
const LONGEST_ID = 200;
const LONGEST_REASON = 500;
/** Deepest nesting of a payload, as of outputs. */
const DEEPEST = 200;
const decoder = new TextDecoder("utf-8", { fatal: true });
const HEALTHY: Health = Object.freeze({ status: "healthy" });
const ENDED: Health = Object.freeze({ status: "unhealthy", reason: "It has ended" });

/**
 * The operations that only sources have: `source.emit`, and `source.check`, by which a source says that it began and waits to be asked for
 * its health; each further one answers.
 */
export function bindSourceOperations(emitter: ScriptEmitter): ReadonlyMap<string, Operation<Session>> {
  let underWay = 0;
  let hasStarted = false;
  let question: PromiseWithResolvers<void> | undefined;
  let answer: PromiseWithResolvers<Health> | undefined;

  const emit: Operation<Session> = async ({ signal }, { header, bytes }) => {
    if (underWay >= MOST_UNDER_WAY) throw new BrokerError("Error", `More than ${MOST_UNDER_WAY} events are on their way`);
    const id = isGiven(header, "id") ? textOf(header, "id", LONGEST_ID) : undefined;
    const payload = readPayload(bytes);
    underWay++;
    try {
      const { run } = await untilEnd(signal, emitter.emit(payload, id));
      return { header: { run } };
    } catch (error) {
      throw error instanceof AppError ? new BrokerError("Error", error.message) : error;
    } finally {
      underWay--;
    }
  };

  const check: Operation<Session> = async ({ signal }, request) => {
    if (question !== undefined) throw new BrokerError("Error", "Its health is being waited for already");
    question = Promise.withResolvers();
    answer?.resolve(readHealth(request));
    answer = undefined;
    if (!hasStarted) {
      hasStarted = true;
      signal.addEventListener("abort", () => answer?.resolve(ENDED), { once: true });
      emitter.started(() => {
        if (signal.aborted) return Promise.resolve(ENDED);
        answer ??= Promise.withResolvers();
        question?.resolve();
        return answer.promise;
      });
    }
    await untilEnd(signal, question.promise);
    question = undefined;
    return { header: {} };
  };

  return new Map([[`${SOURCE_OPERATIONS}emit`, emit], [`${SOURCE_OPERATIONS}check`, check]]);
}

function readHealth({ header }: BrokerRequest): Health {
  return isGiven(header, "reason") ? { status: "unhealthy", reason: String(header["reason"]).slice(0, LONGEST_REASON) } : HEALTHY;
}

function readPayload(bytes: Uint8Array): Json {
  if (bytes.length > LONGEST_PAYLOAD) throw new BrokerError("RangeError", "The payload of an event is longer than 1 MiB");
  try {
    const text = decoder.decode(bytes);
    if (!nestsDeeper(text, DEEPEST)) return parseJson(text);
  } catch {
    // Said below.
  }
  throw new BrokerError("TypeError", "The payload of an event is what JSON can hold");
}

/** Waits for something, but not longer than the task lasts. */
async function untilEnd<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = () => reject(new BrokerError("AbortError", "The task has ended"));
  signal.addEventListener("abort", end, { once: true });
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal.removeEventListener("abort", end);
  }
}
