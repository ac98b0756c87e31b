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

/** The real process. */
export function processIo(json: boolean): Io {
  return {
    out: new Writer(Deno.stdout),
    err: new Writer(Deno.stderr),
    env: Deno.env.toObject(),
    cwd: Deno.cwd(),
    json,
    readStdin: async () => new Uint8Array(await new Response(Deno.stdin.readable).arrayBuffer()),
    stdinLines: () => linesOf(Deno.stdin.readable),
  };
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
