const NativeResponse = Response;
const NativeTypeError = TypeError;
const NativeUint8Array = Uint8Array;
const NativeTextEncoder = TextEncoder;
const decode64 = atob;

/**
 * The answer of a `data:` address: what it holds itself.
 *
 * @throws TypeError When it is none.
 */
export function dataUrlResponse(url: string): Response {
  const comma = url.indexOf(",");
  if (comma === -1) throw new NativeTypeError("The data: address has no comma before its data");
  const head = url.slice("data:".length, comma);
  const isBase64 = /;\s*base64\s*$/i.test(head);
  const type = isBase64 ? head.replace(/;\s*base64\s*$/i, "") : head;
  const bytes = percentDecoded(url.slice(comma + 1));
  return new NativeResponse(isBase64 ? fromBase64(bytes) : bytes, {
    headers: { "content-type": type === "" ? "text/plain;charset=US-ASCII" : type.startsWith(";") ? `text/plain${type}` : type },
  });
}

function percentDecoded(text: string): Uint8Array<ArrayBuffer> {
  const from = new NativeTextEncoder().encode(text);
  const to = new NativeUint8Array(from.length);
  let length = 0;
  for (let at = 0; at < from.length; at++) {
    const byte = from[at] ?? 0;
    const high = byte === 0x25 ? hexDigit(from[at + 1]) : -1;
    const low = byte === 0x25 ? hexDigit(from[at + 2]) : -1;
    if (high === -1 || low === -1) to[length++] = byte;
    else {
      to[length++] = high * 16 + low;
      at += 2;
    }
  }
  return to.slice(0, length);
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

function fromBase64(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  let text = "";
  for (let at = 0; at < bytes.length; at++) text += String.fromCharCode(bytes[at] ?? 0);
  try {
    const binary = decode64(text);
    const decoded = new NativeUint8Array(binary.length);
    for (let at = 0; at < binary.length; at++) decoded[at] = binary.charCodeAt(at);
    return decoded;
  } catch {
    throw new NativeTypeError("The data: address is not base64, as it says");
  }
}
