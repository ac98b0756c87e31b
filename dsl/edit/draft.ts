import type { Json } from "../../src/core/mod.ts";
import type { Edit } from "../flow/format/edit.ts";
import { Identities } from "./identities.ts";
import { Lines } from "./lines.ts";
import { isBlockText, lastOf, type Part, type Place } from "./place.ts";
import type { Layout } from "./write_value.ts";

/** Where a value stands. */
export interface Slot {
  /** `entry` and `item` of block collections, `flow` within brackets. */
  readonly kind: "entry" | "item" | "flow" | "root";
  /** Behind the colon or dash; undefined where a key stands alone. */
  readonly after: number | undefined;
  /** Of the key or dash. */
  readonly column: number;
}

/** How boldly a document is edited. */
export interface Boldness {
  /** Whether new values stand on one line, where nothing around them can be misread because of them. */
  readonly isInline: boolean;
  /** Collections that many levels below the root are written anew when something in them changes; those above are edited. */
  readonly depth: number;
}

/** Ends an attempt: what has to change cannot be reached by a change of its own. */
export class NotEditable extends Error {
  override readonly name = "NotEditable";
}

/** Changes of a document's text in the making. */
export class Draft {
  readonly lines: Lines;
  readonly layout: Layout;
  readonly boldness: Boldness;
  readonly identities: Identities;
  #edits: Edit[] = [];
  /** What anchored values will read as; undefined for those that will be gone. Others stay as they are. */
  readonly #settled = new Map<Place, Json | undefined>();

  constructor(lines: Lines, layout: Layout, boldness: Boldness, identities: Identities) {
    this.lines = lines;
    this.layout = layout;
    this.boldness = boldness;
    this.identities = identities;
  }

  get text(): string {
    return this.lines.text;
  }

  /** Notes a change; of several that only insert at one place, the first stands first. */
  splice(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, text });
  }

  /** The changed text. @throws NotEditable when changes overlap. */
  result(): string {
    return applied(this.text, 0, this.text.length, this.#edits);
  }

  /** Whether the last line goes: the one before keeps its line end. */
  get isEndGone(): boolean {
    return this.#edits.some(({ start, end, text }) => start < end && end === this.text.length && text === "");
  }

  /** What an action makes of a part of the text, which it changes nothing else of. */
  within(start: number, end: number, action: () => void): string {
    const outer = this.#edits;
    this.#edits = [];
    try {
      action();
      return applied(this.text, start, end, this.#edits);
    } finally {
      this.#edits = outer;
    }
  }

  /** Notes what an anchored value will read as. */
  settle(place: Place, value: Json): void {
    if (place.isAnchored) this.#settled.set(place, value);
  }

  /** Notes that all anchors of a value will be gone. */
  lose(place: Place): void {
    if (!place.hasAnchor) return;
    if (place.isAnchored) this.#settled.set(place, undefined);
    if (place.kind === "map" || place.kind === "seq") { for (const { value } of place.parts) this.lose(value); }
  }

  /** What an anchored value will read as; undefined when it will be gone. */
  settled(place: Place): Json | undefined {
    return this.#settled.has(place) ? this.#settled.get(place) : place.value;
  }

  /** Where the line behind a value begins, the blank lines that belong to a text of the kind `|+` included. */
  behind(place: Place): number {
    const next = this.lines.next(lastOf(place).end);
    return this.keepsBlanks(place) ? this.behindBlanks(next) : next;
  }

  /** Whether blank lines behind a value belong to it: it ends in a text of the kind `|+`. */
  keepsBlanks(place: Place): boolean {
    const last = lastOf(place);
    return isBlockText(last) && /^[|>][1-9]?\+/.test(this.text.slice(last.at, last.at + 3));
  }

  /** Whether blank lines from an offset on would become part of a value above: all behind `|+`, those with blanks in them behind `|`. */
  wouldKeep(place: Place, start: number): boolean {
    if (this.keepsBlanks(place)) return true;
    return isBlockText(lastOf(place)) && /[ \t]/.test(this.text.slice(start, this.behindBlanks(start)));
  }

  /** Where that ends which would become part of a text above: comments that are indented more than a column, with the blank lines before them. */
  behindAbsorbed(place: Place, start: number, column: number): number {
    if (!isBlockText(lastOf(place))) return start;
    let end = start;
    for (let next = this.behindBlanks(end); next < this.text.length && indentOfComment(this.lines.at(next)) > column;) {
      end = this.lines.next(next);
      next = this.behindBlanks(end);
    }
    return end;
  }

  /** Where the next line begins that is not blank, from a line's beginning. */
  behindBlanks(start: number): number {
    let next = start;
    while (next < this.text.length && this.lines.at(next).trim() === "") next = this.lines.next(next);
    return next;
  }

  /** The same, comments directly below included that are indented more than a column: they belong to the value. */
  behindAll(place: Place, column: number): number {
    let next = this.behind(place);
    while (next < this.text.length && indentOfComment(this.lines.at(next)) > column) next = this.lines.next(next);
    return next;
  }

  /**
   * Where the lines of a part of a block begin, with the comments directly above that stand in its column.
   *
   * @param floor Where the part before ends.
   */
  begin(part: Part, floor: number): number {
    const column = this.lines.column(part.start);
    let start = this.lines.start(part.start);
    while (start > floor) {
      const above = this.lines.start(start - 1);
      const line = this.lines.at(above);
      if (above < floor || indentOfComment(line) !== column || FOR_TOOLS.test(line)) break;
      start = above;
    }
    return start;
  }
}

/** Comments that are about the file, whatever stands below them. */
const FOR_TOOLS = /^#(?:!| *yaml-language-server:| *vim?:| *-\*-)/;

/** How far a line of nothing but a comment is indented; -1 for any other line. */
function indentOfComment(line: string): number {
  return /^ *#/.test(line) ? line.indexOf("#") : -1;
}

function applied(text: string, start: number, end: number, edits: readonly Edit[]): string {
  let result = "";
  let at = start;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start < at || edit.end > end) throw new NotEditable();
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at, end);
}
