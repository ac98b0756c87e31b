import {
  AppError,
  type Code,
  type JsonObject,
  limitText,
  memoryText,
  SCRIPT_LIMITS,
  type ScriptCall,
  type ScriptEnd,
} from "../../core/mod.ts";
import type { OpenedSession } from "../broker/open_session.ts";
import { BrokerError } from "../broker/operation.ts";
import { SOURCE_OPERATIONS } from "../broker/source_operations.ts";
import type { Box, Loss } from "./box.ts";
import { readEnd, type ReportedEnd } from "./messages.ts";

/** One task for a box. */
export interface BoxTask {
  readonly call: ScriptCall;
  /** Opens its brokered side; `fail` ends the task. */
  open(fail: (error: AppError) => void): OpenedSession;
  /** Address of the entry's file. */
  readonly entry: string;
  readonly input: Uint8Array;
  /** Present for a module that is a document: what it is called with, if it is to be called. */
  readonly module?: { readonly settings?: JsonObject };
  /** Says what a failure reported by the script means to its author. */
  explain(end: Extract<ReportedEnd, { readonly code: Code }>): { readonly message: string; readonly trace: string };
}

/** How it ended, and whether the box may serve its like again. */
export interface BoxEnd {
  readonly end: ScriptEnd;
  readonly isReusable: boolean;
}

/** How long a script may take to end by itself once it was asked to. */
const GRACE_MS = 3000;
/** Longest JSON of a script's outputs, in UTF-16 units. */
export const LONGEST_OUTPUTS = 8 * 1024 * 1024;
/** What adds up over the life of a source. */
const UNLIMITED = { cpu: Infinity, messages: Infinity };
const encoder = new TextEncoder();

/** Runs one task in a box that is ready or will be, to its end, whatever the script does. */
export async function runInBox(box: Box, { call, open, entry, input, module, explain }: BoxTask): Promise<BoxEnd> {
  const isSource = call.emitter !== undefined;
  const limits = { ...SCRIPT_LIMITS, ...(isSource ? UNLIMITED : {}), ...call.limits };
  const { promise: ended, resolve: finish } = Promise.withResolvers<BoxEnd>();
  const fail = (code: Code, message: string) => {
    box.kill();
    finish({ end: { status: "failed", code, message }, isReusable: false });
  };
  let opened: OpenedSession;
  try {
    opened = open((error) => fail(error.code, error.message));
  } catch (error) {
    // It has been said to `fail`, and is the end.
    if (error instanceof BrokerError) return await ended;
    throw error;
  }
  const { session, environment } = opened;
  const defect = (error: unknown) => fail("internal", error instanceof Error ? error.message : String(error));
  let messages = 0;
  let answering = 0;
  const count = () => {
    if (++messages > limits.messages) {
      fail("limit_messages", `Stopped: it sent more than ${limits.messages} messages, its limits.messages`);
    }
    return messages <= limits.messages;
  };
  box.listen({
    output(stream, bytes) {
      if (count()) return call.output(stream, bytes);
    },
    ask(id, op, header, bytes) {
      if (!count()) return;
      if (isSource && op.startsWith(SOURCE_OPERATIONS)) return void answer(id, op, header, bytes).catch(defect);
      const open = session.open + answering + 1;
      if (open > limits.requests) {
        return fail("limit_requests", `Stopped: it had ${open} requests open at once, its limits.requests is ${limits.requests}`);
      }
      answering++;
      answer(id, op, header, bytes).finally(() => answering--).catch(defect);
    },
    end(header, isClean) {
      box.listen(undefined);
      const { outputs } = header;
      const isTooLong = typeof outputs === "string" && outputs.length > LONGEST_OUTPUTS;
      const reported = isTooLong ? undefined : readEnd(header);
      if (reported === undefined) return fail("sandbox_lost", "The sandbox reported an end that is none");
      settle(reported, isClean && !isSource && answering === 0 && session.open === 0).catch(defect);
    },
    lost: (loss) => finish({ end: lostEnd(loss, call, limits), isReusable: false }),
  });

  async function answer(id: number, op: string, header: JsonObject, bytes: Uint8Array): Promise<void> {
    try {
      const reply = await session.handle(op, { header, bytes });
      box.send({ t: "answer", id, answer: reply.header }, reply.bytes);
    } catch (error) {
      if (!(error instanceof BrokerError)) throw error;
      box.send({ t: "answer", id, error: { name: error.name, message: error.message } });
    }
  }

  async function settle(reported: ReportedEnd, isReusable: boolean): Promise<void> {
    if (call.signal.aborted) return finish({ end: { status: "stopped" }, isReusable });
    if ("outputs" in reported) return finish({ end: { status: "returned", outputs: reported.outputs }, isReusable });
    if (MEMORY_REFUSED.test(reported.message)) return finish({ end: tooMuchMemory(limits), isReusable: false });
    const { message, trace } = explain(reported);
    if (trace !== "") await call.output("stderr", encoder.encode(trace));
    finish({ end: { status: "failed", code: reported.code, message }, isReusable });
  }

  using _stop = stopWith(call, {
    ask() {
      box.send({ t: "cancel" });
      session.cancel();
    },
    kill() {
      box.kill();
      finish({ end: { status: "stopped" }, isReusable: false });
    },
  });
  try {
    await box.ready.catch((error) => {
      if (call.signal.aborted) return;
      throw new AppError("sandbox_unavailable", `The sandbox ended before it was ready: ${error instanceof Error ? error.message : error}`);
    });
    // Nobody is told what is asked of it before it has a task.
    if (call.signal.aborted) return { end: { status: "stopped" }, isReusable: !box.isGone };
    if (box.isGone) return { end: { status: "failed", code: "sandbox_lost", message: "The sandbox ended by itself" }, isReusable: false };
    if (!box.canLimit && (call.limits.memory ?? call.limits.cpu) !== undefined) {
      const message = "Cannot start the script: here nothing can enforce its memory or cpu limit";
      return { end: { status: "failed", code: "limit_unsupported", message }, isReusable: true };
    }
    box.relimit({ memoryBytes: limits.memory, ...(Number.isFinite(limits.cpu) ? { cpuMs: limits.cpu } : {}) });
    const header = { t: "task", entry, argument: call.argument, environment, longestOutputs: LONGEST_OUTPUTS };
    box.send({ ...header, ...(module === undefined ? {} : { module }), ...(isSource ? { isSource } : {}) }, input);
    return await ended;
  } finally {
    box.listen(undefined);
    box.relimit({});
    await session.end();
  }
}

/** Asks a script to end when its call is aborted, and ends it 3 s later; at once when the reason is `kill`. Dispose once it has ended. */
function stopWith({ signal, kill }: ScriptCall, { ask, kill: end }: { ask(): void; kill(): void }): Disposable {
  const over = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const begin = () => {
    if (signal.reason === "kill" || kill?.aborted) return end();
    ask();
    timer = setTimeout(end, GRACE_MS);
  };
  if (signal.aborted) begin();
  else signal.addEventListener("abort", begin, { once: true, signal: over.signal });
  kill?.addEventListener("abort", end, { once: true, signal: over.signal });
  return {
    [Symbol.dispose]() {
      over.abort("ended");
      clearTimeout(timer);
    },
  };
}

/** What the engine throws when the kernel refuses memory for a buffer. */
const MEMORY_REFUSED = /^Array buffer allocation failed/;

function tooMuchMemory({ memory }: { readonly memory: number }): ScriptEnd {
  return {
    status: "failed",
    code: "limit_memory",
    message: `Stopped: it asked for more memory than its limits.memory of ${memoryText(memory)}`,
  };
}

/** What the end of the process says of the task. */
function lostEnd(
  { exit, words, protocol }: Loss,
  { signal }: ScriptCall,
  limits: { readonly memory: number; readonly cpu: number },
): ScriptEnd {
  const failed = (code: Code, message: string): ScriptEnd => ({ status: "failed", code, message });
  if (exit?.limit !== undefined) {
    const { code, message } = limitText(exit.limit, { cpuMs: limits.cpu, memoryBytes: limits.memory }, "it");
    return failed(code, message);
  }
  if (/out of memory|allocation failed|cannot allocate memory|OOM/i.test(words)) return tooMuchMemory(limits);
  if (protocol !== undefined) return failed("sandbox_lost", `The sandbox broke its protocol: ${protocol}`);
  if (signal.aborted) return { status: "stopped" };
  const how = exit === undefined ? words : exit.signal ?? `exit code ${exit.code}`;
  return failed("sandbox_lost", `The sandbox ended by itself (${how})`);
}
