import type { MapEntry } from "../tree.ts";
import { MAX_PROBLEMS, type Problem } from "./problem.ts";
import type { NodeIds } from "./node_ids.ts";

/** What the parts of the lowering share. */
export class Lowering {
  readonly source: string;
  readonly problems: Problem[];
  readonly ids: NodeIds;

  constructor(source: string, problems: Problem[], ids: NodeIds) {
    this.source = source;
    this.problems = problems;
    this.ids = ids;
  }

  /** Adds an entry to a map, unless its key is taken, which is reported. */
  add(entries: MapEntry[], entry: MapEntry): void {
    const first = entries.find(({ key }) => key === entry.key);
    if (first === undefined) entries.push(entry);
    else this.duplicate(entry, first);
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
