const encoder = new TextEncoder();
const POINTER_BYTES = 8;

/** A path, `argv` and `envp` as C wants them; valid until the next {@link StringVectors.fill}. */
export interface FilledVectors {
  readonly path: Uint8Array<ArrayBuffer>;
  readonly argv: Uint8Array<ArrayBuffer>;
  readonly envp: Uint8Array<ArrayBuffer>;
}

/** Lays out lists of strings as NULL-terminated pointer arrays, in one block that is used again and again. */
export class StringVectors {
  #block = new Uint8Array(0);
  #view = new DataView(this.#block.buffer);
  #address = 0n;

  /** No text may hold a NUL character: the caller has looked. */
  fill(path: string, argv: readonly string[], env: readonly string[]): FilledVectors {
    const text = [path, ...argv, ...env].join("\0") + "\0";
    const argvBytes = (argv.length + 1) * POINTER_BYTES;
    const pointerBytes = argvBytes + (env.length + 1) * POINTER_BYTES;
    this.#reserve(pointerBytes + text.length * 3);
    encoder.encodeInto(text, this.#block.subarray(pointerBytes));
    let at = this.#block.indexOf(0, pointerBytes) + 1;
    const filledPath = this.#block.subarray(pointerBytes, at);
    let slot = 0;
    const point = (count: number) => {
      for (let i = 0; i < count; i++) {
        this.#view.setBigUint64(slot, this.#address + BigInt(at), true);
        slot += POINTER_BYTES;
        at = this.#block.indexOf(0, at) + 1;
      }
      this.#view.setBigUint64(slot, 0n, true);
      slot += POINTER_BYTES;
    };
    point(argv.length);
    point(env.length);
    return { path: filledPath, argv: this.#block.subarray(0, argvBytes), envp: this.#block.subarray(argvBytes, pointerBytes) };
  }

  #reserve(bytes: number) {
    if (bytes <= this.#block.length) return;
    let size = 64 * 1024;
    while (size < bytes) size *= 2;
    this.#block = new Uint8Array(size);
    this.#view = new DataView(this.#block.buffer);
    this.#address = Deno.UnsafePointer.value(Deno.UnsafePointer.of(this.#block));
  }
}

/** A NUL-terminated copy of a text. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encoder.encode(text + "\0"));
}
