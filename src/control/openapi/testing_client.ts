import { Ajv2020 } from "ajv/dist/2020.js";
import assert from "node:assert/strict";
import { parseJson, stringifyJson } from "../../core/mod.ts";
import type { OpenApiDocument, Operation, Part } from "./document.ts";

/** What a call sends, by the names of the document. */
export interface Call {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** A value is sent as JSON; text in the type given. */
  readonly body?: unknown;
  readonly type?: string;
}

/** An answer that fits the document. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // deno-lint-ignore no-explicit-any
  readonly json: any;
  readonly text: string;
}

/**
 * A client made from an OpenAPI document alone: it knows operations by their ids, sends only what the document describes, and holds every answer
 * to it: the status, the media type, the headers that were promised, the schema.
 */
export class DocumentClient {
  readonly #document: OpenApiDocument;
  readonly #send: (request: Request) => Promise<Response>;
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false });
  /** Operations that were called. */
  readonly called = new Set<string>();

  constructor(document: OpenApiDocument, send: (request: Request) => Promise<Response>) {
    this.#document = document;
    this.#send = send;
    this.#ajv.addSchema({ $id: "doc", components: document.components });
  }

  /** Ids of all operations. */
  get operations(): readonly string[] {
    return Object.values(this.#document.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
  }

  async call(id: string, { params = {}, query = {}, headers = {}, body, type = "application/json" }: Call = {}): Promise<Answer> {
    this.called.add(id);
    const { path, method, operation } = this.#find(id);
    const named = (place: string) => operation.parameters.filter((parameter) => parameter["in"] === place).map(({ name }) => String(name));
    for (const [place, given] of [["path", params], ["query", query]] as const) {
      for (const name of Object.keys(given)) assert.ok(named(place).includes(name), `${id} documents no ${place} parameter ${name}`);
    }
    for (const name of Object.keys(headers)) assert.ok([...named("header"), "Accept"].includes(name), `${id} documents no header ${name}`);
    if (body !== undefined) this.#checkBody(id, operation, body, type);
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? ""));
    const response = await this.#send(
      new Request(`http://localhost${filled}?${new URLSearchParams(query)}`, {
        method: method.toUpperCase(),
        headers: { ...headers, ...(body === undefined ? {} : { "content-type": type }) },
        ...(body === undefined ? {} : { body: typeof body === "string" && !type.includes("json") ? body : stringifyJson(body) }),
      }),
    );
    return await this.#checked(id, operation, response);
  }

  #find(id: string): { path: string; method: string; operation: Operation } {
    for (const [path, methods] of Object.entries(this.#document.paths)) {
      for (const [method, operation] of Object.entries(methods)) if (operation.operationId === id) return { path, method, operation };
    }
    throw new Error(`The document has no operation ${id}`);
  }

  #checkBody(id: string, { requestBody }: Operation, body: unknown, type: string): void {
    const schema = ((requestBody?.["content"] ?? {}) as Record<string, { schema: Part }>)[type]?.schema;
    assert.ok(schema !== undefined, `${id} documents no body of the type ${type}`);
    assert.ok(this.#ajv.validate(schema, body), `${id}: the body does not fit: ${this.#ajv.errorsText()}`);
  }

  async #checked(id: string, { responses }: Operation, response: Response): Promise<Answer> {
    const { status, headers } = response;
    const documented = responses[status] ?? responses["default"];
    assert.ok(documented !== undefined && (responses[status] !== undefined || status >= 400), `${id} documents no answer ${status}`);
    const answer = documented["$ref"] === undefined ? documented : this.#resolve(String(documented["$ref"]));
    for (const name of Object.keys(answer["headers"] as Part ?? {})) {
      assert.ok(headers.has(name), `${id} ${status} lacks the header ${name}`);
    }
    const content = answer["content"] as Record<string, { schema: Part }> | undefined;
    const type = headers.get("content-type")?.split(";")[0] ?? "";
    if (type === "text/event-stream") {
      await response.body?.cancel();
      assert.ok(content?.[type] !== undefined);
      return { status, headers, json: undefined, text: "" };
    }
    const text = await response.text();
    if (content === undefined) {
      assert.equal(text, "");
      return { status, headers, json: undefined, text };
    }
    const schema = content[type]?.schema;
    assert.ok(schema !== undefined, `${id} ${status} documents no ${type}`);
    const json = type.endsWith("json") ? parseJson(text) : undefined;
    const target = typeof schema["$ref"] === "string" ? { $ref: `doc${schema["$ref"]}` } : schema;
    const value = JSON.parse(json === undefined ? JSON.stringify(text) : text);
    assert.ok(this.#ajv.validate(target, value), `${id} ${status} does not fit: ${this.#ajv.errorsText()} ${text.slice(0, 300)}`);
    return { status, headers, json, text };
  }

  #resolve(reference: string): Part {
    return reference.split("/").slice(1).reduce((part, name) => part[name] as Part, this.#document as Part);
  }
}
