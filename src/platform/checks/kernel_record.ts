/** A message of the kernel's log; a record with line breaks in it has several lines. */
export interface KernelMessage {
  /** Counts from the machine's start; a number that is left out was overwritten. */
  readonly sequence: number;
  /** 0 (emerg) to 7 (debug). */
  readonly priority: number;
  /** Whether the kernel wrote it, rather than a program through it. */
  readonly isKernels: boolean;
  /** Milliseconds since the machine's start. */
  readonly ms: number;
  readonly text: string;
  /** A fragment that goes on with the message before. */
  readonly isFragment: boolean;
}

/** `priority and facility,number,microseconds,flag[,more];text`; lines with properties follow, each behind a space. */
const RECORD = /^(\d+),(\d+),(\d+),([^,;]*)[^;\n]*;([^\n]*)/;
const TIME = /^\d+,\d+,(\d+),/;
const ESCAPED = /(?:\\x[0-9a-f]{2})+/gi;
const decoder = new TextDecoder();

/** Reads a record of `/dev/kmsg` (Documentation/ABI/testing/dev-kmsg); undefined for what is none. */
export function parseKernelRecord(record: string): KernelMessage | undefined {
  const match = RECORD.exec(record);
  if (match === null) return undefined;
  const [, head, sequence, microseconds, flag, text = ""] = match;
  return {
    sequence: Number(sequence),
    priority: Number(head) & 7,
    isKernels: Number(head) >> 3 === 0,
    ms: Number(microseconds) / 1000,
    // Kernels before 4.10 mark the further fragments with a plus.
    isFragment: flag === "c" || flag === "+",
    text: text.replaceAll(ESCAPED, unescaped),
  };
}

/** When a record was written, in milliseconds since the machine's start; 0 for what is none. */
export function recordTime(record: string): number {
  return Number(TIME.exec(record)?.[1] ?? 0) / 1000;
}

/** What the kernel writes as `\xNN`, byte by byte: everything beyond ASCII, control characters and the backslash. */
function unescaped(escapes: string): string {
  const bytes = escapes.slice(2).split(/\\x/i).map((digits) => Number.parseInt(digits, 16));
  return decoder.decode(new Uint8Array(bytes));
}

/** Puts fragments behind the messages that they go on with. */
export function joinFragments(messages: Iterable<KernelMessage>): readonly KernelMessage[] {
  const whole: KernelMessage[] = [];
  for (const message of messages) {
    const last = whole.at(-1);
    if (message.isFragment && last !== undefined) {
      whole[whole.length - 1] = { ...last, text: last.text + message.text, sequence: message.sequence };
    } else whole.push(message);
  }
  return whole;
}
