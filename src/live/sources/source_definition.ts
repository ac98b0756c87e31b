import type { Clock, OutputStream } from "../../core/mod.ts";
import type { ListenersView, ProbeView, SourceView } from "../daemon/mod.ts";
import type { LiveSource } from "./live_source.ts";

/** A source as a document defines it. */
export interface SourceDefinition {
  /** Names it within its module; a schedule by what it says, so that another one before it changes nothing. */
  readonly key: string;
  /** What users call it, such as `schedule[0]`. */
  readonly label: string;
  readonly kind: SourceView["kind"];
  /** Two with the same one are the same in all that counts. */
  readonly fingerprint: string;
  /** What may not be seen in what it says. */
  readonly secrets?: readonly string[];
  /** Of a webhook. */
  readonly path?: string;
  /** Of a probe: what became of its events. */
  readonly probe?: () => ProbeView;
  /** Of two that run side by side: how they are, whichever life they are in. */
  listeners?(): ListenersView;
  /** Makes a source that has not started, for each of its lives. */
  create(world: SourceWorld): LiveSource;
}

/** What a source is made with. */
export interface SourceWorld {
  readonly clock: Clock;
  output(stream: OutputStream, bytes: Uint8Array): void;
}
