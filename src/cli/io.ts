import { Writer } from "./writer.ts";

/** What a verb may touch of the process it runs in. */
export interface Io {
  readonly out: Writer;
  readonly err: Writer;
  readonly env: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly cwd: string;
  /** Whether `--json` was asked for. */
  readonly json: boolean;
  /** All of standard input. */
  readStdin(): Promise<Uint8Array>;
  /** Standard input's lines, without their ends, as they come. */
  stdinLines(): AsyncIterable<string>;
}

/** What {@link processIo} gives. */
export interface ProcessIo extends Io {
  /** Settles when what was written has arrived, or its reader has gone. */
  flush(): Promise<void>;
}

/** The real process. */
export function processIo(json: boolean): ProcessIo {
  const out = new Writer(Deno.stdout);
  let err: Writer | undefined;
  return {
    out,
    get err() {
      // Where both lead to the same place (a terminal, `2>&1`), one queue keeps what is written in order.
      return err ??= isSameFile("/dev/fd/1", "/dev/fd/2") ? out : new Writer(Deno.stderr);
    },
    env: Deno.env.toObject(),
    cwd: Deno.cwd(),
    json,
    readStdin: async () => new Uint8Array(await new Response(Deno.stdin.readable).arrayBuffer()),
    stdinLines: () => linesOf(Deno.stdin.readable),
    flush: async () => void await Promise.all([out.flush(), err?.flush()]),
  };
}

/** Whether two open files are one; false also where that cannot be told. */
function isSameFile(one: string, other: string): boolean {
  try {
    const [a, b] = [Deno.statSync(one), Deno.statSync(other)];
    return a.ino !== null && a.ino === b.ino && a.dev === b.dev;
  } catch {
    return false;
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield line.endsWith("\r") ? line.slice(0, -1) : line;
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}
