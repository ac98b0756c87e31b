import * as nodePath from "node:path";

/** A folder to look through for one glob. */
export interface GlobRoot {
  /** Absolute. */
  readonly folder: string;
  /** How many levels of folders below it count; 0 for its own files alone. */
  readonly depth: number;
  /** Whether folders whose names begin with a dot count. */
  readonly hidden: boolean;
}

type Matches = (path: string) => boolean;

/** The part of `picomatch` that is used here; the library has no types. */
interface Picomatch {
  (glob: string): Matches;
  scan(glob: string): { readonly base: string; readonly glob: string; readonly isGlob: boolean };
}

/** Globs of files, relative to a folder. One that begins with `!` takes out what others let in. */
export class GlobSet {
  readonly roots: readonly GlobRoot[];
  readonly #folder: string;
  readonly #included: readonly { readonly folder: string; readonly matches: Matches }[];
  readonly #excluded: readonly Matches[];

  private constructor(
    folder: string,
    included: readonly { readonly root: GlobRoot; readonly matches: Matches }[],
    excluded: readonly Matches[],
  ) {
    this.#folder = folder;
    this.roots = included.map(({ root }) => root);
    this.#included = included.map(({ root, matches }) => ({ folder: root.folder, matches }));
    this.#excluded = excluded;
  }

  /**
   * Reads globs: `*`, `**`, `?`, `[…]`, `{a,b}`. A `*` matches no name that begins with a dot. The library for it is loaded with the first.
   *
   * @param folder Absolute.
   */
  static async load(globs: readonly string[], folder: string): Promise<GlobSet> {
    const picomatch = (await import("picomatch")).default as Picomatch;
    const included = globs.filter((glob) => !glob.startsWith("!")).map((written) => {
      const { base, glob, isGlob } = picomatch.scan(written.replace(/^\.\//, ""));
      const path = nodePath.resolve(folder, base);
      if (!isGlob) {
        const name = nodePath.basename(path);
        return { root: { folder: nodePath.dirname(path), depth: 0, hidden: false }, matches: (other: string) => other === name };
      }
      return { root: { folder: path, depth: depthOf(glob), hidden: /(?:^|\/)\.[^./]/.test(glob) }, matches: picomatch(glob) };
    });
    const excluded = globs.filter((glob) => glob.startsWith("!")).map((glob) => picomatch(glob.slice(1).replace(/^\.\//, "")));
    return new GlobSet(folder, included, excluded);
  }

  /** How events and globs name a file: relative to the folder, with `/`. @param path Absolute. */
  nameOf(path: string): string {
    return slashed(nodePath.relative(this.#folder, path));
  }

  /** Whether a file is meant. @param path Absolute. */
  has(path: string): boolean {
    const isIncluded = this.#included.some(({ folder, matches }) => {
      const within = nodePath.relative(folder, path);
      return within !== "" && !within.startsWith("..") && matches(slashed(within));
    });
    return isIncluded && !this.#excluded.some((matches) => matches(this.nameOf(path)));
  }

  /** Whether a file is meant, by its name in events. */
  hasName(name: string): boolean {
    return this.has(nodePath.resolve(this.#folder, name));
  }
}

/** A glob in parts has a level for each; braces and groups may hide more of them. */
function depthOf(glob: string): number {
  if (glob.includes("**") || /[{(].*\/.*[)}]/.test(glob)) return Infinity;
  return glob.split("/").length - 1;
}

function slashed(path: string): string {
  return nodePath.sep === "/" ? path : path.replaceAll(nodePath.sep, "/");
}
