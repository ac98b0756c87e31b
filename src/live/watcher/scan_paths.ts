import * as nodePath from "node:path";
import { look, type Unreadable } from "./look.ts";

/** The pipeline files below some paths. */
export interface ScannedPaths {
  /**
   * A stamp for each file, by its absolute path in a stable order. Equal stamps mean equal content; different ones may too: only the
   * content's hash tells.
   */
  readonly files: ReadonlyMap<string, string>;
  /** Files and folders that could not be looked at. What stood below them is unknown, which does not mean that it is gone. */
  readonly unreadable: readonly Unreadable[];
  /** Paths of those asked for that are not there. */
  readonly missing: readonly string[];
}

/**
 * Finds the pipeline files at and below some paths, without reading them: thousands of files take milliseconds. Folders are searched with
 * everything in them except what is hidden, `node_modules` and editors' scraps; links are followed, and each folder is searched once. A
 * path that is itself a file counts whatever its name.
 *
 * @param paths Absolute, or relative to the working folder.
 * @returns Never throws for what it finds.
 */
export async function scanPaths(paths: readonly string[]): Promise<ScannedPaths> {
  const { files, unreadable, missing } = await look(paths.map((path) => nodePath.resolve(path)), []);
  return { files, unreadable, missing };
}
