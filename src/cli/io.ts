import { linesOf, type StreamLine } from "./lines_of.ts";
import { areStreamsJoined } from "./standard_streams.ts";
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
  /** Standard input's lines as they come. */
  stdinLines(): AsyncIterable<StreamLine>;
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
      return err ??= areStreamsJoined() ? out : new Writer(Deno.stderr);
    },
    env: Deno.env.toObject(),
    cwd: Deno.cwd(),
    json,
    readStdin: async () => new Uint8Array(await new Response(Deno.stdin.readable).arrayBuffer()),
    stdinLines: () => linesOf(Deno.stdin.readable),
    flush: async () => void await Promise.all([out.flush(), err?.flush()]),
  };
}
