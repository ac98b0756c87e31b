import type { GuardedFileInfo } from "../../core/mod.ts";

/** A file's information as plain data. */
export function fileInfo(info: Deno.FileInfo): GuardedFileInfo {
  const { isFile, isDirectory, isSymlink, size, dev, ino, mode, nlink, uid, gid, rdev, blksize, blocks } = info;
  const { isBlockDevice, isCharDevice, isFifo, isSocket } = info;
  return {
    isFile,
    isDirectory,
    isSymlink,
    size,
    mtime: info.mtime?.getTime() ?? null,
    atime: info.atime?.getTime() ?? null,
    birthtime: info.birthtime?.getTime() ?? null,
    ctime: info.ctime?.getTime() ?? null,
    dev,
    ino,
    mode,
    nlink,
    uid,
    gid,
    rdev,
    blksize,
    blocks,
    isBlockDevice,
    isCharDevice,
    isFifo,
    isSocket,
  };
}
