import type { Json } from "../json.ts";

/** Names what can be reloaded by itself: `settings`, or `pipelines/<name>`. */
export type ModuleId = string;

/** Where a module stands in the life of a change. The table of who follows whom is `live`'s. */
export type ModuleState =
  | "idle"
  | "detected"
  | "preparing"
  | "syncing"
  | "swapping"
  | "active"
  | "error"
  | "draining"
  | "retired";

/** One step of a change, for the timeline of an answer. */
export interface ModuleStep {
  readonly state: ModuleState;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** Who brought a revision in. */
export type RevisionOrigin = "file" | "api" | "cluster" | "bundle";

/** The language that a document is written in. `module`: JavaScript or TypeScript that evaluates to it. */
export type DocumentLanguage = "yaml" | "flow" | "module";

/** An immutable version of a module. */
export interface Revision {
  readonly module: ModuleId;
  /** From 1; numbers of a module that was deleted and made again go on. */
  readonly revision: number;
  /** `sha256:` and the hex digest over the document's text and the texts of all files it depends on. */
  readonly hash: string;
  readonly origin: RevisionOrigin;
  /** A token's name, the user of the unix socket, or `file`. */
  readonly author: string;
  /** What the author said about it; null when nothing. */
  readonly message: string | null;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly language: DocumentLanguage;
  /** The document, byte for byte without a byte order mark. */
  readonly text: string;
  /** The file that it stands in, absolute; absent for one that stands in none. */
  readonly file?: string;
  /** Its value as written: no defaults, aliases resolved. */
  readonly document: Json;
  /** False for a change that lives until the daemon ends (`?persist=none`). */
  readonly persisted: boolean;
  /** True when it marks the module's end: text is empty and document null. */
  readonly deleted: boolean;
}

/** How one value of two documents differs; `path` is a JSON Pointer into the document. */
export interface Difference {
  readonly op: "add" | "remove" | "replace";
  readonly path: string;
  /** The value before; absent for `add`. */
  readonly from?: Json;
  /** The value after; absent for `remove`. */
  readonly to?: Json;
}
