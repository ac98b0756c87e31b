/** Most wrong tokens a minute from one place. */
const MOST = 20;
const WINDOW_MS = 60_000;
/** Most places that are remembered; the one that was seen longest ago goes first. */
const MOST_PLACES = 10_000;

/** Counts wrong tokens by the place they come from, so that guessing is slow. Right ones are never held back. */
export class WrongTokens {
  /** When the last {@link MOST} wrong ones of a place came, oldest first. Places in the order in which they were last seen. */
  readonly #times = new Map<string, number[]>();
  readonly #now: () => number;

  /** @param now Milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Notes a wrong token.
   *
   * @returns Undefined when it is to be answered as such; else the seconds until the next guess is.
   */
  note(place: string): number | undefined {
    const now = this.#now();
    const key = placeOf(place);
    const times = (this.#times.get(key) ?? []).filter((time) => now - time < WINDOW_MS && time <= now);
    this.#times.delete(key);
    this.#times.set(key, times);
    if (this.#times.size > MOST_PLACES) this.#times.delete(this.#times.keys().next().value ?? "");
    const [oldest] = times;
    if (times.length >= MOST && oldest !== undefined) return Math.max(1, Math.ceil((oldest + WINDOW_MS - now) / 1000));
    times.push(now);
    return undefined;
  }

  /** How many places are remembered. */
  get size(): number {
    return this.#times.size;
  }
}

/** Whoever has one address of an IPv6 network has all of its 64 bits. */
function placeOf(address: string): string {
  if (!address.includes(":") || address.startsWith("::ffff:")) return address;
  const [head = "", tail] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  if (tail !== undefined) {
    const after = tail === "" ? [] : tail.split(":");
    while (groups.length + after.length < 8) groups.push("0");
    groups.push(...after);
  }
  return groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(":");
}
