import type { GuardedFile, GuardedFileInfo } from "../../core/mod.ts";
import { fileInfo } from "./file_info.ts";

const WHENCE = { start: 0, current: 1, end: 2 } as const;

/** An open file of Deno's as the port has it. */
export class OpenedFile implements GuardedFile {
  readonly #file: Deno.FsFile;

  /** @param file Closed by {@link OpenedFile.close}. */
  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  read(into: Uint8Array): Promise<number | null> {
    return this.#file.read(into);
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) done += await this.#file.write(bytes.subarray(done));
  }

  seek(offset: number, whence: keyof typeof WHENCE): Promise<number> {
    return this.#file.seek(offset, WHENCE[whence]);
  }

  truncate(length: number): Promise<void> {
    return this.#file.truncate(length);
  }

  sync(what: "data" | "all"): Promise<void> {
    return what === "data" ? this.#file.syncData() : this.#file.sync();
  }

  async stat(): Promise<GuardedFileInfo> {
    return fileInfo(await this.#file.stat());
  }

  close(): void {
    this.#file.close();
  }
}
