import type { Held, Resolver } from "./resolver.ts";

/**
 * Holds by real path, for systems without descriptors that stand for paths: the real path is worked on, and a file that was opened is
 * compared with what was looked at before a byte of it is read or changed. What remains to somebody who swaps links in that moment: a file
 * may be made, and an entry removed or renamed, in a folder swapped in after the look; and a pipe swapped in may hold the opening up.
 */
export const portableResolver: Resolver = {
  hold: (path) => new RealPath(Deno.realPathSync(path)),
  holdFolder(path: string): Held {
    const held = new RealPath(Deno.realPathSync(path));
    if (!held.info.isDirectory) throw new Deno.errors.NotADirectory("Not a directory (os error 20)");
    return held;
  },
  confirm(held: Held, file: Deno.FsFile): void {
    if (held instanceof RealPath && held.isSame(file.statSync())) return;
    throw new Deno.errors.Busy("It was replaced while it was opened");
  },
};

class RealPath implements Held {
  readonly real: string;
  readonly info: Deno.FileInfo;

  constructor(real: string) {
    this.real = real;
    this.info = Deno.lstatSync(real);
    if (this.info.isSymlink) throw new Deno.errors.Busy("It was replaced while it was looked at");
  }

  get handle(): string {
    return this.real;
  }

  isSame({ dev, ino }: Deno.FileInfo): boolean {
    // Windows may not tell; then the real path has to be the same still.
    return this.info.ino === null ? Deno.realPathSync(this.real) === this.real : dev === this.info.dev && ino === this.info.ino;
  }

  [Symbol.dispose](): void {}
}
