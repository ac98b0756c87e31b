/** Rights on files, by the bits of `LANDLOCK_ACCESS_FS_*` in `<linux/landlock.h>`, with the version of Landlock that brought each. */
export const FS = {
  execute: { bit: 0n, since: 1 },
  writeFile: { bit: 1n, since: 1 },
  readFile: { bit: 2n, since: 1 },
  readDir: { bit: 3n, since: 1 },
  removeDir: { bit: 4n, since: 1 },
  removeFile: { bit: 5n, since: 1 },
  makeChar: { bit: 6n, since: 1 },
  makeDir: { bit: 7n, since: 1 },
  makeReg: { bit: 8n, since: 1 },
  makeSock: { bit: 9n, since: 1 },
  makeFifo: { bit: 10n, since: 1 },
  makeBlock: { bit: 11n, since: 1 },
  makeSym: { bit: 12n, since: 1 },
  refer: { bit: 13n, since: 2 },
  truncate: { bit: 14n, since: 3 },
  ioctlDevice: { bit: 15n, since: 5 },
} as const;

export type FsRight = keyof typeof FS;

/** What can be granted on a path. */
export type FsGroup = "read" | "write" | "execute";

const GROUPS: Readonly<Record<FsGroup, readonly FsRight[]>> = {
  read: ["readFile", "readDir"],
  write: [
    "writeFile",
    "removeDir",
    "removeFile",
    "makeChar",
    "makeDir",
    "makeReg",
    "makeSock",
    "makeFifo",
    "makeBlock",
    "makeSym",
    "refer",
    "truncate",
    "ioctlDevice",
  ],
  execute: ["execute"],
};

/** Rights that mean something on what is no folder; the kernel refuses the others there. */
const OF_FILES: readonly FsRight[] = ["execute", "writeFile", "readFile", "truncate", "ioctlDevice"];

/** The bits of groups, as far as this version has them. */
export function bitsOf(groups: Iterable<FsGroup>, version: number, isFolder = true): bigint {
  let bits = 0n;
  for (const group of groups) {
    for (const right of GROUPS[group]) {
      if (FS[right].since <= version && (isFolder || OF_FILES.includes(right))) bits |= 1n << FS[right].bit;
    }
  }
  return bits;
}

/** The bit of moving files between folders, which every version from 2 on refuses unless it is granted. */
export const REFER_BIT = 1n << FS.refer.bit;

/** `LANDLOCK_ACCESS_NET_BIND_TCP` and `LANDLOCK_ACCESS_NET_CONNECT_TCP`. */
export const NET = { bind: 1n, connect: 2n } as const;

/** `LANDLOCK_SCOPE_*`: abstract sockets of others, signals to others. */
export const SCOPE_ALL = 0b11n;

/** Versions that brought what a rule needs, with the kernel that has it. */
export const NEEDS = {
  files: { version: 1, kernel: "5.13" },
  // What holds nothing else holds moving between folders, and grants it everywhere.
  bare: { version: 2, kernel: "5.19" },
  // Before it, what may not be opened for writing could still be cut to nothing.
  write: { version: 3, kernel: "6.2" },
  ports: { version: 4, kernel: "6.7" },
  scope: { version: 6, kernel: "6.12" },
} as const;
