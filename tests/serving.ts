import assert from "node:assert/strict";
import { removeLeft } from "./contract/processes_helpers.ts";
import { programFolder } from "./program.ts";

const bin = await programFolder();

/** A program that ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A daemon of the program under test, in a folder of its own. */
export class Serving implements AsyncDisposable {
  /** The folder it was started in; the state folder is `state` in it. */
  readonly folder: string;
  readonly pid: number;
  readonly #child: Deno.ChildProcess;
  /** Its standard output. */
  readonly out: Lines;
  /** Its log. */
  readonly log: Lines;

  constructor(folder: string, child: Deno.ChildProcess) {
    this.folder = folder;
    this.pid = child.pid;
    this.#child = child;
    this.out = new Lines(child.stdout);
    this.log = new Lines(child.stderr);
  }

  /** The address that the line `ready …` names first. */
  async ready(): Promise<string> {
    const line = await this.out.find((line) => line.startsWith("ready "));
    return line.split(" ")[1] ?? "";
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** How it ended. */
  async ended(): Promise<Ended> {
    const { code } = await this.#child.status;
    return { code, out: await this.out.rest(), err: await this.log.rest() };
  }

  /** Runs the program against this daemon's state folder. */
  run(...args: string[]): Promise<Ended> {
    return runProgram(this.folder, [...args, "--state", "state"]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#child.status;
    await Promise.all([this.out.rest(), this.log.rest()]);
  }
}

/** How {@link startServing} starts. */
export interface StartServingOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts `executor serve . --state state` on a free port. */
export function startServing(folder: string, { args = [], env = {} }: StartServingOptions = {}): Serving {
  const listen = args.includes("--listen") ? [] : ["--listen", "127.0.0.1:0"];
  const child = new Deno.Command(`${bin}/executor`, {
    args: ["serve", ".", "--state", "state", ...listen, ...args],
    cwd: folder,
    clearEnv: true,
    env: { ...environment(folder), ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  return new Serving(folder, child);
}

/** Runs the program to its end. */
export async function runProgram(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command(`${bin}/executor`, {
    args: [...args],
    cwd: folder,
    clearEnv: true,
    env: { ...environment(folder), ...env },
    stdin: "null",
  }).output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

/** A folder with these files, which goes at the end. */
export async function withFiles(files: Readonly<Record<string, string>>, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "executor-serve-" });
  try {
    for (const [name, text] of Object.entries(files)) {
      const path = `${folder}/${name}`;
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      await Deno.writeTextFile(path, text);
    }
    await use(folder);
  } finally {
    await removeLeft(folder);
  }
}

function environment(folder: string): Record<string, string> {
  return { PATH: Deno.env.get("PATH") ?? "", HOME: folder };
}

/** A stream's lines, each of which can be waited for. */
export class Lines {
  #text = "";
  #ended = false;
  #wake = Promise.withResolvers<void>();
  readonly #reading: Promise<void>;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reading = this.#read(stream);
  }

  /** The first line that fits, as soon as it is there. */
  async find(fits: (line: string) => boolean): Promise<string> {
    while (true) {
      const found = this.#text.split("\n").slice(0, -1).find(fits);
      if (found !== undefined) return found;
      assert.ok(!this.#ended, `the stream ended without such a line:\n${this.#text}`);
      await this.#wake.promise;
    }
  }

  /** All of it, once it has ended. */
  async rest(): Promise<string> {
    await this.#reading;
    return this.#text;
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      this.#text += text;
      this.#wake.resolve();
      this.#wake = Promise.withResolvers();
    }
    this.#ended = true;
    this.#wake.resolve();
  }
}
