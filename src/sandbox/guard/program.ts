import type { DeclaredOutputs, Diagnostic } from "../../core/mod.ts";

/** A script with all the files it imports, checked and ready to be written into a private folder. */
export interface Program {
  /** Path of the entry within the program's folder. */
  readonly entry: string;
  /**
   * Files by their path within the program's folder, `/` between the parts: JavaScript with rewritten specifiers, JSON as it was. Paths hold
   * letters, digits and `._-` only, so they need no escaping in an address; nested folders mirror the user's.
   */
  readonly files: ReadonlyMap<string, string>;
  /** SHA-256 in hex over level, paths and contents: equal programs have equal hashes. */
  readonly hash: string;
  /** The user's own texts, by what diagnostics call their files; a byte order mark is left out. */
  readonly sources: ReadonlyMap<string, string>;
  /** What the script returns, where it declares it. */
  readonly outputs?: DeclaredOutputs;
  /**
   * Where a place of a file in `files`, as V8 counts it, stands in the user's own file; line and column from 1, columns in UTF-16 units.
   * Undefined for a file that is not the user's and for a place that the file does not have.
   */
  locate(path: string, line: number, column: number): ProgramPlace | undefined;
}

/** A place in a file of the user. */
export interface ProgramPlace {
  /** As diagnostics call it. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A program, or everything that is wrong with it, the texts that its diagnostics point into, and what it declares to return all the same. */
export type Prepared =
  | { readonly program: Program }
  | { readonly diagnostics: readonly Diagnostic[]; readonly sources: ReadonlyMap<string, string>; readonly outputs?: DeclaredOutputs };
