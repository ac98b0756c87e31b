import type { ReportedEnd } from "./box/messages.ts";
import type { Program, ProgramPlace } from "./guard/mod.ts";

type Failure = Extract<ReportedEnd, { readonly code: string }>;

/** What an error says to the author of the script. */
export interface ExplainedError {
  /** What was thrown, with its place. */
  readonly message: string;
  /** What was thrown. */
  readonly headline: string;
  /** Where, in the user's files. */
  readonly place?: ProgramPlace;
  /** For the task's standard error; empty when there is nothing to add. */
  readonly trace: string;
}

/** What the runtime adds to an error that a module's `await` brought: a place of ours. */
const OUR_PLACE = / at file:\/\/\S+:\d+:\d+$/;

/**
 * A script's error in the terms of its author: the places in the files as they were written, and no frame of ours.
 *
 * @param base What the addresses of the program's files begin with.
 */
export function explainError(failure: Failure, program: Program, base: string): ExplainedError {
  const places = new Places(program, base);
  const said = places.replaceIn(failure.message).replace(OUR_PLACE, "");
  if (failure.code !== "script_failed") return { message: said, headline: said, trace: "" };
  const frames = failure.stack.split("\n").flatMap((line) => places.frame(line) ?? []);
  const headline = said === "" ? failure.name : `${failure.name}: ${said}`;
  const [first] = frames;
  return {
    message: first === undefined ? headline : `${headline} (${shown(first.place)})`,
    headline,
    ...(first === undefined ? {} : { place: first.place }),
    trace: `${[headline, ...frames.map(({ text }) => `    at ${text}`)].join("\n")}\n`,
  };
}

class Places {
  readonly #program: Program;
  readonly #base: string;

  constructor(program: Program, base: string) {
    this.#program = program;
    this.#base = base;
  }

  /** A frame of the script's own; undefined for any other line. */
  frame(line: string): { readonly text: string; readonly place: ProgramPlace } | undefined {
    const match = /^\s*at (?:(.*) \()?(\S+?):(\d+):(\d+)\)?$/.exec(line);
    const place = match === null ? undefined : this.#locate(match[2] ?? "", Number(match[3]), Number(match[4]));
    if (match === null || place === undefined) return undefined;
    const name = match[1];
    return { text: name === undefined ? shown(place) : `${name} (${shown(place)})`, place };
  }

  /** A text whose addresses of private files have become places in the user's. */
  replaceIn(text: string): string {
    if (!text.includes(this.#base)) return text;
    return text.split(this.#base).map((part, index) => {
      const match = index === 0 ? null : /^([^\s:"')]+)(?::(\d+):(\d+))?/.exec(part);
      if (match === null) return part;
      const place = this.#program.locate(match[1] ?? "", Number(match[2] ?? 1), Number(match[3] ?? 1));
      if (place === undefined) return part;
      return (match[2] === undefined ? place.file : shown(place)) + part.slice(match[0].length);
    }).join("");
  }

  #locate(address: string, line: number, column: number): ProgramPlace | undefined {
    if (!address.startsWith(this.#base)) return undefined;
    return this.#program.locate(address.slice(this.#base.length), line, column);
  }
}

function shown({ file, line, column }: ProgramPlace): string {
  return `${file}:${line}:${column}`;
}
