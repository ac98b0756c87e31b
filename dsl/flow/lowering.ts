import type { DocNode, MapEntry } from "../tree.ts";
import { MAX_PROBLEMS, type Problem } from "./problem.ts";
import type { NodeIds } from "./node_ids.ts";

/** A list that is still added to. */
export interface GrowingList {
  readonly span: { start: number; end: number };
  readonly items: DocNode[];
}

/** From how many entries on a map's keys are looked up in an index. */
const LARGE = 32;

/** What the parts of the lowering share. */
export class Lowering {
  readonly source: string;
  readonly problems: Problem[];
  readonly ids: NodeIds;

  readonly #lists = new WeakMap<readonly MapEntry[], Map<string, GrowingList>>();
  /** The entries of large maps by their keys. */
  readonly #byKey = new WeakMap<readonly MapEntry[], Map<string, MapEntry>>();

  constructor(source: string, problems: Problem[], ids: NodeIds) {
    this.source = source;
    this.problems = problems;
    this.ids = ids;
  }

  /** Adds an entry to a map, unless its key is taken, which is reported. */
  add(entries: MapEntry[], entry: MapEntry): void {
    const byKey = entries.length < LARGE ? undefined : this.#indexOf(entries);
    const first = byKey === undefined ? entries.find(({ key }) => key === entry.key) : byKey.get(entry.key);
    if (first !== undefined) return this.duplicate(entry, first);
    entries.push(entry);
    byKey?.set(entry.key, entry);
  }

  #indexOf(entries: readonly MapEntry[]): Map<string, MapEntry> {
    let byKey = this.#byKey.get(entries);
    if (byKey === undefined) this.#byKey.set(entries, byKey = new Map(entries.map((entry) => [entry.key, entry])));
    return byKey;
  }

  /** The list that repeated statements gather in, while it grows. */
  listOf(entries: readonly MapEntry[], key: string): GrowingList | undefined {
    return this.#lists.get(entries)?.get(key);
  }

  /** Keeps a list for {@link Lowering.listOf}. */
  keepList(entries: readonly MapEntry[], key: string, list: GrowingList): void {
    const lists = this.#lists.get(entries) ?? new Map<string, GrowingList>();
    lists.set(key, list);
    this.#lists.set(entries, lists);
  }

  /** Reports an entry whose key is taken. */
  duplicate({ key, keySpan }: MapEntry, first: MapEntry): void {
    if (this.problems.length >= MAX_PROBLEMS) return;
    this.problems.push({
      code: "flow_duplicate",
      message: `${JSON.stringify(key.slice(0, 40))} stands twice`,
      span: keySpan,
      related: { message: "It first stands here", span: first.keySpan },
    });
  }
}
