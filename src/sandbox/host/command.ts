import type { JsonObject } from "../../core/mod.ts";
import { askAsDeno } from "./ask_as_deno.ts";
import type { Asker } from "./asker.ts";
import { Bytes, entries, freeze, from, keys, NativeTypeError, toBoolean, toNumber } from "./captured.ts";
import { frozen } from "./frozen.ts";
import { pathText } from "./script_values.ts";

type Output = "piped" | "null";

const KNOWN: readonly string[] = ["args", "cwd", "env", "clearEnv", "stdin", "stdout", "stderr"];

/** What a program has written, and how it ended; a stream that was not kept cannot be read. */
export class CommandOutput implements Deno.CommandOutput {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  readonly success: boolean;
  readonly #streams: Readonly<Record<"stdout" | "stderr", Uint8Array<ArrayBuffer> | undefined>>;

  constructor(header: JsonObject, streams: Readonly<Record<"stdout" | "stderr", Uint8Array<ArrayBuffer> | undefined>>) {
    this.code = toNumber(header["code"]);
    this.signal = header["signal"] as Deno.Signal | null;
    this.success = this.code === 0;
    this.#streams = streams;
    freeze(this);
  }

  get stdout(): Uint8Array<ArrayBuffer> {
    return this.#stream("stdout");
  }

  get stderr(): Uint8Array<ArrayBuffer> {
    return this.#stream("stderr");
  }

  #stream(name: "stdout" | "stderr"): Uint8Array<ArrayBuffer> {
    const bytes = this.#streams[name];
    if (bytes === undefined) throw new NativeTypeError(`Cannot get "${name}": it was not "piped"`);
    return bytes;
  }
}

frozen(CommandOutput);

/** `Deno.Command` with `output()` alone. */
export interface CommandClass {
  new (command: string | URL, options?: Deno.CommandOptions): { output(): Promise<Deno.CommandOutput> };
}

/** Makes `Deno.Command`. */
export function commandClass(asker: Asker): CommandClass {
  class Command {
    readonly #header: JsonObject;
    readonly #outputs: Readonly<Record<"stdout" | "stderr", Output>>;

    constructor(command: string | URL, options: Deno.CommandOptions = {}) {
      // What the script hands over is read once and now.
      for (const name of keys(options)) {
        if (!KNOWN.includes(name)) throw new NativeTypeError(`Deno.Command has no option "${name}" here; it takes ${KNOWN.join(", ")}`);
      }
      const { args = [], cwd, env = {}, clearEnv = false, stdin = "null", stdout = "piped", stderr = "piped" } = options;
      if (stdin !== "null") throw new NativeTypeError('"stdin" is "null" here: a program reads nothing; hand data on in a file');
      this.#outputs = { stdout: outputOf("stdout", stdout), stderr: outputOf("stderr", stderr) };
      const variables = entries(env).map(([name, value]) => [name, `${value}`] as const);
      this.#header = {
        program: pathText(command),
        args: from(args, (argument) => typeof argument === "string" ? argument : pathText(argument)),
        envNames: variables.map(([name]) => name),
        envValues: variables.map(([, value]) => value),
        clearEnv: toBoolean(clearEnv),
        stdout: this.#outputs.stdout === "piped",
        stderr: this.#outputs.stderr === "piped",
        ...(cwd === undefined ? {} : { cwd: pathText(cwd) }),
      };
      freeze(this);
    }

    /** Runs the program to its end. */
    async output(): Promise<Deno.CommandOutput> {
      const { header, bytes } = await askAsDeno(asker, "program.run", this.#header);
      const [stdoutLength, stderrLength] = [toNumber(header["stdout"]), toNumber(header["stderr"])];
      const all = header["id"] === undefined ? bytes : await fetchAll(asker, header["id"] as number, bytes, stdoutLength + stderrLength);
      const { stdout, stderr } = this.#outputs;
      return new CommandOutput(header, {
        stdout: stdout === "piped" ? all.slice(0, stdoutLength) : undefined,
        stderr: stderr === "piped" ? all.slice(stdoutLength) : undefined,
      });
    }
  }
  return frozen(Command);
}

function outputOf(name: string, value: unknown): Output {
  if (value === "piped" || value === "null") return value;
  throw new NativeTypeError(`"${name}" is "piped" or "null" here; write what came with console.log`);
}

async function fetchAll(asker: Asker, id: number, first: Uint8Array, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const all = new Bytes(length);
  all.set(first);
  for (let at = first.length, isMore = true; isMore;) {
    const { header, bytes } = await askAsDeno(asker, "program.output", { id });
    all.set(bytes, at);
    at += bytes.length;
    isMore = header["more"] === true;
  }
  return all;
}
