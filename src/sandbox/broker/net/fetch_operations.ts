import type { NetAnswer, NetCall } from "../../../core/mod.ts";
import type { BrokerReply, BrokerRequest, Operation } from "../operation.ts";
import { BrokerError } from "../operation.ts";
import { idField, numberField, pairsField, textField, wordField } from "./fields.ts";
import { type NetSession, type OpenConnection, told } from "./net_session.ts";
import { Upload } from "./upload.ts";

/** A body of no more bytes than this comes along with the answer's head, and nothing stays open. */
const WHOLE_BYTES = 64 * 1024;
/** Most bytes of a body that are told before they come. */
const MAX_SIZE = Number.MAX_SAFE_INTEGER;

/**
 * Requests over HTTP: `fetch.open` sends one and answers with the head of its answer, `fetch.write` gives the next piece of its body (in the
 * meantime), `fetch.read` takes the next piece of the answer's, `fetch.close` ends it at any time.
 */
export const fetchOperations: Readonly<Record<string, Operation<NetSession>>> = Object.freeze({
  "fetch.open": open,
  "fetch.write": write,
  "fetch.read": read,
  "fetch.close": close,
});

async function open(session: NetSession, request: BrokerRequest): Promise<BrokerReply> {
  const { header } = request;
  const id = idField(header);
  const kind = wordField(header, "body", ["none", "bytes", "stream"]);
  const sizeBytes = numberField(header, "size", 0, MAX_SIZE);
  const call = {
    url: textField(header, "url"),
    method: textField(header, "method"),
    headers: pairsField(header, "headers"),
    redirect: wordField(header, "redirect", ["follow", "error", "manual"]),
  };
  return await session.opening(id, async (connection) => {
    const answer = await session.net.request(
      { ...call, ...bodyOf(kind, request, connection, sizeBytes) },
      session.guard,
      connection.controller.signal,
    );
    connection.answer = answer;
    const whole = await wholeOf(answer, call.method);
    if (whole !== undefined) session.close(id);
    const head = {
      url: answer.url,
      redirected: answer.redirected,
      status: answer.status,
      status_text: answer.statusText,
      headers: answer.headers.map(([name, value]) => [name, value]),
      whole: whole !== undefined,
    };
    return { header: head, ...(whole === undefined ? {} : { bytes: whole }) };
  });
}

function bodyOf(
  kind: "none" | "bytes" | "stream",
  { bytes }: BrokerRequest,
  connection: OpenConnection,
  sizeBytes: number | undefined,
): Partial<NetCall> {
  if (kind === "none") return {};
  if (kind === "bytes") return { body: bytes };
  connection.upload = new Upload();
  return { body: connection.upload, ...(sizeBytes === undefined ? {} : { sizeBytes }) };
}

/** The body where it is known to be small; it is not taken whole otherwise. */
async function wholeOf(answer: NetAnswer, method: string): Promise<Uint8Array | undefined> {
  if (method === "HEAD" || [204, 205, 304].includes(answer.status)) return new Uint8Array(0);
  const length = answer.headers.find(([name]) => name.toLowerCase() === "content-length")?.[1] ?? "";
  if (!/^\d{1,6}$/.test(length) || Number(length) > WHOLE_BYTES) return undefined;
  const all = new Uint8Array(Number(length));
  let at = 0;
  for (let piece = await answer.read(); piece !== undefined; piece = await answer.read()) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

async function write(session: NetSession, { header, bytes }: BrokerRequest): Promise<BrokerReply> {
  const connection = session.get(idField(header));
  const isEnd = wordField(header, "end", ["yes", "no"]) === "yes";
  const { upload } = connection;
  if (upload === undefined) throw new BrokerError("TypeError", "Its body is not sent in pieces");
  await connection.alone("write", async () => {
    await upload.write(bytes);
    if (isEnd) upload.end();
  });
  return { header: {} };
}

async function read(session: NetSession, { header }: BrokerRequest): Promise<BrokerReply> {
  const id = idField(header);
  const connection = session.get(id);
  const { answer } = connection;
  if (answer === undefined) throw new BrokerError("TypeError", "It has not been answered yet");
  return await connection.alone("read", async () => {
    try {
      const bytes = await answer.read();
      if (bytes !== undefined) return { header: { end: false }, bytes };
      session.close(id);
      return { header: { end: true } };
    } catch (error) {
      session.close(id);
      throw told(error);
    }
  });
}

function close(session: NetSession, { header }: BrokerRequest): BrokerReply {
  session.close(idField(header));
  return { header: {} };
}
