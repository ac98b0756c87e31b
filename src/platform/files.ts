import { existsSync } from "node:fs";
import * as nodePath from "node:path";
import { AppError, type Files } from "../core/mod.ts";
import { StagedFile } from "./staged_file.ts";
import { systemReason } from "./state/system_reason.ts";

/** Makes the real files: this machine's. */
export function createFiles(): Files {
  return { readText, writeAtomic, remove, exists: existsSync, hasProgram };
}

function readText(path: string, maxBytes = Infinity): string {
  let bytes: Uint8Array;
  try {
    bytes = readAtMost(path, maxBytes + 1);
  } catch (error) {
    throw new AppError("path_unreadable", `Cannot read "${path}": ${systemReason(error)}`, { cause: error });
  }
  try {
    // A byte order mark is content: a template may be required to have none. A cut text may end within a character.
    return new TextDecoder("utf-8", { fatal: bytes.length <= maxBytes, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new AppError("path_unreadable", `Cannot read "${path}": it is not UTF-8 text`, { cause: error });
  }
}

function readAtMost(path: string, mostBytes: number): Uint8Array {
  if (mostBytes === Infinity) return Deno.readFileSync(path);
  // Looked at before it is opened: opening a pipe would wait for its other end, and everything with it.
  const { isFile, isDirectory, size } = Deno.statSync(path);
  if (!isFile && !isDirectory) throw new Error("it is no regular file");
  using file = Deno.openSync(path);
  const bytes = new Uint8Array(Math.min(size, mostBytes));
  let length = 0;
  while (length < bytes.length) {
    const count = file.readSync(bytes.subarray(length));
    if (count === null) break;
    length += count;
  }
  return bytes.subarray(0, length);
}

function writeAtomic(path: string, bytes: Uint8Array, mode?: number): void {
  using staged = StagedFile.stage(path, bytes, mode);
  staged.apply();
}

function infoOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

/** Removes a file; one that is absent, or cannot be removed, is left. */
function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // What it was for has been done; the file is only litter now.
  }
}

function hasProgram(name: string, path: string | undefined): boolean {
  const windows = Deno.build.os === "windows";
  const endings = windows ? ["", ...(Deno.env.get("PATHEXT") ?? ".COM;.EXE;.BAT;.CMD").split(";")] : [""];
  const named = name.includes("/") || (windows && name.includes("\\"));
  // An empty entry of PATH is the working folder.
  const folders = named ? [""] : (path ?? "").split(nodePath.delimiter).map((folder) => folder === "" ? "." : folder);
  return folders.some((folder) =>
    endings.some((ending) => {
      const info = infoOf(nodePath.join(folder, name + ending));
      return info?.isFile === true && (windows || ((info.mode ?? 0) & 0o111) !== 0);
    })
  );
}
