/** Where some work stands in a distributed trace: W3C Trace Context, level 1. */
export interface TraceContext {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** The caller's span, or this work's own: 16 of them, not all zero. */
  readonly spanId: string;
  readonly isSampled: boolean;
  /** What other systems attached, valid and at most 512 characters; absent when there is none. */
  readonly tracestate?: string;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/s;
const SAMPLED = 0x01;
const MOST_MEMBERS = 32;
const MOST_CHARACTERS = 512;
/** Members longer than this are the first to be left out. */
const LONG_MEMBER = 128;
const KEY = /^(?:[a-z0-9][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13})$/;
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/**
 * Reads the context that a caller sent.
 *
 * @param traceparent The header `traceparent`, or the variable `TRACEPARENT`.
 * @param tracestate The header `tracestate`; several are one, joined by commas. One that is wrong is left out and the rest kept.
 * @returns Undefined when there is no valid one: a new trace begins then.
 */
export function parseTrace(traceparent: string | undefined, tracestate?: string): TraceContext | undefined {
  const [, version, traceId = "", spanId = "", flags = "", rest] = TRACEPARENT.exec(traceparent?.trim() ?? "") ?? [];
  if (version === undefined || version === "ff" || version === "00" && rest !== undefined) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  const state = tracestate === undefined ? undefined : parseState(tracestate);
  return {
    traceId,
    spanId,
    isSampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0,
    ...(state === undefined ? {} : { tracestate: state }),
  };
}

/** Begins a trace. */
export function startTrace(): TraceContext {
  return { traceId: randomId(16), spanId: randomId(8), isSampled: true };
}

/** The context of work within other work: the same trace, a span of its own. */
export function childTrace(parent: TraceContext): TraceContext {
  return { ...parent, spanId: randomId(8) };
}

/** What is sent on as `traceparent`. */
export function formatTraceparent({ traceId, spanId, isSampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${isSampled ? "01" : "00"}`;
}

/** A valid `tracestate` within the limits, undefined for one that is empty or wrong. */
function parseState(text: string): string | undefined {
  const members = text.split(",").map((member) => member.replace(/^[ \t]+|[ \t]+$/g, "")).filter((member) => member !== "");
  if (members.length === 0 || members.length > MOST_MEMBERS) return undefined;
  const keys = new Set<string>();
  for (const member of members) {
    const at = member.indexOf("=");
    const key = member.slice(0, Math.max(at, 0));
    if (!KEY.test(key) || !VALUE.test(member.slice(at + 1)) || keys.has(key)) return undefined;
    keys.add(key);
  }
  return shortened(members);
}

/** Whole members are left out, the long ones first and then those at the end, which are the oldest. */
function shortened(members: readonly string[]): string | undefined {
  const all = members.join(",");
  if (all.length <= MOST_CHARACTERS) return all;
  const kept = members.filter((member) => member.length <= LONG_MEMBER);
  while (kept.join(",").length > MOST_CHARACTERS) kept.pop();
  return kept.length === 0 ? undefined : kept.join(",");
}

function randomId(bytes: number): string {
  for (;;) {
    const id = Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (!/^0+$/.test(id)) return id;
  }
}
