import type { BrokerReply, BrokerRequest, Operation } from "../operation.ts";
import { BrokerError } from "../operation.ts";
import { idField, numberField, textField, textsField, wordField } from "./fields.ts";
import { type NetSession, told } from "./net_session.ts";

/** Most bytes of a message. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
/** Most bytes of a reason: what is left of a frame that may have 125. */
const MAX_REASON_BYTES = 123;

/**
 * WebSockets: `socket.open` opens one, `socket.write` sends a message, `socket.read` waits for the next one or the end, `socket.close` says
 * goodbye, `socket.abort` drops the connection.
 */
export const socketOperations: Readonly<Record<string, Operation<NetSession>>> = Object.freeze({
  "socket.open": open,
  "socket.write": write,
  "socket.read": read,
  "socket.close": close,
  "socket.abort": abort,
});

async function open(session: NetSession, { header }: BrokerRequest): Promise<BrokerReply> {
  const call = { url: textField(header, "url"), protocols: textsField(header, "protocols") };
  return await session.opening(idField(header), async (connection) => {
    connection.socket = await session.net.openSocket(call, session.guard, connection.controller.signal);
    return { header: { protocol: connection.socket.protocol } };
  });
}

async function write(session: NetSession, { header, bytes }: BrokerRequest): Promise<BrokerReply> {
  const connection = session.get(idField(header));
  const kind = wordField(header, "kind", ["text", "binary"]);
  const { socket } = connection;
  if (socket === undefined) throw new BrokerError("TypeError", "It is not open yet");
  if (bytes.length > MAX_MESSAGE_BYTES) {
    throw new BrokerError("RangeError", `A message of ${bytes.length} bytes, at most ${MAX_MESSAGE_BYTES} are sent`);
  }
  await connection.alone("write", () => socket.send(kind, bytes));
  return { header: {} };
}

async function read(session: NetSession, { header }: BrokerRequest): Promise<BrokerReply> {
  const id = idField(header);
  const connection = session.get(id);
  const { socket } = connection;
  if (socket === undefined) throw new BrokerError("TypeError", "It is not open yet");
  return await connection.alone("read", async () => {
    try {
      const event = await socket.receive();
      if (event.kind !== "closed") return { header: { kind: event.kind }, bytes: event.data };
      session.close(id);
      const { kind, code, reason, wasClean, message } = event;
      return { header: { kind, code, reason, clean: wasClean, ...(message === undefined ? {} : { message }) } };
    } catch (error) {
      throw told(error);
    }
  });
}

function close(session: NetSession, { header }: BrokerRequest): BrokerReply {
  const id = idField(header);
  const code = numberField(header, "code", 1000, 4999);
  const reason = textField(header, "reason");
  if (code !== undefined && code !== 1000 && code < 3000) {
    throw new BrokerError("TypeError", `A socket cannot be closed with the code ${code}`);
  }
  if (code === undefined && reason !== "") throw new BrokerError("TypeError", "A reason needs a code");
  if (new TextEncoder().encode(reason).length > MAX_REASON_BYTES) {
    throw new BrokerError("TypeError", `A reason has at most ${MAX_REASON_BYTES} bytes`);
  }
  const { socket } = session.get(id);
  if (socket === undefined) session.close(id);
  else socket.close(code, reason);
  return { header: {} };
}

function abort(session: NetSession, { header }: BrokerRequest): BrokerReply {
  session.close(idField(header));
  return { header: {} };
}
