import type { Json } from "../../core/mod.ts";
import { askAsDeno } from "./ask_as_deno.ts";
import type { Asker } from "./asker.ts";
import { toBoolean, toNumber } from "./captured.ts";
import { fileInfo } from "./file_info.ts";
import { FsFile } from "./fs_file.ts";
import { pathText } from "./script_values.ts";

type Folders = Pick<typeof Deno, "stat" | "readDir" | "mkdir" | "remove" | "rename"> & {
  open(path: string | URL, options?: Deno.OpenOptions): Promise<FsFile>;
};

/** What opens files, and what is done with paths. */
export function folders(asker: Asker): Folders {
  return {
    async open(path, options = { read: true }) {
      const { read, write, append, truncate, create, createNew, mode } = options;
      // As in Deno, reading is what is meant when nothing is said.
      const isNothingSaid = [read, write, append, truncate, create, createNew].every((flag) => flag === undefined);
      const header = {
        path: pathText(path),
        read: isNothingSaid || toBoolean(read),
        write: toBoolean(write),
        append: toBoolean(append),
        truncate: toBoolean(truncate),
        create: toBoolean(create),
        createNew: toBoolean(createNew),
      };
      const answer = await askAsDeno(asker, "file.open", { ...header, ...modeOf(mode) });
      return new FsFile(asker, answer.header["id"] as number);
    },
    async stat(path) {
      return fileInfo((await askAsDeno(asker, "path.stat", { path: pathText(path) })).header["info"]);
    },
    readDir: (path) => entriesOfFolder(asker, pathText(path)),
    async mkdir(path, options = {}) {
      const { recursive = false, mode } = options;
      await askAsDeno(asker, "path.mkdir", { path: pathText(path), recursive: toBoolean(recursive), ...modeOf(mode) });
    },
    async remove(path, options = {}) {
      const { recursive = false } = options;
      await askAsDeno(asker, "path.remove", { path: pathText(path), recursive: toBoolean(recursive) });
    },
    async rename(oldpath, newpath) {
      await askAsDeno(asker, "path.rename", { from: pathText(oldpath), to: pathText(newpath) });
    },
  };
}

function modeOf(mode: number | null | undefined): { readonly mode?: number } {
  return mode === undefined || mode === null ? {} : { mode: toNumber(mode) & 0o777 };
}

/** The entries of a folder, asked for as they are taken. */
export async function* entriesOfFolder(asker: Asker, path: string): AsyncGenerator<Deno.DirEntry, void, undefined> {
  const { header } = await askAsDeno(asker, "path.readDir", { path });
  const { id } = header;
  let isMore = id !== undefined;
  try {
    yield* entriesOf(header["entries"]);
    while (isMore) {
      const answer = await askAsDeno(asker, "path.readDirOn", { id: id as number });
      isMore = answer.header["more"] === true;
      yield* entriesOf(answer.header["entries"]);
    }
  } finally {
    if (isMore) asker.ask("path.readDirEnd", { id: id as number }).catch(() => {});
  }
}

function* entriesOf(list: Json | undefined): Generator<Deno.DirEntry> {
  for (const [name, sort] of list as readonly (readonly [string, string])[]) {
    yield { name, isFile: sort === "f", isDirectory: sort === "d", isSymlink: sort === "l" };
  }
}
