import { type CancellationToken, createMessageConnection, ErrorCodes, ResponseError } from "vscode-jsonrpc";
import type { Writer } from "../writer.ts";
import { VERSION } from "../version_number.ts";
import type { Analysis } from "./analyse.ts";
import { Documents } from "./documents.ts";
import { complete, define, hover, outline } from "./features.ts";
import { formatEdits } from "./format_edits.ts";
import { LspMessageReader } from "./message_reader.ts";
import { LspMessageWriter } from "./message_writer.ts";
import { Params } from "./params.ts";
import { Published } from "./published.ts";

/** What a server reads from and writes to. */
export interface LspStreams {
  readonly input: ReadableStream<Uint8Array>;
  readonly out: Writer;
  /** One line of the log. */
  readonly log: (line: string) => void;
  /** What paths of documents that are no files start from; absolute. */
  readonly cwd: string;
}

/** Answers a request about one open document. */
type Feature = (analysis: Analysis, params: Params) => unknown;

const FEATURES: ReadonlyMap<string, Feature> = new Map<string, Feature>([
  ["textDocument/hover", (analysis, params) => hover(analysis, params.position)],
  ["textDocument/completion", (analysis, params) => complete(analysis, params.position)],
  ["textDocument/definition", (analysis, params) => define(analysis, params.position)],
  ["textDocument/formatting", (analysis) => formatEdits(analysis)],
  ["textDocument/documentSymbol", (analysis) => outline(analysis)],
]);

const CAPABILITIES = {
  positionEncoding: "utf-16",
  textDocumentSync: { openClose: true, change: 2 },
  hoverProvider: true,
  completionProvider: { triggerCharacters: [".", "[", '"', " "] },
  definitionProvider: true,
  documentFormattingProvider: true,
  documentSymbolProvider: true,
} as const;

/**
 * Speaks the Language Server Protocol (3.17, https://microsoft.github.io/language-server-protocol) until the client says `exit` or its
 * stream ends. Nothing but messages is written to the output.
 *
 * @returns Whether the client took its leave: `shutdown`, then `exit`.
 */
export function serveLsp({ input, out, log, cwd }: LspStreams): Promise<boolean> {
  const writer = new LspMessageWriter(out);
  const refuse = (code: number, message: string): void => {
    log(message);
    void writer.write({ jsonrpc: "2.0", id: null, error: { code, message } });
  };
  const reader = new LspMessageReader(input, refuse);
  const connection = createMessageConnection(reader, writer, { error: log, warn: log, info: log, log }, {
    messageStrategy: {
      handleMessage: (message, next) => {
        reader.handled();
        next(message);
      },
    },
  });
  const onDefect = (error: unknown): void => log(error instanceof Error ? error.stack ?? error.message : String(error));
  const published = new Published(
    (params) => void connection.sendNotification("textDocument/publishDiagnostics", params).catch(onDefect),
    (path) => documents.isOpen(path),
  );
  const documents = new Documents(cwd, (uri, analysis) => published.show(uri, analysis), onDefect);
  const session = new Session(documents, onDefect);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  connection.onRequest((method, params, token) => session.request(method, params, token));
  connection.onNotification((method, params) => {
    if (method === "exit") resolve(session.isShutDown);
    else session.notify(method, params);
  });
  connection.onUnhandledNotification(() => {});
  connection.onClose(() => resolve(session.isShutDown));
  connection.listen();
  return promise;
}

/** The life of one client: what it may ask when, and who answers. */
class Session {
  #state: "new" | "ready" | "shut down" = "new";
  readonly #documents: Documents;
  readonly #onDefect: (error: unknown) => void;

  constructor(documents: Documents, onDefect: (error: unknown) => void) {
    this.#documents = documents;
    this.#onDefect = onDefect;
  }

  get isShutDown(): boolean {
    return this.#state === "shut down";
  }

  /** @throws ResponseError what the answer is instead. */
  async request(method: string, params: unknown, token: CancellationToken): Promise<unknown> {
    if (this.#state === "shut down") throw new ResponseError(ErrorCodes.InvalidRequest, `After shutdown comes exit, found ${method}`);
    if (method === "initialize") return this.#initialize();
    if (this.#state === "new") throw new ResponseError(ErrorCodes.ServerNotInitialized, `Before ${method} comes initialize`);
    if (method === "shutdown") {
      this.#state = "shut down";
      return null;
    }
    const feature = FEATURES.get(method);
    if (feature === undefined) throw new ResponseError(ErrorCodes.MethodNotFound, `There is no method ${method}`);
    return await this.#answer(feature, new Params(params), token);
  }

  /** Handles a notification; nobody can be told of a wrong one but the log. */
  notify(method: string, params: unknown): void {
    if (this.#state !== "ready") return;
    try {
      this.#handle(method, params);
    } catch (error) {
      this.#onDefect(error);
    }
  }

  #handle(method: string, params: unknown): void {
    const given = () => new Params(params);
    switch (method) {
      case "textDocument/didOpen": {
        const { uri, languageId, version, text } = given();
        return this.#documents.open(uri, languageId, version, text);
      }
      case "textDocument/didChange": {
        const { uri, version, changes } = given();
        return this.#documents.change(uri, version, changes);
      }
      case "textDocument/didClose":
        return this.#documents.close(given().uri);
      case "workspace/didChangeWatchedFiles":
        return this.#documents.refresh();
    }
  }

  #initialize(): unknown {
    if (this.#state !== "new") throw new ResponseError(ErrorCodes.InvalidRequest, "The server is initialized already");
    this.#state = "ready";
    return { capabilities: CAPABILITIES, serverInfo: { name: "executor", version: VERSION } };
  }

  async #answer(feature: Feature, params: Params, token: CancellationToken): Promise<unknown> {
    const waiting = this.#documents.analysisOf(params.uri);
    if (waiting === undefined) throw new ResponseError(ErrorCodes.InvalidParams, `The document ${params.uri} is not open`);
    const analysis = await waiting;
    if (token.isCancellationRequested) throw new ResponseError(REQUEST_CANCELLED, "The request was cancelled");
    try {
      return await feature(analysis, params);
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      this.#onDefect(error);
      throw new ResponseError(ErrorCodes.InternalError, "The request failed; the server's log says why");
    }
  }
}

/** A code of LSP, beyond those of JSON-RPC. */
const REQUEST_CANCELLED = -32800;
