import * as nodePath from "node:path";

/** Reads the files of scripts before they run: the shape that the sandbox's guard asks for. */
export function createGuardFiles() {
  return {
    realPath: (path: string): string => Deno.realPathSync(path),
    readFile(path: string, maxBytes: number): { readonly bytes: Uint8Array; readonly realPath: string } {
      const real = Deno.realPathSync(path);
      if (!Deno.statSync(real).isFile) throw new Deno.errors.NotSupported(`${nodePath.basename(path)} is no regular file`);
      using file = Deno.openSync(real);
      const { size, dev, ino } = file.statSync();
      const now = Deno.statSync(real);
      if (now.dev !== dev || now.ino !== ino) throw new Deno.errors.NotFound("It was replaced while it was read");
      const bytes = new Uint8Array(Math.min(size, maxBytes + 1));
      let filled = 0;
      for (let count = 1; filled < bytes.length && count > 0;) {
        count = file.readSync(bytes.subarray(filled)) ?? 0;
        filled += count;
      }
      return { bytes: bytes.subarray(0, filled), realPath: real };
    },
    list: (folder: string): string[] => Array.from(Deno.readDirSync(folder), ({ name }) => name),
  };
}
