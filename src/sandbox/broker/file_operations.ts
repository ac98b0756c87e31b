import { closeFolder, makeFolder, readFolder, readFolderOn, removePath, renamePath, statPath } from "./files_folder.ts";
import { openFile } from "./files_open.ts";
import { closeFile, readPiece, seekFile, statFile, syncFile, truncateFile, writePiece } from "./files_opened.ts";
import { readWhole, writeWhole } from "./files_whole.ts";
import type { Operation } from "./operation.ts";
import type { Session } from "./session.ts";

/** What scripts do with files. */
export const FILE_OPERATIONS: ReadonlyMap<string, Operation<Session>> = new Map([
  ["file.readWhole", readWhole],
  ["file.writeWhole", writeWhole],
  ["file.open", openFile],
  ["file.read", readPiece],
  ["file.write", writePiece],
  ["file.seek", seekFile],
  ["file.truncate", truncateFile],
  ["file.sync", syncFile],
  ["file.stat", statFile],
  ["file.close", closeFile],
  ["path.stat", statPath],
  ["path.readDir", readFolder],
  ["path.readDirOn", readFolderOn],
  ["path.readDirEnd", closeFolder],
  ["path.mkdir", makeFolder],
  ["path.remove", removePath],
  ["path.rename", renamePath],
]);
