import { AppError, type Approvals } from "../core/mod.ts";

/** Options of {@link createApprovals}. */
export interface ApprovalsOptions {
  /** Answer yes to everything without asking (`--yes`). Default false. */
  readonly yes?: boolean;
  /** Default: this process's terminal. */
  readonly terminal?: ApprovalTerminal;
}

/** The terminal on which a person is asked. */
export interface ApprovalTerminal {
  /** Whether a person can read the question and type the answer. */
  isInteractive(): boolean;
  write(text: string): void;
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
  const lines = new Lines(terminal);
  let last: Promise<unknown> = Promise.resolve();
  return {
    ask(question, signal) {
      if (!terminal.isInteractive()) {
        return Promise.reject(new AppError("approval_unavailable", `Nobody can be asked "${question}": standard input is no terminal`));
      }
      const turn = last.then(() => askOnce(terminal, lines, question, signal));
      last = turn.catch(() => {});
      return turn;
    },
  };
}

async function askOnce(terminal: ApprovalTerminal, lines: Lines, question: string, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted();
  terminal.write(`${question} [y/N] `);
  const answer = await unlessAborted(lines.next(), signal);
  return /^\s*y(?:es)?\s*$/i.test(answer ?? "");
}

/** Lines of standard input. A read cannot be taken back, so one that an abort left behind serves the next question. */
class Lines {
  readonly #terminal: ApprovalTerminal;
  readonly #decoder = new TextDecoder();
  #text = "";
  #pending: Promise<string | undefined> | undefined;

  constructor(terminal: ApprovalTerminal) {
    this.#terminal = terminal;
  }

  next(): Promise<string | undefined> {
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
      this.#text += this.#decoder.decode(bytes, { stream: true });
    }
  }
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
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
    async read() {
      const count = await Deno.stdin.read(buffer);
      return count === null ? undefined : buffer.slice(0, count);
    },
  };
}
