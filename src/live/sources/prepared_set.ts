import type { Health, ModuleId, SourceMemory } from "../../core/mod.ts";
import type { SourceSet } from "./source_set.ts";
import type { SupervisedSource } from "./supervised_source.ts";

/** A source of a set, and what the set calls it. */
export interface SetMember {
  readonly source: SupervisedSource;
  readonly label: string;
  /** Of one that was the previous set's and did not change: its memory under this revision. */
  readonly kept?: SourceMemory;
}

/** What a set tells who keeps the sets. */
export interface SetOwner {
  /** It is the active one of its module from now on; what was before is no more. */
  activated(set: PreparedSet, before: PreparedSet | undefined): void;
  /** It emits no more. */
  released(set: PreparedSet): void;
  /** It is neither prepared nor active any more; nothing of it is left but what other sets keep. */
  ended(set: PreparedSet): void;
  /** The active set of a module. */
  active(module: ModuleId): PreparedSet | undefined;
}

/** The sources of one revision, on their way. */
export class PreparedSet implements SourceSet {
  readonly module: ModuleId;
  readonly revision: number;
  readonly health: Health;
  readonly members: readonly SetMember[];
  readonly #owner: SetOwner;
  #phase: "prepared" | "active" | "released" | "ended" = "prepared";

  constructor(
    { module, revision }: { readonly module: ModuleId; readonly revision: number },
    members: readonly SetMember[],
    health: Health,
    owner: SetOwner,
  ) {
    this.module = module;
    this.revision = revision;
    this.members = members;
    this.health = health;
    this.#owner = owner;
  }

  activate(): void {
    if (this.#phase !== "prepared") throw new TypeError(`The sources of ${this.module} are ${this.#phase}`);
    const before = this.#owner.active(this.module);
    this.#phase = "active";
    const kept = new Set(this.members.filter((member) => member.kept !== undefined).map(({ source }) => source));
    const old = (before?.members ?? []).map(({ source }) => source).filter((source) => !kept.has(source));
    const successorOf = (source: SupervisedSource) => this.members.find((member) => member.source.definition.key === source.definition.key);
    for (const source of old) source.release(successorOf(source)?.source);
    if (before !== undefined) before.#phase = "released";
    this.#owner.activated(this, before);
    for (const { source, label, kept } of this.members) {
      if (kept !== undefined) source.adopt(label, kept);
      else source.activate(old.find((other) => other.definition.key === source.definition.key));
    }
  }

  release(): void {
    if (this.#phase !== "active") return;
    this.#phase = "released";
    for (const { source } of this.members) source.release(undefined);
    this.#owner.released(this);
  }

  async discard(): Promise<void> {
    if (this.#phase !== "prepared") return;
    this.#phase = "ended";
    for (const { source, kept } of this.members) if (kept !== undefined) source.memory.unmirror(kept);
    await Promise.all(this.members.map(({ source, kept }) => kept === undefined ? source.end() : undefined));
    this.#owner.ended(this);
  }

  async retire(): Promise<void> {
    if (this.#phase === "prepared") return await this.discard();
    if (this.#phase === "ended") return;
    this.release();
    this.#phase = "ended";
    await this.end();
    this.#owner.ended(this);
  }

  /** Ends all sources that the active set of the module does not have. */
  async end(): Promise<void> {
    const active = this.#owner.active(this.module);
    const alive = new Set(active === this ? [] : active?.members.map(({ source }) => source));
    await Promise.all(this.members.map(({ source }) => alive.has(source) ? undefined : source.end()));
  }
}
