/** One server-sent event. */
export interface StreamEvent {
  /** Default `message`. */
  readonly event: string;
  readonly data: string;
  /** The newest id of the stream so far; empty before the first. */
  readonly id: string;
}

/** The most of one event that is kept, in UTF-16 units: a line of output is at most 64 KiB. */
const LONGEST = 16 * 1024 * 1024;

/**
 * Reads server-sent events as the HTML standard's section 9.2.6 says. Comments are read past; an event that the end of the stream cuts off
 * is none.
 *
 * @param onRetry Is told when the stream says after how many milliseconds to come back.
 * @throws RangeError for an event of over 16 Mi characters.
 */
export async function* readEventStream(
  stream: ReadableStream<Uint8Array>,
  onRetry: (ms: number) => void = () => {},
): AsyncGenerator<StreamEvent, void> {
  let event = "";
  let id = "";
  let data: string[] = [];
  let size = 0;
  for await (const line of lines(stream)) {
    if (line === "") {
      if (data.length > 0) yield { event: event || "message", data: data.join("\n"), id };
      event = "";
      data = [];
      size = 0;
      continue;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "event") event = value;
    else if (field === "id" && !value.includes("\0")) id = value;
    else if (field === "retry" && /^\d{1,9}$/.test(value)) onRetry(Number(value));
    else if (field === "data") {
      size += value.length;
      if (size > LONGEST) throw new RangeError("An event is too long");
      data.push(value);
    }
  }
}

/** Lines that end with CR, LF or both, also when the pieces of the stream cut between the two. */
async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  let afterReturn = false;
  for await (const bytes of stream) {
    let text = decoder.decode(bytes, { stream: true });
    if (text === "") continue;
    if (afterReturn && text.startsWith("\n")) text = text.slice(1);
    afterReturn = text.endsWith("\r");
    const found = text.split(/\r\n|\n|\r/);
    const last = found.pop() ?? "";
    for (const [index, line] of found.entries()) {
      yield index === 0 ? rest + line : line;
      rest = "";
    }
    rest += last;
    if (rest.length > LONGEST) throw new RangeError("A line of an event stream is too long");
  }
}
