/** What a snapshot is read from, so that tests can put their own in its place. What fails throws the runtime's own error. */
export interface ProcFiles {
  /** The text of a file; invalid UTF-8 is replaced. */
  text(path: string): string;
  /** Names in a folder. */
  list(path: string): readonly string[];
  /** What a symbolic link says. */
  link(path: string): string;
}

/** The real `/proc` and `/sys`. Nothing is opened before it is asked for. */
export function createProcFiles(): ProcFiles {
  return {
    text: (path) => new TextDecoder().decode(Deno.readFileSync(path)),
    list: (path) => Array.from(Deno.readDirSync(path), ({ name }) => name),
    link: (path) => Deno.readLinkSync(path),
  };
}
