/**
 * One keystroke in a file of 1,000 tasks: from the change that an editor sends to the diagnostics it gets, over standard input and output,
 * against reading and checking the same text once, on the same runtime.
 *
 * `deno run -A tests/bench/lsp.ts`
 */
import { pathToFileURL } from "node:url";
import { framesOf } from "../../src/cli/lsp/frames.ts";
import { EXECUTOR, median, medians, report, sameDeno } from "./measure.ts";
import { processorMs } from "./processor_ms.ts";

const TASKS = 1_000;
const KEYSTROKES = 30;
/** The answer of one parse, and what sending it takes. */
const GOAL = 1.5;

const yaml = ["name: big", "params: { n: { type: int, default: 1 } }", "tasks:"];
const flow = ["pipeline big {", "  param n: int = 1"];
for (let i = 0; i < TASKS; i++) {
  yaml.push(`  - id: task_${i}`, `    command: [echo, "number ${i}", "{{ params.n + ${i} }}"]`, "    retry: { attempts: 3, delay: 2s }");
  if (i > 0) yaml.push(`    depends_on: [task_${i - 1}]`, `    stdin: "{{ tasks.task_${i - 1}.stdout }}"`);
  flow.push(`  task task_${i}${i > 0 ? ` after task_${i - 1}` : ""} {`, `    command "echo" "number ${i}" (params.n + ${i})`);
  flow.push("    retry 3 every 2s", ...i > 0 ? [`    stdin tasks.task_${i - 1}.stdout`] : [], "  }");
}
const TEXTS = { yaml: yaml.join("\n") + "\n", flow: [...flow, "}"].join("\n") + "\n" };

/** The compiled server and the messages to and from it. */
class Server implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #messages: AsyncIterator<Record<string, unknown>>;
  #uri = "";
  #version = 1;
  #id = 0;

  private constructor() {
    this.#child = new Deno.Command(EXECUTOR, { args: ["lsp"], stdin: "piped", stdout: "piped" }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#messages = messagesOf(this.#child.stdout);
  }

  static async start(): Promise<Server> {
    const server = new Server();
    await server.#request("initialize", { processId: null, rootUri: null, capabilities: {} });
    return server;
  }

  async open(name: string, text: string): Promise<void> {
    this.#uri = pathToFileURL(`/tmp/${name}`).href;
    await this.#send({
      method: "textDocument/didOpen",
      params: { textDocument: { uri: this.#uri, languageId: "yaml", version: 1, text } },
    });
    await this.#until(({ method }) => method === "textDocument/publishDiagnostics");
  }

  /** Types a letter; gives how long the diagnostics took. */
  async type(line: number, character: number): Promise<number> {
    const start = performance.now();
    const place = { line, character };
    const contentChanges = [{ range: { start: place, end: place }, text: "x" }];
    await this.#send({
      method: "textDocument/didChange",
      params: { textDocument: { uri: this.#uri, version: ++this.#version }, contentChanges },
    });
    await this.#until(({ method }) => method === "textDocument/publishDiagnostics");
    return performance.now() - start;
  }

  /** The processor time of the server's main thread so far, in milliseconds; NaN where the system does not tell. */
  get processorMs(): number {
    return processorMs(this.#child.pid);
  }

  /** Asks about a position; gives how long the answer took. */
  async ask(method: string, line: number, character: number): Promise<number> {
    const start = performance.now();
    await this.#request(`textDocument/${method}`, { textDocument: { uri: this.#uri }, position: { line, character } });
    return performance.now() - start;
  }

  async #request(method: string, params: object): Promise<void> {
    const wanted = ++this.#id;
    await this.#send({ id: wanted, method, params });
    await this.#until(({ id }) => id === wanted);
  }

  async #send(message: object): Promise<void> {
    const body = new TextEncoder().encode(JSON.stringify({ jsonrpc: "2.0", ...message }));
    await this.#writer.write(new TextEncoder().encode(`Content-Length: ${body.length}\r\n\r\n`));
    await this.#writer.write(body);
  }

  async #until(fits: (message: Record<string, unknown>) => boolean): Promise<void> {
    for (;;) {
      const { value, done } = await this.#messages.next();
      if (done) throw new Error("The server has ended");
      if (fits(value)) return;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.close();
    await this.#child.status;
  }
}

/** The same checker as a program of its own, on the runtime of the binary and with its limits of memory. */
class Parser implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: AsyncIterator<string>;

  constructor(deno: string) {
    const script = new URL("./lsp_parser.ts", import.meta.url).href;
    const args = ["run", "-A", "--no-lock", "--v8-flags=--max-semi-space-size=2", script];
    this.#child = new Deno.Command(deno, { args, stdin: "piped", stdout: "piped" }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#lines = linesOf(this.#child.stdout);
  }

  /** Reads and checks a document; gives how long it took, and how much of that its main thread worked. */
  async parse(name: string, text: string): Promise<{ readonly ms: number; readonly busy: number }> {
    const body = new TextEncoder().encode(JSON.stringify({ name, text }));
    await this.#writer.write(new TextEncoder().encode(`Content-Length: ${body.length}\r\n\r\n`));
    await this.#writer.write(body);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("The parser has ended");
    return JSON.parse(value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.close();
    await this.#child.status;
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

async function* messagesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Record<string, unknown>> {
  for await (const frame of framesOf(stream)) if ("body" in frame) yield JSON.parse(new TextDecoder().decode(frame.body));
}

const deno = await sameDeno();
for (const language of ["yaml", "flow"] as const) {
  const text = TEXTS[language];
  await using server = await Server.start();
  await using parser = new Parser(deno);
  await server.open(`big.${language}`, text);
  let at = text.indexOf("number 500") + "number 500".length;
  const line = text.slice(0, at).split("\n").length - 1;
  let character = at - text.lastIndexOf("\n", at) - 1;
  let typed = text;
  const busy: Record<"keystroke" | "parse", number[]> = { keystroke: [], parse: [] };
  const keystroke = async (): Promise<number> => {
    typed = `${typed.slice(0, at)}x${typed.slice(at)}`;
    at++;
    const before = server.processorMs;
    const ms = await server.type(line, character++);
    busy.keystroke.push(server.processorMs - before);
    return ms;
  };
  const parse = async (): Promise<number> => {
    const parsed = await parser.parse(`big.${language}`, typed);
    busy.parse.push(parsed.busy);
    return parsed.ms;
  };
  const ms = await medians(KEYSTROKES, { parse, keystroke });
  const hovers = [];
  for (let i = 0; i < 9; i++) hovers.push(await server.ask("hover", line, character));
  const completions = [];
  for (let i = 0; i < 9; i++) completions.push(await server.ask("completion", line + 1, 4));
  const ratio = ms.keystroke / ms.parse;
  const work = median(busy.keystroke) / median(busy.parse);
  const detail = `${ms.keystroke.toFixed(1)} ms to ${ms.parse.toFixed(1)} ms; hover ${median(hovers).toFixed(1)} ms, ` +
    `completion ${median(completions).toFixed(1)} ms; processor time ${work.toFixed(2)}`;
  report(`a keystroke in ${TASKS} tasks of ${language}, to one parse`, ratio, `≤ ${GOAL}`, ratio <= GOAL, detail);
}
console.log("repeat: deno run -A tests/bench/lsp.ts");
