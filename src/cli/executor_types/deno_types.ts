/** The part of `executor.d.ts` on the `Deno` that scripts have. */
export const DENO_TYPES =
  `/** The part of Deno that scripts have. What the task's \`permissions\` do not grant throws an error named \`NotCapable\`. */
declare namespace Deno {
  /** Reads a file as UTF-8. Needs \`read\`. */
  function readTextFile(path: string | URL, options?: ReadFileOptions): Promise<string>;
  /** Reads a file. Needs \`read\`. */
  function readFile(path: string | URL, options?: ReadFileOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** Writes a file as UTF-8. Needs \`write\`. */
  function writeTextFile(path: string | URL, data: string | ReadableStream<string>, options?: WriteFileOptions): Promise<void>;
  /** Writes a file. Needs \`write\`. */
  function writeFile(path: string | URL, data: Uint8Array | ReadableStream<Uint8Array>, options?: WriteFileOptions): Promise<void>;
  /** Opens a file, for reading unless the options say otherwise. Needs \`read\`, \`write\` or both. */
  function open(path: string | URL, options?: OpenOptions): Promise<FsFile>;
  /** The entries of a folder. Needs \`read\`. */
  function readDir(path: string | URL): AsyncIterable<DirEntry>;
  /** What is known of a file, links followed. Needs \`read\`. */
  function stat(path: string | URL): Promise<FileInfo>;
  /** Makes a folder. Needs \`write\`. */
  function mkdir(path: string | URL, options?: MkdirOptions): Promise<void>;
  /** Removes a file or folder. Needs \`write\`. */
  function remove(path: string | URL, options?: RemoveOptions): Promise<void>;
  /** Renames or moves. Needs \`read\` and \`write\`. */
  function rename(oldpath: string | URL, newpath: string | URL): Promise<void>;

  /** The variables of the task. Needs \`env\`. */
  const env: {
    get(key: string): string | undefined;
    has(key: string): boolean;
    toObject(): { [name: string]: string };
  };

  /** A program. Needs \`run\`. */
  class Command {
    constructor(command: string | URL, options?: CommandOptions);
    /** Runs it to its end. */
    output(): Promise<CommandOutput>;
  }

  enum SeekMode {
    Start = 0,
    Current = 1,
    End = 2,
  }

  /** The classes of errors that all this throws. */
  namespace errors {
    class NotFound extends Error {}
    class PermissionDenied extends Error {}
    class AlreadyExists extends Error {}
    class InvalidData extends Error {}
    class TimedOut extends Error {}
    class Interrupted extends Error {}
    class WriteZero extends Error {}
    class UnexpectedEof extends Error {}
    class BadResource extends Error {}
    class Busy extends Error {}
    class NotSupported extends Error {}
    class FilesystemLoop extends Error {}
    class IsADirectory extends Error {}
    class NotADirectory extends Error {}
    class NotCapable extends Error {}
    class ConnectionRefused extends Error {}
    class ConnectionReset extends Error {}
    class ConnectionAborted extends Error {}
    class Http extends Error {}
  }

  interface ReadFileOptions {
    signal?: AbortSignal;
  }

  interface WriteFileOptions {
    append?: boolean;
    create?: boolean;
    createNew?: boolean;
    mode?: number;
    signal?: AbortSignal;
  }

  interface OpenOptions {
    read?: boolean;
    write?: boolean;
    append?: boolean;
    truncate?: boolean;
    create?: boolean;
    createNew?: boolean;
    mode?: number;
  }

  interface MkdirOptions {
    recursive?: boolean;
    mode?: number;
  }

  interface RemoveOptions {
    recursive?: boolean;
  }

  interface CommandOptions {
    args?: string[];
    cwd?: string | URL;
    env?: Record<string, string>;
    clearEnv?: boolean;
    stdin?: "null";
    stdout?: "piped" | "null";
    stderr?: "piped" | "null";
  }

  interface CommandOutput {
    readonly success: boolean;
    readonly code: number;
    readonly signal: string | null;
    readonly stdout: Uint8Array<ArrayBuffer>;
    readonly stderr: Uint8Array<ArrayBuffer>;
  }

  interface DirEntry {
    name: string;
    isFile: boolean;
    isDirectory: boolean;
    isSymlink: boolean;
  }

  interface FileInfo {
    isFile: boolean;
    isDirectory: boolean;
    isSymlink: boolean;
    /** In bytes. */
    size: number;
    mtime: Date | null;
    atime: Date | null;
    birthtime: Date | null;
    ctime: Date | null;
    mode: number | null;
  }

  interface FsFile extends Disposable {
    /** Null at the end. */
    read(p: Uint8Array): Promise<number | null>;
    write(p: Uint8Array): Promise<number>;
    seek(offset: number | bigint, whence: SeekMode): Promise<number>;
    truncate(len?: number): Promise<void>;
    stat(): Promise<FileInfo>;
    sync(): Promise<void>;
    syncData(): Promise<void>;
    close(): void;
    readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
    readonly writable: WritableStream<Uint8Array>;
  }
}
`;
