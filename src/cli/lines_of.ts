/** Longest line that is kept, in UTF-16 units: a batch is data from elsewhere. */
const LONGEST = 32 * 1024 * 1024;

/** A line of a stream: its text without its end, or that it is too long to be kept. */
export type StreamLine = { readonly text: string } | { readonly length: number };

/**
 * Cuts a stream of UTF-8 into lines as they come. A line may come in any number of pieces; the last needs no line break.
 *
 * @param longest UTF-16 units; a longer line is read past and only its length is given. Default 32 Mi.
 */
export async function* linesOf(stream: ReadableStream<Uint8Array>, longest = LONGEST): AsyncGenerator<StreamLine> {
  const decoder = new TextDecoder();
  // Pieces of one line are joined once: a line of many chunks would otherwise be copied with each.
  let pieces: string[] = [];
  let length = 0;
  const take = (piece: string) => {
    length += piece.length;
    if (length <= longest) pieces.push(piece);
    else pieces = [];
  };
  const line = (): StreamLine => {
    const text = pieces.join("");
    const found = length > longest ? { length } : { text: text.endsWith("\r") ? text.slice(0, -1) : text };
    pieces = [];
    length = 0;
    return found;
  };
  for await (const chunk of stream) {
    const [first = "", ...rest] = decoder.decode(chunk, { stream: true }).split("\n");
    take(first);
    for (const piece of rest) {
      yield line();
      take(piece);
    }
  }
  take(decoder.decode());
  if (length > 0) yield line();
}
