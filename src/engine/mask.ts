import { joinBytes, type Json } from "../core/mod.ts";
import { MaskAutomaton } from "./mask_automaton.ts";
import { maskCut } from "./mask_cut.ts";
import { cutFormsOf, formsOf } from "./mask_forms.ts";
import { maskJson } from "./mask_json.ts";
import { MASK } from "./mask_text.ts";
import type { MaskedStream, Masker } from "./parts.ts";

const MASK_BYTES = new TextEncoder().encode(MASK);
const NOTHING = new Uint8Array();

/**
 * Makes what replaces secrets by `***` in everything that is stored or shown: the secrets themselves, whole and by line, and encoded
 * (base64, hexadecimal, percent, JSON, shell quotes), also when split over chunks. Overlapping occurrences become one mask.
 *
 * Every secret that is not blank is masked, short ones too; encodings from 4 bytes on. What a program does to a secret beyond these
 * forms, such as base64 wrapped into lines, reversing or compressing, is not recognised.
 *
 * @param secrets Values by name.
 * @returns With no secrets, texts and bytes pass untouched and uncopied.
 *
 * @example
 * ```ts
 * const masker = createMasker({ token: "s3cr3t" });
 * console.assert(masker.text("token s3cr3t") === "token ***");
 * ```
 */
export function createMasker(secrets: Readonly<Record<string, string>>): Masker {
  const values = Object.values(secrets).filter((value) => value.trim() !== "");
  if (values.length === 0) return { text: (text) => text, message: (text) => text, json: (value) => value, stream: () => UNTOUCHED };
  let automaton: MaskAutomaton | undefined;
  const search = () => automaton ??= new MaskAutomaton(values.flatMap(formsOf));
  let cutForms: readonly string[] | undefined;
  const text = (text: string) => maskText(text, new MaskingStream(search()));
  return {
    text,
    message: (message) => maskCut(text(message), cutForms ??= values.flatMap(cutFormsOf)),
    // Texts become texts: the shape stays.
    json: <T extends Json>(value: T) => maskJson(value, text) as T,
    stream: () => new MaskingStream(search()),
  };
}

const UNTOUCHED: MaskedStream = { push: (bytes) => bytes, end: () => NOTHING };

function maskText(text: string, stream: MaskingStream): string {
  const bytes = new TextEncoder().encode(text);
  const head = stream.push(bytes);
  const rest = stream.end();
  // Only a text that held a secret goes through bytes and back: others keep even what is no Unicode.
  return stream.masked ? decode(head) + decode(rest) : text;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/**
 * One stream. What `push` returns may share memory with its argument. Only an end of the input that begins a secret is held back, so a
 * line that cannot be part of one is never late.
 */
class MaskingStream implements MaskedStream {
  readonly #automaton: MaskAutomaton;
  #node = 0;
  /** Input not given out yet: the longest end of it that begins a secret. */
  #held: Uint8Array = NOTHING;
  /** Occurrences found, as pairs of offsets into the next chunk (held input is before 0), disjoint and in order. */
  #spans: number[] = [];
  /** Offset up to which the input is already given out, or masked and its mask given out. */
  #done = 0;
  /** Whether the input before {@link MaskingStream.#done} was masked, so that what overlaps it needs no second mask. */
  #open = false;
  /** Whether anything was masked. */
  masked = false;

  constructor(automaton: MaskAutomaton) {
    this.#automaton = automaton;
  }

  push(bytes: Uint8Array): Uint8Array {
    this.#search(bytes);
    const certain = bytes.length - (this.#automaton.depth[this.#node] ?? 0);
    const out = this.#take(bytes, certain);
    this.#hold(bytes);
    return out;
  }

  end(): Uint8Array {
    const out = this.#take(NOTHING, 0);
    this.#node = 0;
    this.#held = NOTHING;
    this.#done = 0;
    this.#open = false;
    return out;
  }

  #search(bytes: Uint8Array): void {
    const automaton = this.#automaton;
    const { found } = automaton;
    let node = this.#node;
    for (let at = 0; at < bytes.length; at++) {
      if (node === 0) {
        at = automaton.skip(bytes, at);
        if (at === bytes.length) break;
      }
      node = automaton.step(node, bytes[at] as number);
      const length = found[node] as number;
      if (length !== 0) this.#mark(at + 1 - length, at + 1);
    }
    this.#node = node;
  }

  #mark(start: number, end: number): void {
    this.masked = true;
    const spans = this.#spans;
    while (spans.length > 0 && start < (spans[spans.length - 1] as number)) {
      spans.pop();
      start = Math.min(start, spans.pop() as number);
    }
    spans.push(start, end);
  }

  /** Gives out the input up to `certain`, and whole spans that begin before it. */
  #take(bytes: Uint8Array, certain: number): Uint8Array {
    if (this.#held.length === 0 && this.#spans.length === 0) {
      // Nothing to replace: the caller's own bytes, uncopied.
      const from = this.#done;
      this.#advance(certain, false);
      return from >= certain ? NOTHING : from === 0 && certain === bytes.length ? bytes : bytes.subarray(from, certain);
    }
    const parts: Uint8Array[] = [];
    let taken = 0;
    for (; taken < this.#spans.length; taken += 2) {
      const start = this.#spans[taken] as number;
      const end = this.#spans[taken + 1] as number;
      // `certain` is never inside a span that can still grow to the left.
      if (start >= certain && start >= this.#done) break;
      const continues = this.#open && start < this.#done;
      if (!continues) {
        this.#copy(parts, bytes, start);
        parts.push(MASK_BYTES);
      }
      this.#advance(Math.max(end, this.#done), true);
    }
    this.#spans.splice(0, taken);
    this.#copy(parts, bytes, certain);
    return joinBytes(parts);
  }

  #advance(to: number, open: boolean): void {
    if (to < this.#done || (to === this.#done && !open)) return;
    this.#done = to;
    this.#open = open;
  }

  /** Copies input from what is done up to `end`, part of it perhaps held from before. */
  #copy(parts: Uint8Array[], bytes: Uint8Array, end: number): void {
    const from = this.#done;
    if (from >= end) return;
    const held = this.#held.length;
    if (from < 0) parts.push(this.#held.subarray(held + from, held + Math.min(end, 0)));
    if (end > 0) parts.push(bytes.subarray(Math.max(from, 0), end));
    this.#advance(end, false);
  }

  /** Keeps what is not done, and moves offsets so that the next chunk begins at 0. */
  #hold(bytes: Uint8Array): void {
    const length = bytes.length;
    const from = Math.min(this.#done, length);
    const kept = length - from;
    if (kept <= length) this.#held = kept === 0 ? NOTHING : bytes.slice(from);
    else this.#held = joinBytes([this.#held.subarray(this.#held.length - (kept - length)), bytes]);
    this.#done -= length;
    for (let index = 0; index < this.#spans.length; index++) this.#spans[index] = (this.#spans[index] as number) - length;
  }
}
