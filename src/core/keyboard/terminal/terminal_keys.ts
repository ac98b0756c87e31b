import type { KeyEvent } from "../key_event.ts";
import { keyOfCode, UNKNOWN_KEY } from "../keys.ts";
import { readCharacter, readControlSequence, readSingleShift, type TerminalKey } from "./read_sequence.ts";

const ESCAPE = "\x1b";
const PASTE_END = `${ESCAPE}[201~`;
/** What is longer is no key. */
const LONGEST_SEQUENCE = 256;
/** Behind ESC: strings that end with BEL or ST, which terminals answer with. */
const STRINGS = new Set(["]", "P", "_", "^", "X"]);
const BELL = "\x07";

/** What the reader is in the middle of. */
type State = "ground" | "escape" | "control" | "console" | "shift" | "string" | "string_escape" | "paste";

/** What a terminal said that is no key. */
export interface TerminalReply {
  /** What stood between `CSI` and the last character. */
  readonly body: string;
  readonly last: string;
}

/**
 * Reads keys from what a terminal sends: the kitty keyboard protocol and the sequences of old. It makes no difference how the bytes are
 * cut. Old sequences tell of presses alone, and of keys by their characters on a keyboard of the United States. What is pasted in
 * brackets and sequences that it does not know are skipped whole.
 */
export class TerminalKeys {
  readonly #take: (event: KeyEvent) => void;
  readonly #reply: (reply: TerminalReply) => void;
  readonly #decoder = new TextDecoder();
  #state: State = "ground";
  #body = "";
  #timestamp = 0;

  /**
   * @param take Told of each key.
   * @param reply Told of each answer to a question: a sequence with a private mark.
   */
  constructor(take: (event: KeyEvent) => void, reply: (reply: TerminalReply) => void = () => {}) {
    this.#take = take;
    this.#reply = reply;
  }

  /** Whether something has begun that may go on, or be a key of its own when nothing follows: see {@link settle}. */
  get isOpen(): boolean {
    return this.#state !== "ground" && this.#state !== "paste";
  }

  /** @param timestamp When the bytes came, in monotonic milliseconds. */
  push(bytes: Uint8Array, timestamp: number): void {
    this.#timestamp = timestamp;
    for (const character of this.#decoder.decode(bytes, { stream: true })) this.#step(character);
  }

  /** Nothing followed for a while: what has begun was Escape, or a key with Alt. */
  settle(): void {
    const state = this.#state;
    const body = this.#body;
    if (!this.isOpen) return;
    this.#to("ground");
    if (state === "escape") this.#press(readCharacter(ESCAPE));
    else if (state === "control" && body === "") this.#press(readCharacter("[", true));
    else if (state === "shift" && body === "") this.#press(readCharacter("O", true));
    else if (state === "string" && body.length === 1) this.#press(readCharacter(body, true));
  }

  #step(character: string): void {
    switch (this.#state) {
      case "ground":
        return character === ESCAPE ? this.#to("escape") : this.#press(readCharacter(character));
      case "escape":
        return this.#afterEscape(character);
      case "control":
        return this.#inControl(character);
      case "console":
        this.#to("ground");
        if (character >= "A" && character <= "E") this.#press({ code: `F${character.charCodeAt(0) - 64}`, action: "press", modifiers: [] });
        return;
      case "shift":
        if (/[\d;]/.test(character)) return this.#keep(character);
        return this.#end(character, readSingleShift(this.#body, character));
      case "string":
        if (character === BELL) return this.#to("ground");
        return character === ESCAPE ? void (this.#state = "string_escape") : this.#keep(character);
      case "string_escape":
        return character === "\\" ? this.#to("ground") : this.#afterEscape(character);
      case "paste":
        return this.#inPaste(character);
    }
  }

  #afterEscape(character: string): void {
    if (character === "[") return this.#to("control");
    if (character === "O") return this.#to("shift");
    if (STRINGS.has(character)) {
      this.#to("string");
      return this.#keep(character);
    }
    if (character === ESCAPE) {
      // Of two, the first was the key; the second may begin a sequence.
      this.#press(readCharacter(ESCAPE));
      return this.#to("escape");
    }
    this.#to("ground");
    this.#press(readCharacter(character, true));
  }

  #inControl(character: string): void {
    // Parameters and what stands between them and the end.
    if (character >= " " && character <= "?") return this.#keep(character);
    // The Linux console sends its first function keys like this.
    if (character === "[" && this.#body === "") return this.#to("console");
    const body = this.#body;
    if (character === "~" && body === "200") return this.#to("paste");
    if (/^[<=>?]/.test(body) && character >= "@" && character <= "~") this.#reply({ body, last: character });
    this.#end(character, body.length >= LONGEST_SEQUENCE ? undefined : readControlSequence(body, character));
  }

  /** Ends a sequence; a character that cannot be its last breaks it off and counts by itself. */
  #end(character: string, key: TerminalKey | undefined): void {
    const isLast = character >= "@" && character <= "~";
    this.#to("ground");
    if (!isLast) this.#step(character);
    else if (key !== undefined) this.#press(key);
  }

  #inPaste(character: string): void {
    this.#body = (this.#body + character).slice(-PASTE_END.length);
    if (this.#body === PASTE_END) this.#to("ground");
  }

  #to(state: State): void {
    this.#state = state;
    this.#body = "";
  }

  #keep(character: string): void {
    if (this.#body.length < LONGEST_SEQUENCE) this.#body += character;
  }

  #press({ code, action, modifiers }: TerminalKey): void {
    const key = code === undefined ? undefined : keyOfCode(code);
    this.#take({
      timestamp: this.#timestamp,
      scanCode: key?.usage ?? UNKNOWN_KEY.scanCode,
      keyCode: key?.code ?? UNKNOWN_KEY.keyCode,
      action,
      modifiers,
      consumed: false,
      native: null,
    });
  }
}
