/** A stroke as a device records it: its number is its time in seconds. */
export interface RecordedStroke {
  readonly number: number;
  /** Of `<linux/input-event-codes.h>`. */
  readonly code: number;
  /** 0 released, 1 pressed, 2 repeated. */
  readonly value: number;
}

/** Strokes as `struct input_event`s of a 64-bit Linux, each with the report that ends it. */
export function recordStrokes(strokes: readonly RecordedStroke[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(strokes.length * 48);
  const view = new DataView(bytes.buffer);
  for (const [index, { number, code, value }] of strokes.entries()) {
    for (const [at, type] of [[index * 48, 1], [index * 48 + 24, 0]] as const) {
      view.setBigInt64(at, BigInt(number), true);
      view.setUint16(at + 16, type, true);
      view.setUint16(at + 18, type === 1 ? code : 0, true);
      view.setInt32(at + 20, type === 1 ? value : 0, true);
    }
  }
  return bytes;
}

/** A named pipe in a folder of its own, for the time of a test. */
export async function makePipe(): Promise<AsyncDisposable & { readonly path: string; write(): Promise<Deno.FsFile> }> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/keys`;
  await new Deno.Command("mkfifo", { args: [path] }).output();
  return {
    path,
    // Waits for a reader.
    write: () => Deno.open(path, { write: true }),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
