import assert from "node:assert/strict";
import { type IncomingMessage, request } from "node:http";
import { readEvents, type ServerEvent } from "./read_events.ts";
import { type Serving, startServing, type StartServingOptions, withFiles } from "../serving.ts";

/** An answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // deno-lint-ignore no-explicit-any
  readonly json: any;
}

/** What a request says besides its method and path. */
export interface Ask {
  /** Text goes as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: the local admin's; null: none. */
  readonly token?: string | null;
}

export const MERGE = "application/merge-patch+json";
export const JSON_PATCH = "application/json-patch+json";
export const YAML = "application/yaml";

/** Somebody who knows a daemon's address and its token, and nothing else. */
export class Customer {
  readonly folder: string;
  readonly daemon: Serving;
  readonly url: string;
  readonly token: string;

  constructor(folder: string, daemon: Serving, url: string) {
    this.folder = folder;
    this.daemon = daemon;
    this.url = url;
    this.token = Deno.readTextFileSync(`${folder}/state/token`).trim();
  }

  async ask(method: string, path: string, { body, type, headers = {}, token = this.token }: Ask = {}): Promise<Answer> {
    const sent = body === undefined || typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
    return await new Promise((resolve, reject) => {
      const { hostname, port } = new URL(this.url);
      const asked = request({
        host: hostname,
        port,
        method,
        path,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(sent === undefined ? {} : { "content-type": type ?? "application/json" }),
          ...headers,
        },
      }, async (answer) => {
        const chunks: Uint8Array[] = [];
        for await (const chunk of answer) chunks.push(chunk);
        const text = new TextDecoder().decode(await new Blob(chunks as BlobPart[]).arrayBuffer());
        const found = new Headers();
        for (const [name, value] of Object.entries(answer.headers)) found.set(name, String(value));
        const json = text !== "" && found.get("content-type")?.includes("json") ? JSON.parse(text) : undefined;
        resolve({ status: answer.statusCode ?? 0, headers: found, text, json });
      });
      asked.on("error", reject);
      asked.end(sent);
    });
  }

  get(path: string, ask: Ask = {}): Promise<Answer> {
    return this.ask("GET", path, ask);
  }

  /** A merge patch, or in another type. */
  patch(path: string, body: unknown, type = MERGE, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask("PATCH", path, { body, type, headers });
  }

  file(name: string): Promise<string> {
    return Deno.readTextFile(`${this.folder}/${name}`);
  }

  write(name: string, text: string): Promise<void> {
    return Deno.writeTextFile(`${this.folder}/${name}`, text);
  }

  /** Server-sent events of a path; the connection stands once this resolves. */
  async events(path: string, headers: Record<string, string> = {}): Promise<Events> {
    const { hostname, port } = new URL(this.url);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request({ host: hostname, port, path, headers: { authorization: `Bearer ${this.token}`, ...headers } }, resolve);
      asked.on("error", reject).end();
    });
    assert.deepEqual([answer.statusCode, answer.headers["content-type"]], [200, "text/event-stream"]);
    return new Events(answer);
  }

  /** Does something, and resolves once a module is in a state after it. */
  async until(module: string, state: string, act: () => Promise<unknown>): Promise<void> {
    using events = await this.events("/api/v1/events");
    await act();
    await events.find(({ event, data }) => event === "module.state" && data.module === module && data.state === state);
  }

  /** Starts a run and gives it once it has ended. */
  // deno-lint-ignore no-explicit-any
  async run(pipeline: string, params: Record<string, unknown> = {}): Promise<any> {
    const started = await this.ask("POST", `/api/v1/pipelines/${pipeline}/runs`, { body: { params } });
    assert.equal(started.status, 201, started.text);
    return await this.ended(started.json.run);
  }

  // deno-lint-ignore no-explicit-any
  async ended(run: string): Promise<any> {
    using events = await this.events(`/api/v1/runs/${run}/events`);
    await events.rest();
    return (await this.get(`/api/v1/runs/${run}`)).json;
  }
}

/** A stream of events that is being read. */
export class Events implements Disposable {
  readonly #answer: IncomingMessage;
  readonly #events: AsyncGenerator<ServerEvent, void>;

  constructor(answer: IncomingMessage) {
    this.#answer = answer;
    this.#events = readEvents(answer);
  }

  /** The next that fits. */
  async find(fits: (event: ServerEvent) => boolean): Promise<ServerEvent> {
    for (;;) {
      const { value } = await this.#events.next();
      assert.ok(value !== undefined, "the stream ended without such an event");
      if (fits(value)) return value;
    }
  }

  /** All that come until the daemon ends the stream. */
  async rest(): Promise<ServerEvent[]> {
    return await Array.fromAsync(this.#events);
  }

  [Symbol.dispose](): void {
    this.#answer.destroy();
  }
}

/** Serves these files with the program under test. */
export async function serving(
  files: Readonly<Record<string, string>>,
  use: (customer: Customer) => Promise<void>,
  options: StartServingOptions = {},
): Promise<void> {
  await withFiles(files, async (folder) => {
    await using daemon = startServing(folder, options);
    await use(new Customer(folder, daemon, await daemon.ready()));
  });
}

/** A problem as section 17 has it. */
export function assertProblem(answer: Answer, status: number, code: string, instance: string): void {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers.get("content-type"), "application/problem+json");
  const { type, title, detail } = answer.json;
  for (const text of [type, title, detail]) assert.ok(typeof text === "string" && text !== "", answer.text);
  assert.deepEqual([answer.json.status, answer.json.code, answer.json.instance], [status, code, instance], answer.text);
}

/** A test of the program as somebody else's; Windows has no signals and modes of this kind. */
export function test(name: string, fn: (t: Deno.TestContext) => Promise<void>): void {
  Deno.test({ name, ignore: Deno.build.os === "windows", fn });
}
