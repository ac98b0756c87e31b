import { AppError, type Health, type ModuleId, type SourceMemory } from "../../core/mod.ts";
import { createClock } from "../../platform/mod.ts";
import type { SourceView, Webhook } from "../daemon/mod.ts";
import { MovableMemory } from "./movable_memory.ts";
import { OutputLines } from "./output_lines.ts";
import { PreparedSet, type SetMember, type SetOwner } from "./prepared_set.ts";
import type { SourceDefinition } from "./source_definition.ts";
import type { CreateSourcesOptions, SourceSet, SourcesRequest, SourceSupervisor } from "./source_set.ts";
import { SupervisedSource } from "./supervised_source.ts";
import { type WebhookRoute, WebhookRoutes } from "./webhook_routes.ts";

/** Where a memory keeps what its source was when it was made. */
const DEFINITION = "definition";
const HEALTHY: Health = Object.freeze({ status: "healthy" });

/** Makes what keeps the sources of a daemon's pipelines going. Nothing is loaded before a pipeline has one. */
export function createSources(options: CreateSourcesOptions): SourceSupervisor {
  return new SourceKeeper(options);
}

class SourceKeeper implements SourceSupervisor, SetOwner {
  readonly #options: CreateSourcesOptions;
  readonly #clock;
  readonly #active = new Map<ModuleId, PreparedSet>();
  readonly #prepared = new Set<PreparedSet>();
  readonly #released = new Set<PreparedSet>();
  readonly #routes = new WebhookRoutes();
  readonly #closing = new AbortController();

  constructor(options: CreateSourcesOptions) {
    this.#options = options;
    this.#clock = options.clock ?? createClock();
  }

  list(): readonly SourceView[] {
    const sets = [...this.#active.values()].sort((a, b) => a.module < b.module ? -1 : 1);
    return sets.flatMap(({ members }) => members.map(({ source }) => source.view));
  }

  webhook(path: string): Webhook | undefined {
    return this.#routes.get(path);
  }

  active(module: ModuleId): PreparedSet | undefined {
    return this.#active.get(module);
  }

  async prepare(request: SourcesRequest): Promise<SourceSet> {
    if (this.#closing.signal.aborted) throw new AppError("stopping", "The daemon is stopping");
    if (request.pipeline.on === undefined) return this.#add(new PreparedSet(request, [], HEALTHY, this));
    const { describeSources } = await import("./describe_sources.ts");
    const definitions = await describeSources(request, this.#options);
    const previous = request.previous instanceof PreparedSet ? request.previous.members : [];
    const members = definitions.map((definition): SetMember => {
      const { label, key, fingerprint } = definition;
      const same = previous.find(({ source: { definition: other } }) => other.key === key && other.fingerprint === fingerprint);
      if (same !== undefined) {
        return { source: same.source, label, kept: this.#options.memories.open(request.module, request.revision, key) };
      }
      return { source: this.#make(definition, request), label };
    });
    // From here to its place among the prepared nothing waits, so that two cannot both get a path.
    for (const { path } of definitions) {
      if (path !== undefined) this.#routes.check({ module: request.module, path }, this.#preparedRoutes(), request.besides ?? new Set());
    }
    const claim = new PreparedSet(request, members, HEALTHY, this);
    this.#prepared.add(claim);
    try {
      for (const { source, kept } of members) if (kept !== undefined) this.#carry(request, source, kept);
      const healths = await Promise.all(members.map(({ source, kept }) => kept === undefined ? source.begin() : HEALTHY));
      const health = healths.find(({ status }) => status !== "healthy") ?? HEALTHY;
      if (this.#closing.signal.aborted) throw new AppError("stopping", "The daemon is stopping");
      return this.#add(new PreparedSet(request, members, health, this));
    } catch (error) {
      await claim.discard();
      throw error;
    } finally {
      this.#prepared.delete(claim);
    }
  }

  activated(set: PreparedSet, before: PreparedSet | undefined): void {
    this.#prepared.delete(set);
    this.#active.set(set.module, set);
    if (before !== undefined) this.#released.add(before);
    const hook = set.members.find(({ source }) => source.definition.path !== undefined)?.source;
    if (hook?.definition.path === undefined) this.#routes.delete(set.module);
    else this.#routes.set(set.module, hook.definition.path, () => hook.source?.webhook);
  }

  released(set: PreparedSet): void {
    if (this.#active.get(set.module) === set) {
      this.#active.delete(set.module);
      this.#routes.delete(set.module);
    }
    this.#released.add(set);
  }

  ended(set: PreparedSet): void {
    this.#prepared.delete(set);
    this.#released.delete(set);
    const alive = [...this.#active.values(), ...this.#prepared].some((other) =>
      other.module === set.module && other.revision === set.revision
    );
    if (!alive) this.#options.memories.drop(set.module, set.revision);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    const sets = [...this.#prepared, ...this.#active.values(), ...this.#released];
    const sources = new Set(sets.flatMap(({ members }) => members.map(({ source }) => source)));
    await Promise.all(Array.from(sources, (source) => source.end()));
    this.#active.clear();
    this.#prepared.clear();
    this.#released.clear();
  }

  #add(set: PreparedSet): PreparedSet {
    this.#prepared.add(set);
    return set;
  }

  #make(definition: SourceDefinition, { module, revision, lastRevision, pipeline }: SourcesRequest): SupervisedSource {
    const { memories, emit, events, log, random = Math.random } = this.#options;
    const { key, fingerprint, secrets = [] } = definition;
    if (lastRevision !== undefined && lastRevision !== revision) {
      if (memories.open(module, lastRevision, key).get(DEFINITION) === fingerprint) memories.carry(module, lastRevision, revision, key);
    }
    const memory = memories.open(module, revision, key);
    if (memory.get(DEFINITION) !== fingerprint) memory.set(DEFINITION, fingerprint);
    const say = (stream: "stdout" | "stderr" | "log" | "notice", text: string) => log?.({ source: source.view.source, stream, text });
    const tell = (health: SourceView["health"]) => {
      const reason = "reason" in health ? { reason: health.reason } : {};
      events.append({ type: "source.health", time: this.#clock.now(), source: source.view.source, health: health.status, ...reason });
    };
    const lines = new OutputLines(secrets, say);
    const source: SupervisedSource = new SupervisedSource(definition, {
      clock: this.#clock,
      module,
      pipeline: pipeline.name,
      memory: new MovableMemory(memory),
      emit: (event) => emit(module, event),
      closing: this.#closing.signal,
      random,
      mask: (text) => lines.mask(text),
      output: (stream, bytes) => lines.push(stream, bytes),
      notice: (text) => say("notice", lines.mask(text)),
      // A swap waits for no disk.
      changed: (health) => queueMicrotask(() => tell(health)),
    });
    return source;
  }

  /** Lets a source that did not change go on with what it knows when it comes under its new revision. */
  #carry({ module, revision, previous }: SourcesRequest, source: SupervisedSource, memory: SourceMemory): void {
    if (previous === undefined || previous.revision === revision) return;
    this.#options.memories.carry(module, previous.revision, revision, source.definition.key);
    source.memory.mirror(memory);
  }

  #preparedRoutes(): readonly WebhookRoute[] {
    return Array.from(this.#prepared).flatMap(({ module, members }) =>
      members.flatMap(({ source: { definition: { path } } }) => path === undefined ? [] : [{ module, path }])
    );
  }
}
