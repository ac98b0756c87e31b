import { createGuardedFiles } from "./guarded_files/mod.ts";

const READ = { read: true, write: false, append: false, truncate: false, create: false, createNew: false } as const;

/** Reads the files of scripts before they run, on what was opened: the shape that the sandbox's guard asks for. */
export function createGuardFiles() {
  const files = createGuardedFiles();
  return {
    realPath: (path: string): string => Deno.realPathSync(path),
    async readFile(path: string, maxBytes: number): Promise<{ readonly bytes: Uint8Array; readonly realPath: string }> {
      let realPath = path;
      const file = await files.open(path, READ, (real) => realPath = real);
      try {
        const { size } = await file.stat();
        const bytes = new Uint8Array(Math.min(size, maxBytes + 1));
        let filled = 0;
        for (let count: number | null = 0; filled < bytes.length && count !== null; filled += count ?? 0) {
          count = await file.read(bytes.subarray(filled));
        }
        return { bytes: bytes.subarray(0, filled), realPath };
      } finally {
        file.close();
      }
    },
    list: (folder: string): string[] => Array.from(Deno.readDirSync(folder), ({ name }) => name),
  };
}
