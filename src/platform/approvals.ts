import { AppError, type Approvals } from "../core/mod.ts";

/** Options of {@link createApprovals}. */
export interface ApprovalsOptions {
  /** Answer yes to everything without asking (`--yes`). Default false. */
  readonly yes?: boolean;
  /**
   * Draws the line with the question and what has been typed so far, and takes it away again (undefined). For a screen that is redrawn:
   * the terminal itself then echoes nothing. Default: the question is written once and the terminal echoes.
   */
  readonly draw?: ((line: string | undefined) => void) | undefined;
  /** Writes a question that is not drawn, in order with what else is written there. Default: to the terminal at once. */
  readonly write?: (text: string) => void;
  /** Default: this process's terminal. */
  readonly terminal?: ApprovalTerminal;
}

/** The terminal on which a person is asked. */
export interface ApprovalTerminal {
  /** Whether a person can read the question and type the answer. */
  isInteractive(): boolean;
  write(text: string): void;
  /** Whether the terminal shows and edits what is typed, a line at a time, or hands over each key unseen. Signals stay as they are. */
  setEcho(on: boolean): void;
  /** Resolves with what was typed next, undefined when nothing more can come. */
  read(): Promise<Uint8Array | undefined>;
}

/**
 * Makes the one who asks people: a question on standard error, the answer (`y` or `yes`, anything else is no) from a line of standard
 * input. Several questions at once are asked one after the other.
 */
export function createApprovals(options: ApprovalsOptions = {}): Approvals {
  if (options.yes) return { ask: () => Promise.resolve(true) };
  const terminal = options.terminal ?? processTerminal();
  const desk: Desk = { terminal, lines: new Lines(terminal), draw: options.draw, write: options.write ?? ((text) => terminal.write(text)) };
  let last: Promise<unknown> = Promise.resolve();
  return {
    ask(question, signal) {
      if (!terminal.isInteractive()) {
        return Promise.reject(
          new AppError("approval_unavailable", `Nobody can be asked "${question}": there is no terminal`),
        );
      }
      const before = last;
      const answer = unlessAborted(before, signal).then(() => askOnce(desk, `${question} [y/N] `, signal));
      // A question that is given up while it waits leaves the one before it open.
      last = Promise.allSettled([before, answer]);
      return answer;
    },
  };
}

interface Desk {
  readonly terminal: ApprovalTerminal;
  readonly lines: Lines;
  readonly draw: ApprovalsOptions["draw"];
  write(text: string): void;
}

async function askOnce({ terminal, lines, draw, write }: Desk, prompt: string, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted();
  if (draw === undefined) {
    write(prompt);
    return isYes(await unlessAborted(lines.next(), signal));
  }
  terminal.setEcho(false);
  try {
    draw(prompt + lines.typed);
    return isYes(await unlessAborted(lines.next((typed) => draw(prompt + typed)), signal));
  } finally {
    terminal.setEcho(true);
    draw(undefined);
  }
}

function isYes(answer: string | undefined): boolean {
  return /^\s*y(?:es)?\s*$/i.test(answer ?? "");
}

/** Lines of standard input. A read cannot be taken back, so one that an abort left behind serves the next question. */
class Lines {
  readonly #terminal: ApprovalTerminal;
  readonly #decoder = new TextDecoder();
  #text = "";
  #pending: Promise<string | undefined> | undefined;
  #onTyped: ((typed: string) => void) | undefined;

  constructor(terminal: ApprovalTerminal) {
    this.#terminal = terminal;
  }

  /** What has been typed of the next line. */
  get typed(): string {
    return this.#text;
  }

  /** The next line; `onTyped` hears how it grows. */
  next(onTyped?: (typed: string) => void): Promise<string | undefined> {
    this.#onTyped = onTyped;
    this.#pending ??= this.#read().finally(() => this.#pending = undefined);
    return this.#pending;
  }

  async #read(): Promise<string | undefined> {
    for (;;) {
      const end = this.#text.indexOf("\n");
      if (end >= 0) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 1);
        return line;
      }
      const bytes = await this.#terminal.read();
      if (bytes === undefined) return undefined;
      this.#text = typeKeys(this.#text, this.#decoder.decode(bytes, { stream: true }));
      if (!this.#text.includes("\n")) this.#onTyped?.(this.#text);
    }
  }
}

/** A line after more keys: Backspace and Ctrl-U take away, Enter and Ctrl-D end it, other keys that are no text do nothing. */
function typeKeys(line: string, keys: string): string {
  // deno-lint-ignore no-control-regex
  for (const key of keys.match(/\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.)?|[^\x1b]/gsu) ?? []) {
    if (key === "\x7f" || key === "\b") line = line.replace(/[^\n]$/u, "");
    else if (key === "\x15") line = line.replace(/[^\n]*$/, "");
    else if (key === "\r" || key === "\n" || key === "\x04") line += "\n";
    else if (key >= " " || key === "\t") line += key;
  }
  return line;
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

function processTerminal(): ApprovalTerminal {
  const buffer = new Uint8Array(1024);
  return {
    isInteractive: () => Deno.stdin.isTerminal() && Deno.stderr.isTerminal(),
    write: (text) => void Deno.stderr.writeSync(new TextEncoder().encode(text)),
    setEcho: (on) => Deno.stdin.setRaw(!on, { cbreak: !on }),
    async read() {
      const count = await Deno.stdin.read(buffer);
      return count === null ? undefined : buffer.slice(0, count);
    },
  };
}
