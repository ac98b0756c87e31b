/** What stands for all values beyond the most that a label may have. */
export const OTHER = "other";

/** The labels of a series. */
export type Labels = Readonly<Record<string, string>>;

/** Bounds the values of a metric's labels, and knows which combinations exist. */
export class Series {
  readonly #names: readonly string[];
  readonly #most: number;
  readonly #values = new Map<string, Set<string>>();
  readonly #known = new Map<string, Labels>();

  /**
   * @param names The metric's labels.
   * @param most Values that each may have.
   */
  constructor(names: readonly string[], most: number) {
    this.#names = names;
    this.#most = most;
    for (const name of names) this.#values.set(name, new Set());
  }

  /** The labels to use for these values, in the order of the names: {@link OTHER} for a new one beyond the most. */
  admit(values: readonly string[]): Labels {
    const key = JSON.stringify(values);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const labels = Object.fromEntries(this.#names.map((name, at) => [name, this.#clip(name, values[at] ?? "")]));
    // A combination that was cut is not remembered under what was given, or what comes without end would be kept without end.
    this.#known.set(JSON.stringify(Object.values(labels)), labels);
    return labels;
  }

  /** Forgets a value, and returns the combinations that it stood in. */
  forget(name: string, value: string): Labels[] {
    const gone = [...this.#known].filter(([, labels]) => labels[name] === value);
    for (const [key] of gone) this.#known.delete(key);
    this.#values.get(name)?.delete(value);
    return gone.map(([, labels]) => labels);
  }

  #clip(name: string, value: string): string {
    const values = this.#values.get(name) ?? new Set();
    if (values.has(value) || value === OTHER) return value;
    if (values.size >= this.#most) return OTHER;
    values.add(value);
    return value;
  }
}
