import { Bytes } from "./captured.ts";

/** Pieces of bytes as one. The host's own: nothing of the parent's runs beside scripts. */
export function joinBytes(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Bytes(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
