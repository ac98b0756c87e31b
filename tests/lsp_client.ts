import { pathToFileURL } from "node:url";
import type { Diagnostic, Position } from "vscode-languageserver-types";
import { framesOf } from "../src/cli/lsp/frames.ts";
import { programFolder } from "./program.ts";

/** A message as it came. */
export interface Received {
  readonly id?: number | string | null;
  readonly method?: string;
  // deno-lint-ignore no-explicit-any
  readonly params?: any;
  // deno-lint-ignore no-explicit-any
  readonly result?: any;
  readonly error?: { readonly code: number; readonly message: string };
}

/** No answer takes so long, also on a busy machine. */
const LIMIT_MS = 30_000;

let bin: Promise<string> | undefined;

/** An editor that speaks with `executor lsp` over its standard input and output, and a folder with its files. */
export class LspClient implements AsyncDisposable {
  readonly dir: string;
  readonly child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #received: Received[] = [];
  readonly #stderr: Promise<string>;
  readonly #reading: Promise<void>;
  #taken = 0;
  #wake = () => {};
  #isEnded = false;
  #id = 0;

  private constructor(dir: string, child: Deno.ChildProcess) {
    this.dir = dir;
    this.child = child;
    this.#writer = child.stdin.getWriter();
    this.#stderr = new Response(child.stderr).text();
    this.#reading = this.#read();
  }

  /** Starts the server; unless told otherwise, it is initialized. */
  static async start(files: Readonly<Record<string, string>> = {}, options: { readonly isNew?: boolean } = {}): Promise<LspClient> {
    const folder = await (bin ??= programFolder());
    const dir = await Deno.makeTempDir({ prefix: "executor-lsp-" });
    for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(`${dir}/${name}`, text);
    const child = new Deno.Command(`${folder}/executor`, {
      args: ["lsp"],
      cwd: dir,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const client = new LspClient(dir, child);
    if (options.isNew) return client;
    await client.request("initialize", { processId: null, rootUri: null, capabilities: {} });
    await client.notify("initialized", {});
    return client;
  }

  uri(name: string): string {
    return pathToFileURL(`${this.dir}/${name}`).href;
  }

  /** Sends bytes as they are. */
  async raw(text: string): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(text));
  }

  async send(message: object): Promise<void> {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    await this.raw(`Content-Length: ${new TextEncoder().encode(body).length}\r\n\r\n${body}`);
  }

  async notify(method: string, params?: object): Promise<void> {
    await this.send({ method, params });
  }

  /** Sends a request and gives its answer. */
  async ask(method: string, params?: object): Promise<Received> {
    const id = ++this.#id;
    await this.send({ id, method, params });
    return await this.next((message) => message.id === id && message.method === undefined);
  }

  /** Sends a request and gives its result; fails when the answer is an error. */
  // deno-lint-ignore no-explicit-any
  async request(method: string, params?: object): Promise<any> {
    const { result, error } = await this.ask(method, params);
    if (error !== undefined) throw new Error(`${method}: ${error.code} ${error.message}`);
    return result;
  }

  /** Opens a document and gives what is wrong with it. */
  async open(name: string, text: string, version = 1): Promise<readonly Diagnostic[]> {
    const languageId = name.endsWith(".flow") ? "executor-flow" : "yaml";
    await this.notify("textDocument/didOpen", { textDocument: { uri: this.uri(name), languageId, version, text } });
    return await this.diagnostics(name, version);
  }

  /** Replaces a document's text and gives what is wrong with it. */
  async change(name: string, text: string, version: number): Promise<readonly Diagnostic[]> {
    await this.notify("textDocument/didChange", { textDocument: { uri: this.uri(name), version }, contentChanges: [{ text }] });
    return await this.diagnostics(name, version);
  }

  /** What the server says next about a document's version. */
  async diagnostics(name: string, version?: number): Promise<readonly Diagnostic[]> {
    const uri = this.uri(name);
    const { params } = await this.next(({ method, params }) =>
      method === "textDocument/publishDiagnostics" && params.uri === uri && (version === undefined || params.version === version)
    );
    return params.diagnostics;
  }

  /** Asks about a position of a document. */
  // deno-lint-ignore no-explicit-any
  at(method: string, name: string, position: Position): Promise<any> {
    return this.request(`textDocument/${method}`, { textDocument: { uri: this.uri(name) }, position });
  }

  /** The next message that fits, those before it passed over. */
  async next(fits: (message: Received) => boolean): Promise<Received> {
    const end = Date.now() + LIMIT_MS;
    for (;;) {
      while (this.#taken < this.#received.length) {
        const message = this.#received[this.#taken++];
        if (message !== undefined && fits(message)) return message;
      }
      if (this.#isEnded) throw new Error(`The server has ended\n${await this.#stderr}`);
      if (Date.now() > end) throw new Error("No such message came");
      let timer: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, 1000);
      });
      clearTimeout(timer);
    }
  }

  /** Everything received so far. */
  get received(): readonly Received[] {
    return this.#received;
  }

  /** Closes the server's input, and gives how it ended; all that it said was received then. */
  async end(): Promise<{ readonly code: number; readonly stderr: string }> {
    await this.#writer.close().catch(() => {});
    const { code } = await this.child.status;
    await this.#reading;
    return { code, stderr: await this.#stderr };
  }

  async #read(): Promise<void> {
    for await (const frame of framesOf(this.child.stdout)) {
      if ("problem" in frame) throw new Error(frame.problem);
      this.#received.push(JSON.parse(new TextDecoder().decode(frame.body)));
      this.#wake();
    }
    this.#isEnded = true;
    this.#wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    await Deno.remove(this.dir, { recursive: true });
  }
}

/** A text with its cursor, `│`, taken out, and where that was. */
export function cursorIn(marked: string): { readonly text: string; readonly position: Position } {
  const at = marked.indexOf("│");
  if (at < 0) throw new Error(`There is no cursor in ${marked}`);
  const lines = marked.slice(0, at).split("\n");
  return { text: marked.slice(0, at) + marked.slice(at + 1), position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 } };
}
