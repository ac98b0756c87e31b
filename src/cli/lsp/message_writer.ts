import { AbstractMessageWriter, type Message, type MessageWriter } from "vscode-jsonrpc";
import type { Writer } from "../writer.ts";

/** Writes messages to standard output, framed as LSP asks for; a client that has gone is noticed by the reader. */
export class LspMessageWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #out: Writer;

  constructor(out: Writer) {
    super();
    this.#out = out;
  }

  async write(message: Message | { readonly jsonrpc: string; readonly id: null; readonly error: object }): Promise<void> {
    const body = new TextEncoder().encode(JSON.stringify(message));
    const head = new TextEncoder().encode(`Content-Length: ${body.length}\r\n\r\n`);
    const bytes = new Uint8Array(head.length + body.length);
    bytes.set(head);
    bytes.set(body, head.length);
    await this.#out.write(bytes);
  }

  end(): void {}
}
