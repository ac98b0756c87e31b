/** Fields of `/proc/<pid>/stat` that are used; times in ticks. See proc_pid_stat(5). */
export interface StatFields {
  readonly name: string;
  readonly letter: string;
  readonly parent: number;
  readonly flags: number;
  readonly userTicks: number;
  readonly systemTicks: number;
  readonly threads: number;
  readonly startTicks: number;
  /** As `waitpid` gives it; 0 also where it is hidden. */
  readonly exitStatus: number;
}

/** Parses a line of `stat`; undefined for anything else. The name in parentheses may hold anything, so fields count from its end. */
export function parseStatFields(text: string): StatFields | undefined {
  const start = text.indexOf("(");
  const end = text.lastIndexOf(")");
  const fields = text.slice(end + 2).trim().split(" ");
  if (start < 0 || end < start || fields.length < 20) return undefined;
  // The first field here is the manual's third.
  const field = (number: number) => Number(fields[number - 3] ?? 0);
  return {
    name: text.slice(start + 1, end),
    letter: fields[0] ?? "?",
    parent: field(4),
    flags: field(9),
    userTicks: field(14),
    systemTicks: field(15),
    threads: field(20),
    startTicks: field(22),
    exitStatus: field(52),
  };
}

/** The fields of a file such as `/proc/<pid>/status`: `Name:` and what follows. */
export function parseFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return fields;
}

/** A size such as `132 kB`, in bytes; null without one. */
export function fieldBytes(fields: ReadonlyMap<string, string>, name: string): number | null {
  const match = /^(\d+)(?: kB)?$/.exec(fields.get(name) ?? "");
  return match === null ? null : Number(match[1]) * 1024;
}

/** The numbers of a field such as `Uid`. */
export function fieldNumbers(fields: ReadonlyMap<string, string>, name: string): readonly number[] {
  return (fields.get(name) ?? "").split(/[\s/]+/).filter((part) => part !== "").map(Number);
}

const STATES: Readonly<Record<string, string>> = {
  R: "running",
  S: "sleeping",
  D: "blocked",
  T: "stopped",
  t: "traced",
  Z: "zombie",
  X: "dead",
  x: "dead",
  I: "idle",
  P: "parked",
};

/** The name of a state's letter, or the letter. */
export function stateName(letter: string): string {
  return STATES[letter] ?? letter;
}
