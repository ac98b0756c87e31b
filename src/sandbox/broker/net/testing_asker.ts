import type { JsonObject } from "../../../core/mod.ts";
import type { Answer, Asker } from "../../host/asker.ts";
import { encodeFrame, type Frame, FrameReader } from "../../protocol/frame.ts";
import { BrokerError } from "../operation.ts";
import { netOperations } from "./mod.ts";
import type { NetSession } from "./net_session.ts";

/** The script's side and the broker's with nothing but frames between them. */
export class TestingAsker implements Asker {
  /** The operations asked for, in order. */
  readonly asked: string[] = [];
  readonly #session: NetSession;

  constructor(session: NetSession) {
    this.#session = session;
  }

  async ask(op: string, header: JsonObject = {}, bytes?: Uint8Array): Promise<Answer> {
    this.asked.push(op);
    const operation = netOperations[op];
    if (operation === undefined) throw new Error(`No operation ${op}`);
    try {
      const reply = await operation(this.#session, throughFrame(header, bytes));
      return throughFrame(reply.header, reply.bytes);
    } catch (error) {
      if (!(error instanceof BrokerError)) throw error;
      // As the protocol does: name and message are all that goes over.
      throw Object.assign(new Error(error.message), { name: error.name });
    }
  }
}

function throughFrame(header: JsonObject, bytes?: Uint8Array): Frame & Answer {
  let result: Frame | undefined;
  new FrameReader(64 * 1024 * 1024).push(encodeFrame(header, bytes), (frame) => result = frame);
  if (result === undefined) throw new Error("No frame");
  return { header: result.header, bytes: new Uint8Array(result.bytes) };
}
