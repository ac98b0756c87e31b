import type { InputSource, SourceContext } from "../../core/mod.ts";
import type { Webhook } from "../daemon/mod.ts";

/** What a source of the daemon's own is given when it starts. Its `emit` holds a source back while the queue is full; only a webhook is told. */
export interface LiveContext extends SourceContext {
  /** Takes a line that says what befell the source. */
  notice(text: string): void;
}

/** A source that can take another's place without losing or doubling an event. */
export interface LiveSource extends InputSource {
  /** Of a webhook: what takes the requests. */
  readonly webhook?: Webhook;
  /** Resolves once it listens. It emits nothing before {@link activate}. */
  start(context: LiveContext): Promise<void>;
  /**
   * It is the one that emits from now on; what came before is the predecessor's.
   *
   * @param before The source whose place it takes, released in the same step.
   */
  activate(before: LiveSource | undefined): void;
  /**
   * It emits nothing of what comes from now on. What came up to now it still hands over, unless the successor does.
   *
   * @param successor The source that takes its place; undefined when there is none.
   */
  release(successor: LiveSource | undefined): void;
}
