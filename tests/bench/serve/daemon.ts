import { EXECUTOR } from "../measure.ts";

/** An event of the daemon. */
export interface HeardEvent {
  readonly id: number;
  readonly event: Readonly<Record<string, unknown>>;
}

/** A daemon of the compiled binary over a folder. Disposing kills it. */
export class BenchDaemon implements AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  readonly #child: Deno.ChildProcess;
  readonly #token: string;

  private constructor(child: Deno.ChildProcess, url: string, token: string) {
    this.#child = child;
    this.pid = child.pid;
    this.url = url;
    this.#token = token;
  }

  /** Resolves once it answers. @param state Its state folder; one that is not there is made. */
  static async start(folder: string, state: string): Promise<BenchDaemon> {
    const program = (Deno.env.get("EXECUTOR_SERVE") ?? EXECUTOR).split(" ");
    const child = new Deno.Command(program[0] ?? EXECUTOR, {
      args: [...program.slice(1), "serve", folder, "--state", state, "--listen", "127.0.0.1:0"],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    let line = "";
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      line += text;
      if (line.includes("\n")) break;
    }
    const url = /^ready (\S+)/.exec(line)?.[1];
    if (url === undefined) throw new Error(`The daemon said ${JSON.stringify(line)}`);
    return new BenchDaemon(child, url, (await Deno.readTextFile(`${state}/token`)).trim());
  }

  /** Asks with the first token. @throws Error for an answer that is no success. */
  async ask(method: string, path: string, body?: BodyInit, type = "application/json"): Promise<string> {
    const headers = { authorization: `Bearer ${this.#token}`, "content-type": type };
    const response = await fetch(this.url + path, { method, headers, ...(body === undefined ? {} : { body }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text;
  }

  /** Changes a pipeline with a JSON Patch. */
  async patch(pipeline: string, operations: readonly unknown[]): Promise<void> {
    await this.ask("PATCH", `/api/v1/pipelines/${pipeline}`, JSON.stringify(operations), "application/json-patch+json");
  }

  /** The value of a metric, by its name with its labels; 0 when it was never measured. */
  async metric(name: string): Promise<number> {
    const lines = (await this.ask("GET", "/metrics")).split("\n");
    return Number(lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? 0);
  }

  /** Hears the daemon's own events from now on. @param opened Called once none can be missed. */
  async listen(signal: AbortSignal, hear: (heard: HeardEvent) => void, opened: () => void): Promise<void> {
    try {
      const headers = { authorization: `Bearer ${this.#token}` };
      const response = await fetch(`${this.url}/api/v1/events`, { headers, signal });
      let waiting = "";
      for await (const text of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
        opened();
        const blocks = (waiting + text).split("\n\n");
        waiting = blocks.pop() ?? "";
        for (const block of blocks) {
          const data = /^data: (.*)$/m.exec(block)?.[1];
          if (data !== undefined) hear({ id: Number(/^id: (\d+)$/m.exec(block)?.[1]), event: JSON.parse(data) });
        }
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Resident bytes and open descriptors now. */
  usage(): { readonly bytes: number; readonly handles: number } {
    const pages = Number(Deno.readTextFileSync(`/proc/${this.pid}/statm`).split(" ")[1]);
    return { bytes: pages * 4096, handles: [...Deno.readDirSync(`/proc/${this.pid}/fd`)].length };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
    await this.#child.stdout.cancel().catch(() => {});
  }
}

/** A pipeline of 50 tasks in a line, with comments. */
export function fiftyTasks(name: string): string {
  const tasks = Array.from(
    { length: 50 },
    (_, n) => `  - id: t${n} # task ${n}\n${n ? `    depends_on: [t${n - 1}]\n` : ""}    run: echo hello ${n}\n`,
  );
  return `# Says hello fifty times.\nname: ${name}\ntasks:\n${tasks.join("")}`;
}
