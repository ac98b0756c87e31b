import type { Log } from "../../core/mod.ts";

/** What a source is at one moment, as its event tells it. */
interface Told {
  readonly source: string;
  readonly health: string;
  readonly reason?: string;
}

/** Tells the log of sources that fail, once for each reason and not at every try, and of those that work again. */
export class HealthLog {
  readonly #log: Log;
  readonly #sources: () => readonly { readonly source: string }[];
  /** Why those fail that do. */
  readonly #reasons = new Map<string, string>();

  /** @param sources Those that there are: of others nothing is kept. */
  constructor(log: Log, sources: () => readonly { readonly source: string }[]) {
    this.#log = log;
    this.#sources = sources;
  }

  see({ source, health, reason }: Told): void {
    if (health === "healthy") {
      if (this.#reasons.delete(source)) this.#log.info("source works again", { source });
      return;
    }
    if (reason === undefined || this.#reasons.get(source) === reason) return;
    const known = new Set(this.#sources().map((each) => each.source));
    for (const each of this.#reasons.keys()) if (!known.has(each)) this.#reasons.delete(each);
    this.#reasons.set(source, reason);
    this.#log.warning("source fails, and is tried again", { source, reason });
  }
}
