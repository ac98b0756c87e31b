import { dispatch } from "./dispatch.ts";
import type { Io } from "./io.ts";
import { linesOf } from "./lines_of.ts";
import { Writer } from "./writer.ts";

/** What a command line printed and how it ended. */
export interface VerbOutcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Surroundings of {@link runVerb}. */
export interface RunVerbOptions {
  /** All there is; nothing of this process's is added. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string;
  /** Is told of everything that is written to standard output, as it is written. */
  onOut?(text: string): void;
}

/** Runs a command line within this process, as the program would. */
export async function runVerb(
  args: readonly string[],
  { env = {}, cwd = "/", stdin = "", onOut }: RunVerbOptions = {},
): Promise<VerbOutcome> {
  const texts = { out: "", err: "" };
  const writer = (name: "out" | "err") =>
    new Writer({
      isTerminal: () => false,
      write(bytes) {
        const text = new TextDecoder().decode(bytes);
        texts[name] += text;
        if (name === "out") onOut?.(text);
        return Promise.resolve(bytes.length);
      },
    });
  const io: Io = {
    out: writer("out"),
    err: writer("err"),
    env,
    cwd,
    json: args.includes("--json"),
    readStdin: () => Promise.resolve(new TextEncoder().encode(stdin)),
    stdinLines: () => linesOf(ReadableStream.from([new TextEncoder().encode(stdin)])),
  };
  const code = await dispatch(args, io);
  await Promise.all([io.out.flush(), io.err.flush()]);
  return { code, ...texts };
}
